"""Small pictures for a grid: those in view first, a few at a time, the rest not at all."""

import asyncio
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.domain.picture import PictureRef, Raster
from studio.state import tasks
from studio.state.ports import Pictures

AT_ONCE = 4


class Thumbnails(QObject):
    """Decodes what a view wants; `ready(sha256, Raster | None)` brings each one, None where it cannot be shown."""

    ready = Signal(str, object)

    def __init__(self, pictures: Pictures, side: int = 256, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self._pictures = pictures
        self._wanted: dict[str, PictureRef] = {}
        self._running: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # A window may close while pictures are decoded: nobody is there any more to be told.
        self.destroyed.connect(partial(_cancel_all, self._tasks))

    def want(self, refs: Sequence[PictureRef]) -> None:
        """These and no others are wanted now, the first ones first; what is being decoded goes on."""
        self._wanted = {ref.sha256: ref for ref in refs if ref.sha256 not in self._running}
        self._next()

    def _next(self) -> None:
        while self._wanted and len(self._running) < AT_ONCE:
            sha256 = next(iter(self._wanted))
            ref = self._wanted.pop(sha256)
            self._running.add(sha256)
            task = tasks.start(self._decode(ref), "thumbnail")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _decode(self, ref: PictureRef) -> None:
        await tasks.attempt(self._show(ref), lambda _: self._done(ref.sha256, None))

    async def _show(self, ref: PictureRef) -> None:
        self._done(ref.sha256, await self._pictures.raster(ref, self.side))

    def _done(self, sha256: str, raster: Raster | None) -> None:
        self._running.discard(sha256)
        self.ready.emit(sha256, raster)
        self._next()


def _cancel_all(running: set[asyncio.Task[None]], _: object = None) -> None:
    for task in tuple(running):
        task.cancel()
