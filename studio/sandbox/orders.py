"""What a picture is ordered with: JSON and multipart bodies of the picture routes, read with care."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from studio.sandbox import refusals
from studio.sandbox.chatting import json_object
from studio.sandbox.dialects import reading
from studio.sandbox.dialects.reading import Body
from studio.sandbox.refusals import Manner, Refused
from studio.sandbox.roster import PictureModel, picture_model
from studio.sandbox.script import Json

_RATIOS = {"1k": 1024, "2k": 2048, "4k": 4096}
_LONGEST = 2048
_SHORTEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One picture order. `size` is (width, height) in pixels or None where it is left to the model.

    `sources` and `mask` are file bytes; `clouds` is 0 to 1 or None; `later` asks for a job to poll.
    """

    model: PictureModel
    prompt: str
    size: tuple[int, int] | None = None
    n: int = 1
    seed: int | None = None
    quality: str = "medium"
    without: str = ""
    clouds: float | None = None
    grain: bool = False
    format: str = "png"
    as_url: bool = False
    later: bool = False
    sources: tuple[bytes, ...] = ()
    mask: bytes | None = None


def read_order(body: Body, sources: tuple[bytes, ...] = (), mask: bytes | None = None) -> Order:
    """An order from the fields of a body. Raises `Refused`."""
    name = reading.model_of(body, reading.manner_for(body, Manner.OPENAI))
    model = picture_model(name)
    if model is None:
        raise refusals.unknown_model(name)
    if model.locked:
        raise refusals.locked_model(model.id)
    for parameter, instead in model.refuses:
        if parameter in reading.given(body):
            raise refusals.unsupported(parameter, instead)
    prompt = reading.text(body.get("prompt"))
    if not prompt.strip():
        raise refusals.missing("prompt")
    amount = reading.whole_number(body.get("n") or body.get("num_images"), "n") or 1
    if amount > 10:
        raise Refused(400, "invalid_request_error", "n must be from 1 to 10", param="n")
    reading.in_range(body, "clouds", 0, 1)
    clouds = body.get("clouds")
    return Order(
        model=model,
        prompt=prompt,
        size=_size(body),
        n=amount,
        seed=reading.seed_of(body.get("seed")) if body.get("seed") is not None else None,
        quality=_one_of(body, "quality", ("auto", "low", "medium", "high", "standard", "hd"), "medium"),
        without=reading.text(body.get("negative_prompt")),
        clouds=float(clouds) if isinstance(clouds, int | float) else None,
        grain=body.get("grain") is True,
        format=_one_of(body, "output_format", ("png", "jpeg", "webp"), "png"),
        as_url=body.get("response_format") == "url",
        later=body.get("background") is True or body.get("async") is True,
        sources=sources,
        mask=mask,
    )


def _one_of(body: Body, name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = body.get(name)
    if value is None:
        return usual
    if value not in allowed:
        message = f"Invalid value: '{value}'. Supported values are: {', '.join(map(repr, allowed))}."
        raise Refused(400, "invalid_request_error", message, code="invalid_value", param=name)
    return str(value)


def _size(body: Body) -> tuple[int, int] | None:
    """From `size`, `width` and `height`, or `aspect_ratio` and `resolution`; at most 2048 pixels a side."""
    size = body.get("size")
    if isinstance(size, str) and size not in ("", "auto"):
        longest = _RATIOS.get(size.lower())
        if longest:
            return _fitted(1, 1, longest)
        found = re.fullmatch(r"(\d{2,5})\s*[x×]\s*(\d{2,5})", size)
        if found is None:
            raise Refused(400, "invalid_request_error", f"Invalid size: '{size[:40]}'", param="size")
        return _checked(int(found[1]), int(found[2]))
    width, height = body.get("width"), body.get("height")
    if isinstance(width, int) and isinstance(height, int):
        return _checked(width, height)
    ratio = body.get("aspect_ratio")
    if isinstance(ratio, str) and ratio != "auto":
        found = re.fullmatch(r"(\d{1,2}):(\d{1,2})", ratio)
        if found is None or "0" in found.groups():
            raise Refused(
                400, "invalid_request_error", f"Invalid aspect_ratio: '{ratio[:40]}'", param="aspect_ratio"
            )
        longest = _RATIOS.get(reading.text(body.get("resolution")).lower(), 1024)
        return _fitted(int(found[1]), int(found[2]), longest)
    return None


def _checked(width: int, height: int) -> tuple[int, int]:
    if not (_SHORTEST <= width <= _LONGEST and _SHORTEST <= height <= _LONGEST):
        message = f"Invalid size: each side must be from {_SHORTEST} to {_LONGEST} pixels"
        raise Refused(400, "invalid_request_error", message, param="size")
    return width, height


def _fitted(across: int, down: int, longest: int) -> tuple[int, int]:
    longest = min(longest, _LONGEST)
    scale = longest / max(across, down)
    return max(_SHORTEST, round(across * scale)), max(_SHORTEST, round(down * scale))


async def read_edit(request: Request) -> Order:
    """An edit from JSON (`image`, `images`, `image_urls`, `mask`) or multipart. Raises `Refused`."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _read_form(request)
    body = await json_object(request)
    order = read_order(body, json_pictures(body), _json_mask(body))
    return edit_checked(order)


def edit_checked(order: Order) -> Order:
    """The order if its model can edit and has something to edit. Raises `Refused`."""
    if not order.model.edits:
        raise Refused(400, "invalid_request_error", f"{order.model.id} does not edit pictures", param="model")
    if not order.sources:
        raise refusals.missing("image")
    return order


def json_pictures(body: Body) -> tuple[bytes, ...]:
    """All source pictures of a JSON body, as data URLs under any of their names."""
    found: list[bytes] = []
    for name in ("image", "images", "image_urls"):
        value = body.get(name)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                found.append(_picture(item))
    return tuple(found)


def _picture(value: Json) -> bytes:
    if isinstance(value, dict):
        inner = value.get("image_url") or value.get("url")
        return reading.data_url(inner.get("url") if isinstance(inner, dict) else inner)
    return reading.data_url(value)


def _json_mask(body: Body) -> bytes | None:
    mask = body.get("mask")
    return None if mask is None else _picture(mask)


async def _read_form(request: Request) -> Order:
    async with request.form(max_files=20, max_fields=50) as form:
        pictures: list[bytes] = []
        mask: bytes | None = None
        fields: dict[str, Json] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read()
                if name == "mask":
                    mask = data
                else:
                    pictures.append(data)
            else:
                fields[name] = value
    return edit_checked(read_order(_typed(fields), tuple(pictures), mask))


def _typed(fields: Mapping[str, Json]) -> Body:
    """Form fields are text: whole numbers and flags become what JSON would have said."""
    words: dict[str, Json] = {"true": True, "false": False}
    return {
        name: int(value)
        if name in ("n", "seed") and isinstance(value, str) and value.isdigit()
        else words.get(str(value), value)
        if name in ("background", "async", "grain")
        else value
        for name, value in fields.items()
    }
