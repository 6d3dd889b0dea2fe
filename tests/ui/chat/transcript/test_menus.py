"""Menus offer what can be done with what is under the pointer."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Picture
from studio.domain.picture import PictureRef
from studio.ui.chat.transcript.menus import open_context, open_more
from studio.ui.chat.transcript.view import Transcript
from tests.ui.chat.transcript.making import answer, shown

pytestmark = pytest.mark.logs("This plugin does not support")


def _words(view: Transcript) -> dict[str, object]:
    (menu,) = view.findChildren(QMenu)
    return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}


def _end(view: Transcript) -> None:
    for menu in view.findChildren(QMenu):
        menu.close()


def test_all_actions_of_a_message_are_behind_the_dots(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "x")])
    open_more(view, 0, QPoint(10, 10))
    words = _words(view)
    assert {"Copy", "Copy as Markdown", "Regenerate", "Branch from here", "View request", "Delete"} <= set(
        words
    )
    with qtbot.waitSignal(view.action_requested) as asked:
        words["View request"].trigger()
    assert asked.args == ["view_request", "m1"]
    _end(view)


def test_a_picture_can_be_edited_saved_and_opened(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, Picture(PictureRef("d" * 64, "image/png", 100, 80)))])
    placed = next(p for p in view.stage.placed if p.row.name == "picture")
    open_context(view, (placed, placed.row.box.targets()[0]), 0, QPoint(10, 10))
    words = _words(view)
    with qtbot.waitSignal(view.picture_edit_requested) as edited:
        words["Edit this picture"].trigger()
    with qtbot.waitSignal(view.picture_save_requested) as saved:
        words["Save picture…"].trigger()
    assert edited.args == saved.args == ["d" * 64]
    _end(view)


def test_without_a_selection_there_is_nothing_to_copy(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "x")])
    open_context(view, None, 0, QPoint(10, 10))
    assert not _words(view)["Copy selection as Markdown"].isEnabled()
    _end(view)
