"""Parts the tests of the renderer are made of: a style, leaves of a text, and pictures of boxes."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from studio.ui.rendering.box import Box, Look
from studio.ui.rendering.source import MarkdownSource
from studio.ui.rendering.style import Style

_LIGHT = {"Base": "#ffffff", "Text": "#1b1c1f", "Link": "#1a55c4", "PlaceholderText": "#63666c"}
_DARK = {"Base": "#17181a", "Text": "#e6e6e6", "Link": "#8ab4ff", "PlaceholderText": "#9a9da3"}


def palette(dark: bool = False) -> QPalette:
    """The palette of one theme."""
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    made.setColor(QPalette.ColorRole.Highlight, QColor("#2f5fd0"))
    made.setColor(QPalette.ColorRole.HighlightedText, QColor("#ffffff"))
    return made


def style(dark: bool = False, points: float = 10.0) -> Style:
    """A style in the system's font."""
    return Style(palette(dark), QFont(QApplication.font()), points)


def source(text: str) -> MarkdownSource:
    """A whole text, read at once."""
    made = MarkdownSource()
    made.set_text(text)
    return made


def picture(box: Box, look: Look | None = None, width: int = 500) -> QImage:
    """The box, laid out and painted."""
    box.lay_out(width)
    image = QImage(width, max(int(box.height), 1), QImage.Format.Format_RGB32)
    shown = look or Look(style(), 0, box.height)
    image.fill(shown.style.colours.ground)
    painter = QPainter(image)
    box.paint(painter, QPointF(0, 0), shown)
    painter.end()
    return image


def ink(image: QImage) -> int:
    """How many different colours a picture has: 1 is empty."""
    return len({image.pixel(x, y) for y in range(image.height()) for x in range(0, image.width(), 2)})
