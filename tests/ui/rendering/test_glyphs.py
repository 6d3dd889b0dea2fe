"""Every button has a glyph."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from studio.ui.rendering.glyphs import paint_glyph
from tests.ui.rendering.making import ink


@pytest.mark.parametrize(
    "name",
    ["copy", "copy_code", "wrap", "edit", "previous", "next", "fold", "unfold", "delete", "quote", "latest", "branch",
     "regenerate", "more"],
)  # fmt: skip
def test_a_glyph_leaves_ink(qtbot: QtBot, name: str) -> None:
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_glyph(painter, name, QRectF(0, 0, 24, 24), QColor("black"))
    painter.end()
    assert ink(image) > 1
