"""The grid: only what is in view, chosen by mouse and keys."""

from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.domain.picture import PictureMade, PictureRef, Raster
from studio.state import tasks
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.grid import CACHE_BYTES, PictureGrid
from tests.state.waiting import until


class Decoder:
    """Decodes at once, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        self.asked.append(ref.sha256)
        return Raster(256, 128, b"\x20\x80\x40\xff" * (256 * 128))


def pictures(count: int) -> list[PictureMade]:
    return [
        PictureMade(
            ref=PictureRef(f"p{n}", "image/png", 8, 4), created_at=n, origin="made", prompt=f"number {n}"
        )
        for n in range(count)
    ]


@pytest.fixture
async def grid(qtbot: QtBot) -> AsyncIterator[PictureGrid]:
    made = PictureGrid(Thumbnails(Decoder()))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(800, 640)
    made.show()
    yield made
    await tasks.end_all(1)


def decoder(grid: PictureGrid) -> Decoder:
    found = grid._thumbnails._pictures
    assert isinstance(found, Decoder)
    return found


async def test_of_ten_thousand_only_those_in_view_and_a_few_more_are_decoded(grid: PictureGrid) -> None:
    grid.show_pictures(pictures(10_000))
    await until(lambda: grid.thumbnail("p0") is not None)
    await until(lambda: not grid._thumbnails._running)
    assert len(decoder(grid).asked) < 40
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    await until(lambda: grid.thumbnail("p9999") is not None)
    assert len(decoder(grid).asked) < 80


async def test_the_thumbnail_is_painted_where_its_picture_lies(grid: PictureGrid) -> None:
    grid.show_pictures(pictures(3))
    await until(lambda: grid.thumbnail("p1") is not None)
    centre = grid._cell(1).center() - QPoint(0, 10)
    colour = grid.viewport().grab().toImage().pixelColor(centre)
    assert (colour.red(), colour.green(), colour.blue()) == (0x20, 0x80, 0x40)
    assert grid.index_at(centre) == 1
    assert grid.index_at(QPoint(790, 600)) == -1


async def test_arrows_shift_and_control_choose(grid: PictureGrid) -> None:
    grid.show_pictures(pictures(40))
    grid.select(0)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.selected() == ("p1",)
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected() == ("p1", "p2")
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.selected() == (f"p{2 + grid._columns()}",)
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.selected() == ("p39",)
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.selected()) == 40
    grid.select(0)
    for index in (2, 4):
        place = grid._cell(index).center()
        QTest.mouseClick(
            grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place
        )
    assert grid.selected() == ("p0", "p2", "p4")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid._cell(2).center())
    assert grid.selected() == ("p2",)


async def test_enter_and_double_click_open_and_delete_asks(grid: PictureGrid) -> None:
    opened: list[str] = []
    deletions: list[bool] = []
    grid.opened.connect(opened.append)
    grid.delete_wanted.connect(lambda: deletions.append(True))
    grid.show_pictures(pictures(5))
    grid.select(3)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid._cell(1).center())
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert opened == ["p3", "p1"] and deletions == [True]


async def test_the_keyboard_keeps_its_place_in_view_and_through_new_lists(grid: PictureGrid) -> None:
    grid.show_pictures(pictures(400))
    grid.select(390)
    assert grid.viewport().rect().contains(grid._cell(390))
    grid.show_pictures(pictures(400)[380:])
    current = grid.current()
    assert current is not None and current.ref.sha256 == "p390"
    assert grid.selected() == ("p390",)


async def test_a_drag_begins_only_after_a_distance(grid: PictureGrid) -> None:
    dragged: list[bool] = []
    grid.dragged.connect(lambda: dragged.append(True))
    grid.show_pictures(pictures(5))
    start = grid._cell(1).center()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(grid.viewport(), start + QPoint(2, 0))
    assert dragged == []
    QTest.mouseMove(grid.viewport(), start + QPoint(60, 0))
    QTest.mouseMove(grid.viewport(), start + QPoint(90, 0))
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(90, 0))
    assert dragged == [True]


async def test_thumbnails_in_memory_have_a_limit(grid: PictureGrid) -> None:
    grid.show_pictures(pictures(2000))
    big = Raster(256, 256, b"\xff" * (256 * 256 * 4))
    for number in range(900):
        grid._take(f"p{number}", big)
    assert grid._bytes <= CACHE_BYTES
    assert grid.thumbnail("p0") is None and grid.thumbnail("p899") is not None
