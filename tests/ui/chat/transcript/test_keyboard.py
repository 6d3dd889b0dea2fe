"""Keys in a transcript."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.chat.transcript.making import answer, shown, talk


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home])
def test_an_upward_key_lets_go_of_the_end(qtbot: QtBot, key: Qt.Key) -> None:
    view = shown(qtbot, talk(20))
    qtbot.keyClick(view, key)
    assert not view.stage.following
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.stage.following


def test_messages_are_walked_with_control_and_arrows(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(20))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert view.focus.item == 17
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.focus.item == -1


def test_copy_and_select_all_have_their_keys(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "words")])
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "words"


def test_return_presses_what_has_the_focus(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "[x](https://x.org)")])
    view.setFocus()
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    while view.focus.current() is None:
        qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["https://x.org"]


def test_an_unused_key_is_left_to_others(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(2))
    with qtbot.assertNotEmitted(view.typed):
        qtbot.keyClick(view, Qt.Key.Key_F5)
        qtbot.keyClick(view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
