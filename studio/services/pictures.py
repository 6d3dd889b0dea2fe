"""Pictures taken in, looked at and written out: every decode in a child process, every refusal a sentence."""

import asyncio
import os
import tempfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.picture import IntakeNote, PictureMade, PictureRef, Raster, Recipe
from studio.domain.text import first_words
from studio.services.picture_child import Header
from studio.services.picture_files import (
    SUFFIXES,
    SUPPORTED,
    check_bytes,
    read_picture_file,
    refusal,
    shown_name,
)
from studio.services.picture_metadata import STRIPPABLE, without_metadata
from studio.services.picture_process import DecodePool, unreadable
from studio.services.picture_recipes import read_recipe, recipe_of, with_recipe

THUMBNAIL_SIDE = 512
"""Rasters up to this side are thumbnails: kept in memory, and on disk where there is a folder."""

PREVIEW_SIDE = 2048
"""The side at which a canvas first asks for a picture; one that is taken in comes with these pixels."""

_THUMBNAILS_IN_MEMORY = 256
_NAMES_TRIED = 1000


class PictureService:
    """Opens, keeps, scales, composites and saves pictures.

    `put_blob(data, suffix)` keeps bytes and answers their sha256; `blob(sha256)` gives them back. With
    `thumbnails` (a folder) small versions survive the program. Coroutines may be cancelled at any time.
    """

    def __init__(
        self,
        put_blob: Callable[[bytes, str], Awaitable[str]],
        blob: Callable[[str], Awaitable[bytes]],
        thumbnails: Path | None = None,
        pool: DecodePool | None = None,
    ) -> None:
        self._put_blob = put_blob
        self._blob = blob
        self._folder = thumbnails
        self._pool = pool if pool is not None else DecodePool()
        self._preview: tuple[str, Raster] | None = None
        self._small: OrderedDict[tuple[str, int], Raster] = OrderedDict()

    def warm(self) -> None:
        """Starts the decode process ahead of the first picture."""
        self._pool.warm()

    def close(self) -> None:
        """Ends the decode processes."""
        self._pool.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The decode processes that run now."""
        return self._pool.pids

    async def open_file(self, path: Path, longest_side: int = 0) -> IntakeNote:
        """Takes a file in: checked, decoded, upright, sRGB, stripped, kept.

        `longest_side` scales a larger picture down, with a note. Raises `StudioError` (PICTURE, FILE).
        """
        data = await asyncio.to_thread(read_picture_file, path)
        return await self.open_bytes(data, path.name, longest_side)

    async def open_bytes(self, data: bytes, name: str, longest_side: int = 0) -> IntakeNote:
        """As `open_file` for bytes (clipboard, browser drop, gateway)."""
        name = shown_name(name)
        check_bytes(data, name)
        header = {"op": "intake", "longest": longest_side, "preview": PREVIEW_SIDE}
        (answer, made), recipe = await asyncio.gather(
            self._run(header, (data,), name), asyncio.to_thread(read_recipe, data)
        )
        if answer["same"]:
            made[0] = data
        ref = await self._keep_seen(answer, made, name)
        return IntakeNote(ref, name, tuple(str(note) for note in answer.get("notes", ())), recipe)

    async def open_ref(self, ref: PictureRef, name: str, longest_side: int = 0) -> IntakeNote:
        """A kept picture taken in again, stripped and at most `longest_side` px: a received one before it is sent."""
        return await self.open_bytes(await self._blob(ref.sha256), name, longest_side)

    async def keep_received(self, data: bytes, name: str) -> PictureRef:
        """Keeps a provider's bytes untouched after they have proved to be a picture. Raises `StudioError`."""
        name = shown_name(name)
        check_bytes(data, name)
        answer, _ = await self._run({"op": "verify"}, (data,), name)
        mime = _mime(answer, name)
        sha256 = await self._put_blob(data, SUFFIXES[mime])
        return PictureRef(sha256, mime, int(answer["width"]), int(answer["height"]))

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        """The pixels, scaled down so that no side is longer than `longest_side` (0 is full size)."""
        if 0 < longest_side <= THUMBNAIL_SIDE:
            return await self._thumbnail(ref, longest_side)
        if longest_side == PREVIEW_SIDE and self._preview is not None and self._preview[0] == ref.sha256:
            # Given once: whoever shows it keeps it.
            preview, self._preview = self._preview[1], None
            return preview
        header: Header = {"op": "raster", "longest": longest_side}
        known = await self._pool.recall(ref.sha256, header, "the picture")
        if known is None:
            known = await self._run(header, (await self._blob(ref.sha256),), "the picture")
            self._pool.remember(ref.sha256, known[0])
        return _raster(known[0], known[1][0], "the picture")

    async def composite(
        self, source: PictureRef, mask: bytes, result: PictureRef, feather: int
    ) -> tuple[PictureRef, float]:
        """`result` inside the mask over `source`, a new PNG, and the drift repaired outside (0–1).

        `mask` has one byte a pixel of the source (255 may change). Outside mask and feather the pixels equal
        the source's exactly; `feather` is in pixels. A result of another size is scaled first. Drift counts the
        protected pixels of which a channel moved by more than 8 of 255.
        """
        under, over = await self._blob(source.sha256), await self._blob(result.sha256)
        answer, made = await self._run(
            {"op": "composite", "feather": feather, "preview": PREVIEW_SIDE},
            (under, mask, over),
            "the picture",
        )
        return await self._keep_seen(answer, made, "the picture"), float(answer["drift"])

    async def mask_png(self, mask: bytes, width: int, height: int) -> PictureRef:
        """A mask kept as a greyscale PNG."""
        answer, made = await self._run({"op": "mask", "width": width, "height": height}, (mask,), "the mask")
        return await self._keep(answer, made, "the mask")

    async def alpha_mask(self, mask: PictureRef, longest_side: int = 0) -> PictureRef:
        """A kept mask as it is sent: an RGBA PNG, white and transparent where the picture may change.

        One file for both customs: white may change for most gateways, transparent for OpenAI's.
        """
        data = await self._blob(mask.sha256)
        header = {"op": "alpha_mask", "longest": longest_side}
        answer, made = await self._run(header, (data,), "the mask")
        return await self._keep(answer, made, "the mask")

    async def mask_bytes(self, mask: PictureRef) -> bytes:
        """One byte a pixel of a kept or imported mask, rows top down."""
        return (await self.raster(mask)).rgba[::4]

    async def extend(self, ref: PictureRef, margins: tuple[int, int, int, int]) -> PictureRef:
        """The picture on a canvas larger by (left, top, right, bottom) px; the margins blur its edges outwards."""
        data = await self._blob(ref.sha256)
        answer, made = await self._run({"op": "extend", "margins": margins}, (data,), "the canvas")
        return await self._keep(answer, made, "the canvas")

    async def save_as(self, made: PictureMade, target: Path, with_metadata: bool = True) -> Path:
        """Writes a picture where the user wants it; an existing name gets a number.

        With metadata the file carries prompt, model and parameters; its pixels are the kept ones bit for bit.
        A file signed with content credentials is written as it is: a change would break the signature.
        Raises `StudioError` (FILE).
        """
        data = await self._blob(made.ref.sha256)
        mime = made.ref.mime
        if with_metadata:
            shown = with_recipe(data, mime, recipe_of(made))
        elif mime in STRIPPABLE:
            shown = without_metadata(data, mime)
        else:
            answer, anew = await self._run({"op": "intake"}, (data,), "the picture")
            shown, mime = data if answer["same"] else anew[0], _mime(answer, "the picture")
        return await asyncio.to_thread(_write_new, target.with_suffix(SUFFIXES.get(mime, ".png")), shown)

    async def recipe(self, path: Path) -> Recipe | None:
        """What a file says about its making: ours, AUTOMATIC1111's, InvokeAI's, ComfyUI's; None without."""
        data = await asyncio.to_thread(read_picture_file, path)
        return await asyncio.to_thread(read_recipe, data)

    async def _run(self, header: Header, payloads: Sequence[bytes], name: str) -> tuple[Header, list[bytes]]:
        answer, made = await self._pool.run(header, payloads, name)
        if "refused" in answer:
            raise _refused(answer, name)
        return answer, made

    async def _keep(self, answer: Header, made: Sequence[bytes], name: str) -> PictureRef:
        mime = _mime(answer, name)
        if len(made) != 1 or check_bytes(made[0], name) != mime:
            raise unreadable(name)
        sha256 = await self._put_blob(made[0], SUFFIXES[mime])
        self._pool.remember(sha256, answer)
        return PictureRef(sha256, mime, int(answer["width"]), int(answer["height"]))

    async def _keep_seen(self, answer: Header, made: Sequence[bytes], name: str) -> PictureRef:
        """As `_keep`; the first pixels, which came along, are at hand for whoever looks at it next."""
        ref = await self._keep(answer, made[:1], name)
        width, height = answer["preview"]
        self._preview = ref.sha256, _raster({"width": width, "height": height}, made[1], name)
        return ref

    async def _thumbnail(self, ref: PictureRef, side: int) -> Raster:
        wanted = ref.sha256, side
        if wanted in self._small:
            self._small.move_to_end(wanted)
            return self._small[wanted]
        stored = None if self._folder is None else self._folder / ref.sha256[:2] / f"{ref.sha256}-{side}"
        data = None if stored is None else await asyncio.to_thread(_read_if_there, stored)
        fresh = data is None
        if data is None:
            data = await self._blob(ref.sha256)
        answer, pieces = await self._run({"op": "shrink", "longest": side}, (data,), "the picture")
        raster = _raster(answer, pieces[0], "the picture")
        if fresh and stored is not None:
            await asyncio.to_thread(_write_cache, stored, pieces[-1])
        self._small[wanted] = raster
        while len(self._small) > _THUMBNAILS_IN_MEMORY:
            self._small.popitem(last=False)
        return raster


