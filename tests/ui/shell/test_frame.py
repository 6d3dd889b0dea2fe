"""The outer window: painted before it is filled, and remembered without being relied on."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.frame import DARK, LIGHT, Frame, read_look, write_look


@pytest.mark.parametrize("text", ["", "not json", "[1]", "null", '"x"'])
def test_a_look_that_cannot_be_read_is_no_look(tmp_path: Path, text: str) -> None:
    file = tmp_path / "look.json"
    assert read_look(file) == {}
    file.write_text(text)
    assert read_look(file) == {}


def test_a_look_comes_back_and_a_disk_that_refuses_is_no_matter(tmp_path: Path, qtbot: QtBot) -> None:
    frame = Frame({})
    qtbot.addWidget(frame)
    frame.resize(730, 540)
    look = frame.look(dark=True, sidebar=False)
    write_look(tmp_path / "look.json", look)
    assert read_look(tmp_path / "look.json") == look
    write_look(tmp_path / "no" / "look.json", look)
    again = Frame(look)
    qtbot.addWidget(again)
    assert again.size() == frame.size()


@pytest.mark.parametrize(("look", "colours"), [({"dark": True}, DARK), ({}, LIGHT)])
def test_the_outlines_are_painted_in_the_last_colours(
    qtbot: QtBot, look: dict[str, object], colours: tuple[str, str, str]
) -> None:
    frame = Frame(look)
    qtbot.addWidget(frame)
    image = frame.grab().toImage()
    assert image.pixelColor(10, 300) == QColor(colours[0])
    assert image.pixelColor(600, 300) == QColor(colours[1])


def test_closing_only_asks(qtbot: QtBot) -> None:
    frame = Frame({})
    qtbot.addWidget(frame)
    frame.setCentralWidget(QWidget())
    frame.show()
    asked: list[bool] = []
    frame.closing.connect(lambda: asked.append(True))
    frame.close()
    assert asked == [True]
    assert frame.isVisible()
