"""The program's own icons: Lucide drawings painted in the palette's colour, in every theme and state."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.resources import resource


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _painted(name: str, size: int, ratio: float, colour: int) -> QPixmap:
    """The drawing as a pixmap; sizes, ratios and colours in use are few, so the cache stays small."""
    svg = _drawing(name).replace("currentColor", QColor.fromRgba(colour).name())
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class _Engine(QIconEngine):
    """Puts the palette's colour in for `currentColor` when painting."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        pixmap = self._at(min(rect.width(), rect.height()), ratio, mode)
        side = pixmap.width() / ratio
        corner = QPoint(
            round(rect.x() + (rect.width() - side) / 2), round(rect.y() + (rect.height() - side) / 2)
        )
        painter.drawPixmap(corner, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._at(min(size.width(), size.height()), 1.0, mode)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._at(round(min(size.width(), size.height()) / scale), scale, mode)

    def clone(self) -> QIconEngine:
        return _Engine(self._name)

    def _at(self, size: int, ratio: float, mode: QIcon.Mode) -> QPixmap:
        disabled = mode is QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.ButtonText
        if mode is QIcon.Mode.Selected:
            role = QPalette.ColorRole.HighlightedText
        return _painted(self._name, size, ratio, QGuiApplication.palette().color(group, role).rgba())


def icon(name: str) -> QIcon:
    """The icon `name` (a file of resources/icons without its suffix); raises FileNotFoundError if there is none."""
    _drawing(name)
    return QIcon(_Engine(name))


def painted(name: str, size: int, ratio: float, colour: QColor) -> QPixmap:
    """The icon `name` as a pixmap of `size` device-independent pixels in one colour, for own painting."""
    return _painted(name, size, ratio, colour.rgba())
