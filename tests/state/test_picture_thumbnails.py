"""Thumbnails: what is wanted now comes first, a few at a time, and what cannot be shown says so."""

import asyncio

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from studio.domain.errors import Kind, failing
from studio.domain.picture import PictureRef, Raster
from studio.state import tasks
from studio.state.picture_thumbnails import AT_ONCE, Thumbnails
from tests.state.waiting import until


class Decoder:
    """Decodes when it is let; some pictures are broken."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate = asyncio.Event()

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        self.asked.append(ref.sha256)
        await self.gate.wait()
        if ref.sha256.startswith("broken"):
            raise failing(Kind.PICTURE, "damaged")
        return Raster(1, 1, b"1234")


def refs(*names: str) -> list[PictureRef]:
    return [PictureRef(name, "image/png", 1, 1) for name in names]


async def test_only_a_few_are_decoded_at_once_and_the_latest_wish_counts() -> None:
    decoder = Decoder()
    thumbnails = Thumbnails(decoder)  # type: ignore[arg-type]
    came: list[str] = []
    thumbnails.ready.connect(lambda sha, raster: came.append(sha))
    thumbnails.want(refs(*(f"old {n}" for n in range(40))))
    await until(lambda: len(decoder.asked) == AT_ONCE)
    thumbnails.want(refs("new 1", "new 2"))
    decoder.gate.set()
    await until(lambda: len(came) == AT_ONCE + 2)
    assert decoder.asked[AT_ONCE:] == ["new 1", "new 2"]


async def test_a_picture_that_cannot_be_shown_comes_as_none() -> None:
    decoder = Decoder()
    decoder.gate.set()
    thumbnails = Thumbnails(decoder)  # type: ignore[arg-type]
    came: dict[str, Raster | None] = {}
    thumbnails.ready.connect(lambda sha, raster: came.__setitem__(sha, raster))
    thumbnails.want(refs("broken", "whole"))
    await until(lambda: len(came) == 2)
    assert came["broken"] is None and came["whole"] is not None
    await tasks.end_all(1)


async def test_a_window_that_closes_while_pictures_are_decoded_leaves_no_task(qtbot: QtBot) -> None:
    class Slow:
        async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
            await asyncio.Event().wait()
            raise AssertionError

    owner = QObject()
    thumbnails = Thumbnails(Slow(), parent=owner)  # type: ignore[arg-type]
    thumbnails.want([PictureRef("a" * 64, "image/png", 4, 4)])
    await asyncio.sleep(0)
    assert len(tasks.running()) == 1
    shiboken6.delete(owner)
    await until(lambda: not tasks.running())
