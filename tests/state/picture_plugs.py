"""What picture tests plug in: a store in memory, a scripted gateway, and real pictures to work on."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

from PIL import Image

from studio.domain.conversation import Conversation, Draft, Message, Picture, Status
from studio.domain.events import Began, Ended, Event, PartOpened, PartReplaced
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob
from studio.domain.model import Capability, Model
from studio.domain.parameters import ParameterForm
from studio.domain.picture import PictureMade, PictureRef
from studio.domain.prompt import Prompt
from studio.services.pictures import PictureService
from studio.state import tasks
from studio.state.gallery import Gallery
from studio.state.picture_asking import Surroundings
from studio.state.picture_studio import PictureStudio

GATEWAY = Gateway(id="easel", name="Easel", base_url="http://127.0.0.1:9/v1", masks=True)
MODEL = Model(
    id="easel/oil", gateway="easel", name="Oil", capabilities=frozenset({Capability.PICTURE, Capability.EDIT})
)


class PictureShelf:
    """The part of `ports.Store` pictures use, in memory."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.rows: dict[str, PictureMade] = {}
        self.talks: dict[str, Conversation] = {}
        self.said: dict[str, dict[str, Message]] = {}
        self.drafts: dict[str, Draft] = {}
        self.open_jobs: dict[str, PictureJob] = {}

    async def put_blob(self, data: bytes, suffix: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.blobs[sha256] = data
        return sha256

    async def blob(self, sha256: str) -> bytes:
        return self.blobs[sha256]

    async def pictures(self) -> tuple[PictureMade, ...]:
        return tuple(self.rows.values())

    async def save_picture(self, made: PictureMade) -> None:
        self.rows[made.ref.sha256] = made

    async def conversations(self) -> tuple[Conversation, ...]:
        return tuple(self.talks.values())

    async def save_conversation(self, conversation: Conversation) -> None:
        self.talks[conversation.id] = conversation

    async def messages(self, conversation: str) -> tuple[Message, ...]:
        return tuple(self.said.get(conversation, {}).values())

    async def save_message(self, conversation: str, message: Message) -> None:
        self.said.setdefault(conversation, {})[message.id] = message

    async def draft(self, conversation: str) -> Draft:
        return self.drafts.get(conversation, Draft())

    async def save_draft(self, conversation: str, draft: Draft) -> None:
        self.drafts[conversation] = draft

    async def jobs(self) -> tuple[PictureJob, ...]:
        return tuple(self.open_jobs.values())

    async def save_job(self, job: PictureJob) -> None:
        self.open_jobs[job.job] = job

    async def end_job(self, job: str) -> None:
        self.open_jobs.pop(job, None)


class Painter:
    """A gateway that answers a prompt with the pictures a test paints for it."""

    def __init__(self, service: PictureService) -> None:
        self.service = service
        self.prompts: list[Prompt] = []
        self.paint: Callable[[Prompt], list[bytes]] = lambda prompt: [png_bytes((96, 64), "green")]
        self.before: list[Event] = []
        self.hold: asyncio.Event | None = None
        self.resumed: list[PictureJob] = []

    def close_gate(self) -> asyncio.Event:
        """From now on answers wait until the event is set."""
        self.hold = asyncio.Event()
        return self.hold

    async def ask(self, prompt: Prompt) -> AsyncIterator[Event]:
        self.prompts.append(prompt)
        yield Began(model=prompt.model)
        for event in self.before:
            yield event
        if self.hold is not None:
            await self.hold.wait()
        for at, data in enumerate(self.paint(prompt)):
            yield PartOpened(at, Picture(None))
            yield PartReplaced(at, Picture(await self.service.keep_received(data, "result")))
        yield Ended(Status.DONE)

    async def resume(self, job: PictureJob, gateway: Gateway) -> AsyncIterator[Event]:
        self.resumed.append(job)
        yield PartOpened(0, Picture(None))
        yield PartReplaced(0, Picture(await self.service.keep_received(png_bytes((96, 64), "blue"), "late")))
        yield Ended(Status.DONE)


class Atelier:
    """A picture studio with everything it is plugged into; `close` ends the decode processes."""

    def __init__(self, shelf: PictureShelf | None = None, thumbnails: Path | None = None) -> None:
        self.shelf = shelf if shelf is not None else PictureShelf()
        self.service = PictureService(self.shelf.put_blob, self.shelf.blob, thumbnails)
        self.painter = Painter(self.service)
        self.fetched: list[str] = []
        self.gallery = Gallery(self.shelf)  # type: ignore[arg-type]
        around = Surroundings(
            ask=self.painter.ask,
            resume=self.painter.resume,
            pictures=self.service,
            store=self.shelf,  # type: ignore[arg-type]
            gateway=lambda name: GATEWAY if name == GATEWAY.id else None,
            models=lambda: [MODEL],
            form=self._form,
            fetch=self._fetch,
        )
        self.studio = PictureStudio(around, self.gallery)
        self.studio.choose_model(GATEWAY.id, MODEL.id)

    async def _form(self, gateway: Gateway, model: str) -> ParameterForm | None:
        return None

    async def _fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        return png_bytes((32, 32), "red")

    async def finish(self) -> None:
        """Ends as the program does: everything is saved, then the processes are ended."""
        self.studio.settle()
        await tasks.end_all(2.0)
        self.service.close()

    async def crash(self) -> None:
        """Ends all tasks as they are, without the user's having stopped anything."""
        await tasks.end_all(2.0)
        self.service.close()


def png_bytes(size: tuple[int, int], colour: str, mode: str = "RGB") -> bytes:
    """A plain PNG."""
    return encoded(Image.new(mode, size, colour), "PNG")


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """A picture in which neighbouring pixels differ, so that a shift of one pixel would show."""
    return Image.frombytes("RGB", size, Random(seed).randbytes(size[0] * size[1] * 3))


def noise_bytes(size: tuple[int, int], kind: str = "PNG", seed: int = 1) -> bytes:
    """`noise` as a file."""
    return encoded(noise(size, seed), kind)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` as a file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def pixels(shelf: PictureShelf, ref: PictureRef) -> Image.Image:
    """What a kept picture holds, decoded by Pillow in the test itself."""
    return Image.open(io.BytesIO(shelf.blobs[ref.sha256])).convert("RGB")
