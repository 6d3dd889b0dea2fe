"""Short notices: one at a time, with at most one thing to do."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.toast import Toast


def test_the_action_is_done_once_and_the_notice_goes(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    window.show()
    toast = Toast(window)
    done: list[str] = []
    toast.tell("The chat was deleted.", "Undo", lambda: done.append("undone"))
    assert toast.isVisible()
    button = next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo")
    button.click()
    assert done == ["undone"]
    assert not toast.isVisible()


def test_it_stays_inside_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    window.show()
    toast = Toast(window)
    toast.tell("word " * 200)
    assert window.rect().contains(toast.geometry())
    window.resize(320, 240)
    qtbot.waitUntil(lambda: window.rect().contains(toast.geometry()))
    assert not [b for b in toast.findChildren(QPushButton) if b.text() == "Undo" and b.isVisible()]