def suggested_name(made: PictureMade) -> str:
    """A file name without suffix for a picture: its name or first words, safe on every system."""
    words = made.name or first_words(made.prompt, 48) or "picture"
    safe = "".join(c if c.isalnum() or c in " -_" else " " for c in words)
    return " ".join(safe.split())[:60] or "picture"


def _mime(answer: Header, name: str) -> str:
    mime = str(answer.get("mime"))
    if mime not in SUFFIXES:
        raise unreadable(name)
    return mime


def _raster(answer: Header, rgba: bytes, name: str) -> Raster:
    width, height = int(answer["width"]), int(answer["height"])
    if width < 1 or height < 1 or len(rgba) != 4 * width * height:
        raise unreadable(name)
    return Raster(width, height, rgba)


def _refused(answer: Header, name: str) -> StudioError:
    match answer["refused"]:
        case "pixels":
            size = min(int(answer["pixels"]) / 1e6, 999_999)
            return refusal(f"“{name}” has too many pixels ({size:,.0f} MP; the limit is 40 MP).")
        case "side":
            return refusal(
                f"“{name}” is too long ({answer['width']}×{answer['height']}; the limit is 16,384 pixels a side)."
            )
        case "memory":
            return unreadable(name)
        case "mask":
            return failing(Kind.INPUT, "The mask does not have the size of the picture; paint it again.")
        case _:
            return refusal(f"“{name}” is damaged. Choose another {SUPPORTED} file.")


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write_cache(path: Path, data: bytes) -> None:
    """Keeps a thumbnail; a full disk only costs the time to make it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
    except OSError:
        return


def _write_new(target: Path, data: bytes) -> Path:
    try:
        path, descriptor = _fresh(target)
    except OSError as error:
        raise _not_saved(target, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_saved(target, error) from None
    return path


def _fresh(target: Path) -> tuple[Path, int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for number in range(1, _NAMES_TRIED):
        path = target if number == 1 else target.with_stem(f"{target.stem} ({number})")
        try:
            return path, os.open(path, flags, 0o600)
        except FileExistsError:
            continue
    raise FileExistsError


def _not_saved(target: Path, error: OSError) -> StudioError:
    reason = (error.strerror or "the system refuses").lower()
    return failing(
        Kind.FILE,
        f"The picture was not saved as “{shown_name(target.name)}”: {reason}. It is still in the gallery.",
        Remedy.FOLDER,
    )
