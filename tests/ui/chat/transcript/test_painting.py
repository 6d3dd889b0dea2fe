"""Bubbles and markers."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.painting import bubbles
from tests.ui.chat.transcript.making import answer, shown, user
from tests.ui.rendering.making import ink


def test_a_bubble_surrounds_the_words_of_the_user(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "first\n\nsecond"), answer(1, "x")])
    (bubble,) = bubbles(view.stage)
    for placed in view.stage.placed:
        if placed.item == 0 and placed.row.name == "leaf":
            assert bubble.top() < placed.top and placed.bottom < bubble.bottom()
            assert bubble.left() < placed.x


def test_a_bubble_that_begins_above_the_view_has_no_edge_in_it(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "words\n\n" * 60), answer(1, "x")])
    view.scroll_pixels(-200)
    assert next(bubbles(view.stage)).top() < 0


def test_all_markers_leave_ink(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(0, "- a\n\n1. b\n\n- [x] c\n- [ ] d\n\n> q\n\n> [!TIP]\n> t\n\n[^1]: n")])
    QApplication.processEvents()
    assert ink(view.viewport().grab().toImage()) > 10
