"""The pill at the lower edge."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.latest import LatestButton


def test_it_tells_how_many_are_new_and_has_a_name(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    button = LatestButton(parent)
    assert (button.text(), button.accessibleName()) == ("Jump to latest", "Jump to latest")
    button.set_new(3)
    assert (button.text(), button.accessibleName()) == ("3 new", "Jump to latest, 3 new")
    assert button.sizeHint().height() >= 24
    assert not button.grab().isNull()
