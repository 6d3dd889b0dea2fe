"""Zoom and place: what is under the hand stays there."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.pictures.viewport import LARGEST, SMALLEST, Navigator, Viewport


def viewport() -> Viewport:
    made = Viewport()
    made.set_view(QSizeF(600, 400))
    made.set_picture(QSize(1000, 500))
    return made


def near(a: QPointF, b: QPointF, by: float = 1e-6) -> bool:
    return (a - b).manhattanLength() < by


@given(st.floats(0.02, 20), st.floats(-500, 500), st.floats(-500, 500))
def test_there_and_back_is_the_same_point(scale: float, x: float, y: float) -> None:
    port = viewport()
    port.zoom_to(scale)
    assert near(port.to_picture(port.to_view(QPointF(x, y))), QPointF(x, y))


@given(st.floats(0.05, 8), st.floats(100, 500), st.floats(100, 300))
def test_zooming_keeps_the_point_under_the_hand(scale: float, x: float, y: float) -> None:
    port = viewport()
    held = port.to_picture(QPointF(x, y))
    inside = 0 <= held.x() <= 1000 and 0 <= held.y() <= 500
    port.zoom_to(scale, QPointF(x, y))
    centre = held - (QPointF(x, y) - QPointF(300, 200)) / scale
    if inside and 0 <= centre.x() <= 1000 and 0 <= centre.y() <= 500:
        assert near(port.to_picture(QPointF(x, y)), held, 1e-3)


def test_zoom_has_its_limits_and_the_picture_cannot_be_lost() -> None:
    port = viewport()
    port.zoom_to(1e9)
    assert port.scale == LARGEST
    port.zoom_to(0)
    assert port.scale == SMALLEST
    port.pan(QPointF(1e7, -1e7))
    assert QRectF(0, 0, 1000, 500).contains(port.centre)


def test_a_fitted_picture_stays_fitted_until_someone_zooms() -> None:
    port = viewport()
    port.set_view(QSizeF(300, 900))
    assert port.scale == (300 - 48) / 1000
    port.zoom_to(1.0)
    port.set_view(QSizeF(900, 900))
    assert port.scale == 1.0


def test_another_picture_of_the_same_size_keeps_zoom_and_place() -> None:
    port = viewport()
    port.zoom_to(3.0, QPointF(10, 10))
    centre = QPointF(port.centre)
    port.set_picture(QSize(1000, 500))
    assert port.scale == 3.0 and port.centre == centre
    port.set_picture(QSize(10, 10))
    assert port.fitted


def test_keys_wheel_and_middle_button_move_the_view(qtbot: QtBot) -> None:
    widget, port = QWidget(), viewport()
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    navigator = Navigator(widget, port)
    widget.show()
    QTest.keyClick(widget, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert port.scale == 1.0
    QTest.keyClick(widget, Qt.Key.Key_Minus)
    assert port.scale < 1.0
    QTest.keyClick(widget, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert port.fitted
    scale = port.scale
    wheel = QWheelEvent(
        QPointF(300, 200), QPointF(300, 200), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, wheel)
    assert port.scale > scale
    centre = QPointF(port.centre)
    QTest.mousePress(widget, Qt.MouseButton.MiddleButton, pos=QPoint(100, 100))
    assert navigator.panning
    QTest.mouseMove(widget, QPoint(140, 100))
    QTest.mouseRelease(widget, Qt.MouseButton.MiddleButton, pos=QPoint(140, 100))
    assert not navigator.panning
    assert port.centre.x() < centre.x()
