"""The picture routes of the built-in gateway: painted at once, later on asking, or fetched by address."""

import asyncio
import base64
import io
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic, time
from uuid import uuid4

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from studio.sandbox import answers, orders
from studio.sandbox.chatting import json_object
from studio.sandbox.dialects import reading
from studio.sandbox.editing import edit
from studio.sandbox.guard import refusal_response
from studio.sandbox.orders import Order
from studio.sandbox.pacing import Clock
from studio.sandbox.painting import paint
from studio.sandbox.refusals import Manner, Refused
from studio.sandbox.script import Json

_KEPT = 48
_MOST_PIXELS = 50_000_000


@dataclass(slots=True)
class Job:
    """A picture promised: when it is due (monotonic seconds), how often it was asked for, its files when made."""

    order: Order
    number: int
    started: float
    seconds: float
    polls: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One finished picture as a file."""

    data: bytes
    mime: str
    width: int
    height: int


class Easel:
    """Paints, edits, and keeps the last few results under names nobody can guess."""

    def __init__(self, port: int, clock: Clock) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._clock = clock
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._files: OrderedDict[str, Work] = OrderedDict()
        self._count = 0

    async def generate(self, request: Request) -> Response:
        """`POST /v1/images/generations`."""
        manner = Manner.OPENAI
        try:
            body = await json_object(request)
            manner = reading.manner_for(body, manner)
            return await self._made(orders.read_order(body))
        except Refused as refused:
            return refusal_response(refused, manner)

    async def change(self, request: Request) -> Response:
        """`POST /v1/images/edits`."""
        try:
            return await self._made(await orders.read_edit(request))
        except Refused as refused:
            return refusal_response(refused, Manner.OPENAI)

    async def ask(self, request: Request) -> Response:
        """`GET /v1/images/generations/{id}`: pending with HTTP 202, then the pictures."""
        name = request.path_params["id"]
        job = self._jobs.get(name)
        if job is None:
            gone = Refused(404, "invalid_request_error", "unknown image request")
            return refusal_response(gone, Manner.OPENAI)
        share = self._share(job)
        if share < 1:
            return JSONResponse({"id": name, "status": "pending", "progress": int(share * 100)}, 202)
        works = await self._finished(job)
        return JSONResponse({"request_id": name, "status": "completed", **self._shown(job.order, works)})

    async def submit(self, request: Request) -> Response:
        """`POST /v1/image/submit`, APIFree's way (GATEWAYS.md 5.4)."""
        try:
            body = await json_object(request)
            order = orders.read_order(body, orders.json_pictures(body))
            if order.sources:
                orders.edit_checked(order)
            await self._decoded_sources(order)
        except Refused as refused:
            return refusal_response(refused, Manner.APIFREE)
        return _wrapped({"request_id": self._promise(order), "time": None})

    async def result(self, request: Request) -> Response:
        """`GET /v1/image/{id}/result`; even jobs say processing and success, odd ones queuing and completed."""
        name = request.path_params["id"]
        job = self._jobs.get(name)
        if job is None:
            return JSONResponse({"code": 404, "code_msg": "request not found", "trace_id": _trace()})
        share = self._share(job)
        odd = job.number % 2 == 1
        job.polls += 1
        if share < 1:
            word = "queuing" if odd and share < 0.3 else "processing"
            return _wrapped({"request_id": name, "status": word})
        if "please fail" in job.order.prompt.lower():
            error = {"code": "generation_failed", "message": "the prompt asked for a failure"}
            return _wrapped({"request_id": name, "status": "failed" if odd else "error", "error": error})
        works = await self._finished(job)
        images: list[Json] = [
            {"url": self._address(file), "width": work.width, "height": work.height}
            if odd
            else self._address(file)
            for file, work in zip(job.names, works, strict=True)
        ]
        done = {"status": "completed" if odd else "success", "image_list": images}
        return _wrapped({"request_id": name, **done, "usage": {"cost": job.order.model.price or 0.024}})

    async def file(self, request: Request) -> Response:
        """`GET /files/{name}`: a result, without a key."""
        work = self._files.get(request.path_params["name"])
        if work is None:
            gone = Refused(404, "invalid_request_error", "this picture is gone")
            return refusal_response(gone, Manner.OPENAI)
        return Response(work.data, media_type=work.mime)

    async def _made(self, order: Order) -> Response:
        await self._decoded_sources(order)
        if order.later:
            return JSONResponse({"request_id": self._promise(order), "status": "pending"}, 202)
        await self._clock.rest(order.model.seconds)
        works = await asyncio.to_thread(_works, order)
        return JSONResponse(self._shown(order, works))

    async def _decoded_sources(self, order: Order) -> None:
        """Refuses broken pictures before a job is promised."""
        for data in (*order.sources, *((order.mask,) if order.mask else ())):
            await asyncio.to_thread(opened, data)

    def _promise(self, order: Order) -> str:
        name = uuid4().hex
        self._jobs[name] = Job(order, self._count, monotonic(), order.model.seconds * self._clock.pace)
        self._count += 1
        _forget_old(self._jobs)
        return name

    def _share(self, job: Job) -> float:
        return min(1.0, (monotonic() - job.started) / job.seconds) if job.seconds else 1.0

    async def _finished(self, job: Job) -> list[Work]:
        if not all(name in self._files for name in job.names) or not job.names:
            works = await asyncio.to_thread(_works, job.order)
            job.names = tuple(self._keep(work) for work in works)
        return [self._files[name] for name in job.names]

    def _keep(self, work: Work) -> str:
        name = f"{uuid4().hex}.{work.mime.removeprefix('image/')}"
        self._files[name] = work
        _forget_old(self._files)
        return name

    def _address(self, name: str) -> str:
        return f"{self._root}/files/{name}"

    def _shown(self, order: Order, works: list[Work]) -> dict[str, Json]:
        if order.as_url:
            data: list[Json] = [
                {"url": self._address(self._keep(work)), "mime_type": work.mime} for work in works
            ]
        else:
            data = [{"b64_json": base64.b64encode(work.data).decode()} for work in works]
        shown: dict[str, Json] = {
            "created": int(time()),
            "data": data,
            "output_format": order.format,
            "quality": order.quality,
            "size": f"{works[0].width}x{works[0].height}",
        }
        if order.model.price is not None:
            shown["usage"] = {"cost": round(order.model.price * len(works), 6)}
        return shown


