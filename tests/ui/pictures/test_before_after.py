"""Comparing two pictures: what is seen where, by keys alone."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.state.rasters import Rasters
from studio.ui.pictures.before_after import BeforeAfter, Mode
from studio.ui.pictures.layers import PictureLayer
from studio.ui.pictures.viewport import Viewport

RED, BLUE, BLACK = QColor(200, 0, 0), QColor(0, 0, 200), QColor(0, 0, 0)


def plain(colour: QColor) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


@pytest.fixture
def view(qtbot: QtBot) -> BeforeAfter:
    layers = [PictureLayer(Rasters(object())) for _ in range(2)]  # type: ignore[arg-type]
    viewport = Viewport()
    made = BeforeAfter(layers[0], layers[1], viewport)
    qtbot.addWidget(made)
    made.resize(400, 300)
    layers[0].show_image(plain(RED))
    layers[1].show_image(plain(BLUE))
    made.show()
    viewport.set_picture(QSize(400, 300))
    viewport.zoom_to(1.0)
    return made


def at(view: BeforeAfter, x: int, y: int = 200) -> QColor:
    return view.grab().toImage().pixelColor(QPoint(x, y))


def test_the_slider_parts_before_and_after_and_arrows_move_it(view: BeforeAfter) -> None:
    view.set_mode(Mode.SLIDER)
    assert (at(view, 100), at(view, 300)) == (RED, BLUE)
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert at(view, 300) == RED
    QTest.mouseMove(view, QPoint(round(view.split * 400), 150))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(round(view.split * 400), 150))
    QTest.mouseMove(view, QPoint(40, 150))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 150))
    assert at(view, 100) == BLUE


def test_c_swaps_and_p_peeks_while_it_is_held(view: BeforeAfter) -> None:
    assert at(view, 200) == BLUE
    QTest.keyPress(view, Qt.Key.Key_P)
    assert at(view, 200) == RED
    QTest.keyRelease(view, Qt.Key.Key_P)
    assert at(view, 200) == BLUE
    QTest.keyClick(view, Qt.Key.Key_C)
    assert at(view, 200) == RED


def test_side_by_side_shows_both_with_one_zoom(view: BeforeAfter) -> None:
    view.set_mode(Mode.SIDE_BY_SIDE)
    assert (at(view, 100, 150), at(view, 300, 150)) == (RED, BLUE)


def test_the_difference_of_equal_pictures_is_black(view: BeforeAfter) -> None:
    QTest.keyClick(view, Qt.Key.Key_D)
    assert view.mode is Mode.DIFFERENCE
    shown = at(view, 200)
    assert shown.red() > 150 and shown.blue() > 150
    view._after.show_image(plain(RED))
    assert at(view, 200) == BLACK


def test_m_walks_through_all_ways_and_comes_back(view: BeforeAfter) -> None:
    seen = []
    for _ in Mode:
        QTest.keyClick(view, Qt.Key.Key_M)
        seen.append(view.mode)
    assert set(seen) == set(Mode) and seen[-1] is Mode.SINGLE


def test_a_picture_without_a_parent_is_shown_alone(view: BeforeAfter) -> None:
    view._before.show(None)
    view.set_mode(Mode.SLIDER)
    assert not view.comparable
    assert (at(view, 100), at(view, 300)) == (BLUE, BLUE)
