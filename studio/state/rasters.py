"""Decoded pictures for views: asked for by size, decoded in the background, kept while there is room."""

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.picture import PictureRef, Raster
from studio.state import tasks
from studio.state.ports import Pictures

LIMIT_BYTES = 96 * 1024 * 1024


class Rasters(QObject):
    """A least-recently-used store of rasters; `ready(sha256)` says that one asked for has come (or failed)."""

    ready = Signal(str)

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._kept: OrderedDict[tuple[str, int], Raster] = OrderedDict()
        self._bytes = 0
        self._wanted: set[tuple[str, int]] = set()
        self._problems: dict[str, str] = {}

    def get(self, ref: PictureRef, longest_side: int) -> Raster | None:
        """The raster, or None while it is being decoded; sizes are rounded up to a power of two."""
        side = 64
        while side < longest_side:
            side *= 2
        key = (ref.sha256, side)
        raster = self._kept.get(key)
        if raster is not None:
            self._kept.move_to_end(key)
            return raster
        if key not in self._wanted and ref.sha256 not in self._problems:
            self._wanted.add(key)
            tasks.start(tasks.attempt(self._decode(ref, side), lambda f: self._failed(key, f)), "decode")
        return None

    def problem(self, sha256: str) -> str:
        """Why a picture cannot be shown, or ""."""
        return self._problems.get(sha256, "")

    def forget_problem(self, sha256: str) -> None:
        """Lets a picture that failed be tried again."""
        self._problems.pop(sha256, None)

    async def _decode(self, ref: PictureRef, side: int) -> None:
        raster = await self._pictures.raster(ref, side)
        key = (ref.sha256, side)
        self._wanted.discard(key)
        self._kept[key] = raster
        self._bytes += len(raster.rgba)
        while self._bytes > LIMIT_BYTES and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= len(old.rgba)
        self.ready.emit(ref.sha256)

    def _failed(self, key: tuple[str, int], failure: Failure) -> None:
        self._wanted.discard(key)
        self._problems[key[0]] = failure.message
        self.ready.emit(key[0])