def opened(data: bytes) -> Image.Image:
    """A decoded picture, RGB or RGBA. Raises `Refused` for what is none or is too large."""
    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > _MOST_PIXELS:
            raise Refused(400, "invalid_request_error", "the image has too many pixels", param="image")
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise answers.broken_picture() from None
    return picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")


def _works(order: Order) -> list[Work]:
    """All pictures of an order, encoded; runs on a thread."""
    seed = order.seed if order.seed is not None else zlib.crc32(order.prompt.encode())
    made: list[Work] = []
    for number in range(order.n):
        if order.sources:
            mask = opened(order.mask) if order.mask else None
            picture = edit(order, opened(order.sources[0]), mask, seed + number)
        else:
            picture = paint(order, seed + number)
        made.append(_encoded(picture, order.format))
    return made


def _encoded(picture: Image.Image, form: str) -> Work:
    if form == "jpeg":
        picture = picture.convert("RGB")
    target = io.BytesIO()
    picture.save(target, form.upper(), **({"quality": 92} if form != "png" else {"compress_level": 4}))
    return Work(target.getvalue(), f"image/{form}", picture.width, picture.height)


def _forget_old(kept: OrderedDict[str, Job] | OrderedDict[str, Work]) -> None:
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _wrapped(data: dict[str, Json]) -> JSONResponse:
    return JSONResponse({"code": 200, "code_msg": "Success", "trace_id": _trace(), "resp_data": data})


def _trace() -> str:
    return uuid4().hex[:16]
