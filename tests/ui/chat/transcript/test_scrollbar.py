"""The flat scroll bar is seen and named, whatever a style sheet says of scroll bars, and follows the mouse."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.scrollbar import FlatScrollBar
from tests.ui.rendering.making import ink, palette


def _bar(qtbot: QtBot) -> FlatScrollBar:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.setPalette(palette())
    parent.setStyleSheet("QScrollBar:vertical { background: transparent; width: 10px; }")
    bar = FlatScrollBar(parent)
    bar.resize(12, 200)
    bar.setRange(0, 300)
    bar.setPageStep(100)
    parent.show()
    return bar


def test_a_handle_is_painted_only_when_there_is_something_to_scroll(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    assert ink(bar.grab().toImage()) >= 2
    bar.setRange(0, 0)
    assert ink(bar.grab().toImage()) == 1
    assert bar.accessibleName()


def test_the_handle_is_a_calm_grey_though_a_style_sheet_empties_the_palette_of_bars(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    image = bar.grab().toImage()
    middle = bar.handle().center()
    assert 170 < image.pixelColor(middle).lightness() < 230
    assert image.pixelColor(1, middle.y()).lightness() == 255


def test_the_handle_follows_the_mouse_and_a_press_beside_it_moves_by_a_page(qtbot: QtBot) -> None:
    bar = _bar(qtbot)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(bar, left, pos=QPoint(6, bar.handle().top() + 5))
    qtbot.mouseMove(bar, QPoint(6, bar.handle().top() + 1000))
    qtbot.mouseRelease(bar, left, pos=QPoint(6, 199))
    assert bar.value() == 300
    assert not bar.isSliderDown()
    qtbot.mouseClick(bar, left, pos=QPoint(6, 3))
    assert bar.value() == 200
    qtbot.mouseClick(bar, left, Qt.KeyboardModifier.ShiftModifier, QPoint(6, 3))
    assert bar.value() == 0
