"""The canvas shows selection, hits, focus and caret."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.view import Transcript
from tests.ui.chat.transcript.making import answer, shown


def _select(view: Transcript, qtbot: QtBot) -> None:
    view.select_all()


def _find(view: Transcript, qtbot: QtBot) -> None:
    view.find("words")


def _focus(view: Transcript, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)


def _caret(view: Transcript, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_F7)


@pytest.mark.parametrize("change", [_select, _find, _focus, _caret])
def test_it_can_be_seen(qtbot: QtBot, change: Callable[[Transcript, QtBot], None]) -> None:
    view = shown(qtbot, [answer(1, "Some words here.\n\n```py\nwords = 1\n```\n\n| words |\n|---|\n| b |")])
    view.setFocus()
    view.activateWindow()
    QApplication.processEvents()
    before = view.viewport().grab().toImage()
    change(view, qtbot)
    QApplication.processEvents()
    assert view.viewport().grab().toImage() != before
