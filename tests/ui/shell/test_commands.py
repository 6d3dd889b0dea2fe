"""The table of commands: one entry each, keys that can be changed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.commands import Commands


def test_keys_run_what_they_stand_for_and_can_be_chosen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    ran: list[str] = []
    commands = Commands(window)
    commands.add("new", "New chat", "Ctrl+N Ctrl+T", lambda: ran.append("new"))
    commands.add("stop", "Stop", "Esc", lambda: ran.append("stop"))
    commands.bind({})
    assert commands.keys_of("new") == "Ctrl+N"
    assert [s.toString() for s in commands.action("new").shortcuts()] == ["Ctrl+N", "Ctrl+T"]
    commands.action("new").trigger()
    commands.bind({"new": "Ctrl+J", "stop": ""})
    assert commands.keys_of("new") == "Ctrl+J"
    assert commands.keys_of("stop") == ""
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["new", "new"]
    assert [c.identity for c in commands.all()] == ["new", "stop"]
