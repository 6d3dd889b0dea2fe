"""Small line drawings for the buttons that are painted inside a view, on a grid of 24 by 24."""

from functools import lru_cache
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

Point = tuple[float, float]

_LINES: dict[str, tuple[tuple[Point, ...], ...]] = {
    "check": (((5, 12), (10, 17), (19, 7)),),
    "wrap": (((4, 6), (20, 6)), ((4, 12), (17, 12)), ((4, 18), (9, 18)), ((15, 15), (12, 18), (15, 21))),
    "edit": (((4, 20), (8, 19), (19, 8), (16, 5), (5, 16), (4, 20)), ((14, 7), (17, 10))),
    "previous": (((14, 6), (8, 12), (14, 18)),),
    "next": (((10, 6), (16, 12), (10, 18)),),
    "fold": (((6, 9), (12, 15), (18, 9)),),
    "unfold": (((9, 6), (15, 12), (9, 18)),),
    "delete": (
        ((4, 7), (20, 7)),
        ((9, 7), (9, 4), (15, 4), (15, 7)),
        ((6, 7), (7, 20), (17, 20), (18, 7)),
        ((10, 11), (10, 16)),
        ((14, 11), (14, 16)),
    ),
    "quote": (
        ((10, 8), (6, 8), (6, 13), (10, 13), (10, 8)),
        ((10, 13), (8, 17)),
        ((18, 8), (14, 8), (14, 13), (18, 13), (18, 8)),
        ((18, 13), (16, 17)),
    ),
    "latest": (((12, 5), (12, 18)), ((6, 12), (12, 18), (18, 12))),
    "continue_from": (((5, 12), (18, 12)), ((13, 7), (18, 12), (13, 17))),
    "branch": (((7, 8), (7, 16)), ((17, 10), (17, 12), (7, 15))),
    "view_request": (((9, 7), (4, 12), (9, 17)), ((15, 7), (20, 12), (15, 17))),
    "save": (((12, 4), (12, 15)), ((7, 10), (12, 15), (17, 10)), ((5, 20), (19, 20))),
    "warning": (((12, 4), (21, 20), (3, 20), (12, 4)), ((12, 10), (12, 14)), ((12, 17), (12, 17.2))),
    "tool": (((14, 7), (17, 4), (20, 7), (17, 10), (14, 7)), ((15, 9), (5, 19))),
    "answer_tool": (((10, 7), (5, 12), (10, 17)), ((5, 12), (15, 12), (19, 16), (19, 19))),
}
_DOTS: dict[str, tuple[Point, ...]] = {
    "more": ((6, 12), (12, 12), (18, 12)),
    "branch": ((7, 6), (7, 18), (17, 8)),
}


def paint_glyph(
    painter: QPainter,
    name: str,
    area: QRectF,
    ink: QColor,
    lit: bool = False,
    ground: QColor | None = None,
) -> None:
    """Paints the glyph `name` in the middle of `area`; `lit` puts a soft ground under it."""
    if lit and ground is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, 5, 5)
    ratio = painter.device().devicePixelRatioF()
    size = round(min(area.width(), area.height()) * 0.7 * ratio)
    corner = area.center() * ratio - QPointF(size, size) / 2
    # Rounded one way only, so that a glyph that is scrolled by blitting lies where it is painted anew.
    corner = QPointF(floor(corner.x() + 0.5), floor(corner.y() + 0.5)) / ratio
    painter.drawImage(corner, _drawn(name, size, ink.rgba(), ratio))


@lru_cache(maxsize=128)
def _drawn(name: str, size: int, colour: int, ratio: float) -> QImage:
    """The glyph in a square of `size` device pixels; drawn once, because paths are dear."""
    image = QImage(max(size, 1), max(size, 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    ink = QColor.fromRgba(colour)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 24, size / 24)
    pen = QPen(ink, 1.9)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(name))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for dot in _DOTS.get(name, ()):
        painter.drawEllipse(QPointF(*dot), 2.1, 2.1)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _path(name: str) -> QPainterPath:
    path = QPainterPath()
    for line in _LINES.get(name, ()):
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
    if name in ("copy", "copy_code"):
        path.addRoundedRect(QRectF(9, 9, 11, 11), 2, 2)
        path.moveTo(15, 6)
        path.lineTo(15, 4.5)
        path.lineTo(4.5, 4.5)
        path.lineTo(4.5, 15)
        path.lineTo(6, 15)
    elif name.startswith("regenerate"):
        path.arcMoveTo(QRectF(4, 4, 16, 16), 60)
        path.arcTo(QRectF(4, 4, 16, 16), 60, 280)
        path.moveTo(16, 1.5)
        path.lineTo(16, 5.5)
        path.lineTo(20, 5.5)
    return path
