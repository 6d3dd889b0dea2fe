"""Decoded pictures: asked for once, kept while there is room, failures remembered."""

import asyncio
from collections.abc import Callable

from studio.domain.errors import Kind, failing
from studio.domain.picture import PictureRef, Raster
from studio.state.rasters import LIMIT_BYTES, Rasters


class Shelf:
    """The lowest seam: decodes by making a plain square, and counts."""

    def __init__(self, side: int = 4, broken: bool = False) -> None:
        self.asked: list[tuple[str, int]] = []
        self._side = side
        self._broken = broken

    @classmethod
    def rasters(cls, side: int = 4) -> Rasters:
        return Rasters(cls(side))  # type: ignore[arg-type]

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        self.asked.append((ref.sha256, longest_side))
        if self._broken:
            raise failing(Kind.PICTURE, "The picture is damaged.")
        return Raster(self._side, self._side, bytes(4 * self._side * self._side))


async def settled(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0)


def ref(letter: str) -> PictureRef:
    return PictureRef(letter * 64, "image/png", 4, 4)


async def test_a_picture_is_decoded_once_for_sizes_that_round_alike() -> None:
    shelf = Shelf()
    rasters = Rasters(shelf)  # type: ignore[arg-type]
    ready: list[str] = []
    rasters.ready.connect(ready.append)
    assert rasters.get(ref("a"), 100) is None
    assert rasters.get(ref("a"), 120) is None
    await settled(lambda: ready)
    assert rasters.get(ref("a"), 128) is not None
    assert shelf.asked == [("a" * 64, 128)]


async def test_a_damaged_picture_is_said_and_not_asked_for_again() -> None:
    shelf = Shelf(broken=True)
    rasters = Rasters(shelf)  # type: ignore[arg-type]
    ready: list[str] = []
    rasters.ready.connect(ready.append)
    rasters.get(ref("a"), 64)
    await settled(lambda: ready)
    assert rasters.problem("a" * 64) == "The picture is damaged."
    assert rasters.get(ref("a"), 64) is None
    assert len(shelf.asked) == 1
    rasters.forget_problem("a" * 64)
    rasters.get(ref("a"), 64)
    await settled(lambda: len(shelf.asked) == 2)
    await settled(lambda: rasters.problem("a" * 64))


async def test_the_oldest_goes_when_there_is_no_room() -> None:
    side = 2048
    rasters = Shelf.rasters(side)
    ready: list[str] = []
    rasters.ready.connect(ready.append)
    count = LIMIT_BYTES // (4 * side * side) + 2
    letters = [chr(ord("a") + n) for n in range(count)]
    for number, letter in enumerate(letters):
        rasters.get(ref(letter), side)
        await settled(lambda wanted=number + 1: len(ready) >= wanted)
    assert rasters.get(ref(letters[-1]), side) is not None
    asked_again = rasters.get(ref(letters[0]), side)
    assert asked_again is None
    await settled(lambda: len(ready) > count)
