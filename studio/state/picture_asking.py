"""From the picture desk to a prompt: what is sent, in which size, with which mask, and what is asked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import msgspec
from PySide6.QtGui import QImage

from studio.domain.conversation import Message, Picture, Role, Text
from studio.domain.events import Event
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob
from studio.domain.model import Model
from studio.domain.parameters import ParameterForm
from studio.domain.picture import IntakeNote, PictureRef
from studio.domain.prompt import Prompt, Task
from studio.domain.text import clean_text
from studio.state.picture_desk import Desk, JobPlan, Source
from studio.state.picture_mask import MaskHistory, Stroke, Tool, grey_image, mask_bytes
from studio.state.ports import Pictures, Store

SENT_SIDE = 2048
"""A source longer than twice this is sent scaled down to it; the result is composited at full size."""

OVERLAP = 24
"""How far a mask made by extending the canvas reaches into the old picture, in pixels: seams need room."""


class Workshop(Pictures, Protocol):
    """What the studio needs of the picture service beyond the common port."""

    async def open_ref(self, ref: PictureRef, name: str, longest_side: int = 0) -> IntakeNote:
        """A kept picture taken in again: stripped, and at most `longest_side` pixels."""

    async def extend(self, ref: PictureRef, margins: tuple[int, int, int, int]) -> PictureRef:
        """The picture on a canvas larger by (left, top, right, bottom) pixels."""

    async def alpha_mask(self, mask: PictureRef, longest_side: int = 0) -> PictureRef:
        """The mask as RGBA, transparent where the picture may change."""

    async def mask_bytes(self, mask: PictureRef) -> bytes:
        """One byte a pixel of a kept mask."""


class Surroundings(msgspec.Struct, frozen=True):
    """What the studio is plugged into."""

    ask: Callable[[Prompt], AsyncIterator[Event]]
    resume: Callable[[PictureJob, Gateway], AsyncIterator[Event]]
    pictures: Workshop
    store: Store
    gateway: Callable[[str], Gateway | None]
    models: Callable[[], Sequence[Model]]
    form: Callable[[Gateway, str], Awaitable[ParameterForm | None]]
    fetch: Callable[[str], Awaitable[bytes]]


def problem_with(desk: Desk, gateway: Gateway | None) -> str:
    """Why nothing can be asked yet, in one sentence, or ""."""
    if not desk.model:
        return "Choose a model first."
    if gateway is None:
        return "This model’s gateway is not set up any more. Choose another model."
    if not desk.prompt.strip():
        return "Say what the picture should show." if desk.source is None else "Say what should change."
    return ""


async def grey_of(pictures: Pictures, ref: PictureRef) -> QImage:
    """A kept picture as a grey image, to be used as a mask."""
    raster = await pictures.raster(ref)
    return grey_image(raster.rgba[::4], raster.width, raster.height)


async def mask_of(source: Source, mask: MaskHistory, imports: Mapping[str, QImage]) -> bytes:
    """The mask as one byte a pixel of the source; painted in a thread, because it may be millions."""
    return await asyncio.to_thread(mask_bytes, mask.strokes, source.size, dict(imports))


async def sent_ref(pictures: Workshop, source: Source, notices: list[str]) -> PictureRef:
    """What is sent of a source: itself, or a smaller copy with a notice."""
    if max(source.size) <= 2 * SENT_SIDE:
        return source.ref
    note = await pictures.open_ref(source.ref, source.name, SENT_SIDE)
    notices.append(
        f"{source.name or 'The picture'} is sent at {note.ref.width}×{note.ref.height}; "
        "what lies outside the mask keeps its full size."
    )
    return note.ref


class Prepared(msgspec.Struct, frozen=True):
    """What a desk comes to: the plan for its results, the pictures of the message, their bytes, what to tell."""

    plan: JobPlan
    parts: tuple[Picture, ...] = ()
    media: dict[str, bytes] = {}
    notices: tuple[str, ...] = ()


async def prepared(around: Surroundings, desk: Desk, imports: Mapping[str, QImage]) -> Prepared:
    """Scales, paints and collects what a request needs. Raises `StudioError`."""
    source = desk.source
    if source is None:
        return Prepared(JobPlan(keep_outside=False))
    notices: list[str] = []
    mask, sent_mask = "", None
    sent = await sent_ref(around.pictures, source, notices)
    if not desk.mask.blank:
        data = await mask_of(source, desk.mask, imports)
        grey = await around.pictures.mask_png(data, *source.size)
        sent_mask = await around.pictures.alpha_mask(grey, max(sent.width, sent.height))
        mask = grey.sha256
    refs = [sent, *[await sent_ref(around.pictures, reference, notices) for reference in desk.references]]
    names = [source.name, *[reference.name for reference in desk.references]]
    parts = [Picture(ref, name) for ref, name in zip(refs, names, strict=True)]
    parts[0] = msgspec.structs.replace(parts[0], mask=sent_mask)
    named = [*refs, sent_mask] if sent_mask is not None else refs
    media = {ref.sha256: await around.store.blob(ref.sha256) for ref in named}
    plan = JobPlan(
        source=source, mask=mask, strokes=desk.mask, feather=desk.feather, keep_outside=desk.keep_outside
    )
    return Prepared(plan, tuple(parts), media, tuple(notices))


def asked_message(desk: Desk, answer: Message, parts: tuple[Picture, ...]) -> Message:
    """The user's side of the turn `answer` belongs to."""
    return Message(
        id=answer.parent or "",
        parent=None,
        role=Role.USER,
        parts=(Text(clean_text(desk.prompt)), *parts),
        created_at=answer.created_at,
    )


def picture_prompt(
    gateway: Gateway, model: Model | None, asked: Message, answer: Message, media: dict[str, bytes]
) -> Prompt:
    """The request: an edit where the message carries pictures, else a new picture."""
    edits = any(isinstance(part, Picture) for part in asked.parts)
    return Prompt(
        gateway=gateway,
        model=answer.model,
        task=Task.EDIT if edits else Task.GENERATE,
        messages=(asked,),
        parameters=answer.parameters,
        media=media,
        capabilities=frozenset() if model is None else frozenset(model.capabilities),
        message_id=answer.id,
    )


def margin_mask(
    source: Source, grown: PictureRef, margins: tuple[int, int, int, int], before: MaskHistory
) -> MaskHistory:
    """The mask of an extended canvas: its margins and a seam may change, and what was painted before, moved along."""
    left, top, right, bottom = margins
    inner = (
        left + (OVERLAP if left else 0),
        top + (OVERLAP if top else 0),
        grown.width - right - (OVERLAP if right else 0),
        grown.height - bottom - (OVERLAP if bottom else 0),
    )
    corners = ((float(inner[0]), float(inner[1]), 0.0), (float(inner[2]), float(inner[3]), 0.0))
    margin = (Stroke(tool=Tool.FILL), Stroke(tool=Tool.RECTANGLE, points=corners, erase=True))
    moved = tuple(
        stroke.shifted(left, top)
        for stroke in before.strokes
        if stroke.tool in (Tool.BRUSH, Tool.RECTANGLE, Tool.LASSO) and not stroke.erase
    )
    return MaskHistory((*margin, *moved))


def resuming(around: Surroundings, row: PictureJob, gateway: Gateway) -> Callable[[], AsyncIterator[Event]]:
    """How to go on asking for a job of the last run."""
    return lambda: around.resume(row, gateway)
