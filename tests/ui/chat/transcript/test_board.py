"""The board: scrolling, waiting for frames, and resizing."""

from pytestqt.qtbot import QtBot

from studio.domain.conversation import Status
from tests.ui.chat.transcript.making import answer, shown, talk, with_text


def test_dragging_the_bar_up_lets_go_and_down_to_the_end_follows_again(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(40))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert not view.stage.following
    bar.setValue(bar.maximum())
    assert view.stage.following


def test_a_resize_keeps_the_row_that_is_being_read(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(40))
    view.scroll_pixels(-1500)
    first = (view.stage.placed[0].item, view.stage.placed[0].index)
    view.resize(640, 500)
    assert (view.stage.placed[0].item, view.stage.placed[0].index) == first


def test_a_larger_font_makes_everything_higher(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(2))
    before = view.stage.placed[-1].bottom - view.stage.placed[0].y
    view.set_font_points(18)
    view.scroll_to_start()
    assert view.stage.placed[1].height > 0
    assert view.stage.total > before


def test_updates_wait_for_the_next_frame(qtbot: QtBot) -> None:
    entry = answer(1, "a", status=Status.STREAMING)
    view = shown(qtbot, [entry])
    view.update_entry(with_text(entry, "a b"))
    assert view.stage.items[0].entry.message.text == "a"
    view.flush()
    assert view.stage.items[0].entry.message.text == "a b"


def test_a_formula_appears_when_it_is_drawn(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "so $x^2$ it is\n\n$$\n\\frac{a}{b}\n$$")])
    qtbot.waitUntil(lambda: view.workshop.idle, timeout=20_000)
    view.refresh()
    assert view.stage.items[0].rows[1].box.text == "so \ufffc it is"
    view.select_all()
    assert "so $x^2$ it is" in view.selected_text()
