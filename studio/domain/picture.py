"""Pictures by reference: where the bytes are is somebody else's business."""

from typing import Any

import msgspec


class PictureRef(msgspec.Struct, frozen=True):
    """A picture kept on disk: sha256 of its bytes (64 hex digits), MIME type by content, size in pixels."""

    sha256: str
    mime: str
    width: int
    height: int


class Raster(msgspec.Struct, frozen=True):
    """Decoded pixels, upright, sRGB, 8 bits a channel: `len(rgba) == 4 * width * height`, rows top down."""

    width: int
    height: int
    rgba: bytes


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How a picture was made, as its file tells it; `source` names the program that wrote it down."""

    prompt: str = ""
    negative: str = ""
    model: str = ""
    gateway: str = ""
    parameters: dict[str, Any] = {}
    edited: bool = False
    source: str = "Gateway Studio"


class IntakeNote(msgspec.Struct, frozen=True):
    """A picture taken in, and what was done to it on the way ("scaled from 9000×6000", "first frame of 12").

    `recipe` is what its file says about its making, or None.
    """

    ref: PictureRef
    name: str
    notes: tuple[str, ...] = ()
    recipe: Recipe | None = None


class PictureMade(msgspec.Struct, frozen=True, kw_only=True):
    """One picture in the gallery: made by a model, received in a chat, or brought in by the user.

    `parent` is the sha256 of the version it was made from; `mask` that of the mask's PNG; `drift` is the share
    (0–1) of protected pixels the gateway changed and "keep outside" repaired; `raw` is the untouched result.
    """

    ref: PictureRef
    created_at: float
    origin: str
    prompt: str = ""
    gateway: str = ""
    model: str = ""
    parameters: dict[str, object] = {}
    conversation_id: str = ""
    message_id: str = ""
    parent: str = ""
    mask: str = ""
    raw: str = ""
    drift: float | None = None
    name: str = ""
    starred: bool = False
    deleted: bool = False
