"""Dragging edges outwards: margins on the right sides, in whole steps."""

import pytest
from PySide6.QtCore import QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from studio.ui.pictures.edges import GRID, EdgeGrip
from studio.ui.pictures.viewport import Viewport


def viewport() -> Viewport:
    made = Viewport()
    made.set_view(QSizeF(400, 300))
    made.set_picture(QSize(200, 100))
    return made


@pytest.mark.parametrize(
    ("start", "end", "margins", "cursor"),
    [
        ((0, 50), (-33, 50), (32, 0, 0, 0), Qt.CursorShape.SizeHorCursor),
        ((200, 50), (261, 90), (0, 0, 64, 0), Qt.CursorShape.SizeHorCursor),
        ((100, 0), (100, -15), (0, 16, 0, 0), Qt.CursorShape.SizeVerCursor),
        ((200, 100), (220, 120), (0, 0, 24, 24), Qt.CursorShape.SizeFDiagCursor),
        ((200, 0), (240, -40), (0, 40, 40, 0), Qt.CursorShape.SizeBDiagCursor),
        ((200, 50), (150, 50), (0, 0, 0, 0), Qt.CursorShape.SizeHorCursor),
        ((100, 50), (300, 50), (0, 0, 0, 0), Qt.CursorShape.ArrowCursor),
    ],
)
def test_what_is_dragged_grows_there_and_nowhere_else(
    start: tuple[int, int], end: tuple[int, int], margins: tuple[int, ...], cursor: Qt.CursorShape
) -> None:
    port, grip = viewport(), EdgeGrip()
    grip.move(port, port.to_view(QPointF(*start)), True)
    assert grip.cursor() == cursor
    grip.press(port, port.to_view(QPointF(*start)))
    grip.move(port, port.to_view(QPointF(*end)), True)
    assert all(abs(a - b) <= GRID for a, b in zip(grip.margins, margins, strict=True))
    released = grip.release()
    assert all(value % GRID == 0 for value in released)
    assert [bool(value) for value in released] == [bool(value) for value in margins]
    assert grip.margins == (0, 0, 0, 0)


def test_without_a_picture_nothing_is_held() -> None:
    port, grip = viewport(), EdgeGrip()
    grip.move(port, port.to_view(QPointF(0, 50)), False)
    assert grip.cursor() == Qt.CursorShape.ArrowCursor


def test_the_new_outline_is_drawn_while_dragging(qapp: object) -> None:
    port, grip = viewport(), EdgeGrip()
    screen = QImage(400, 300, QImage.Format.Format_RGB32)
    screen.fill(QColor("white"))
    grip.press(port, port.to_view(QPointF(200, 50)))
    grip.move(port, port.to_view(QPointF(260, 50)), True)
    painter = QPainter(screen)
    grip.draw(painter, QPalette(), port)
    painter.end()
    at = port.to_view(QPointF(230, 20)).toPoint()
    assert screen.pixelColor(at) != QColor("white")
