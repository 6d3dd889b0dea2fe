"""Icons take the colour of the palette."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from pytestqt.qtbot import QtBot

from studio.ui.shell.icons import icon, painted


def test_an_unknown_icon_is_said_at_once(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-drawing")


def test_a_drawing_has_the_colour_it_was_asked_in(qtbot: QtBot) -> None:
    image = painted("square", 32, 1.0, QColor("#ff0000")).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(c.red() > 240 and c.green() < 16 and c.blue() < 16 for c in inked)


def test_an_icon_is_fainter_when_disabled(qtbot: QtBot) -> None:
    drawing = icon("send")
    normal = drawing.pixmap(QSize(24, 24), QIcon.Mode.Normal).toImage()
    disabled = drawing.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert not normal.isNull()
    assert normal != disabled
