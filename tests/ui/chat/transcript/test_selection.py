"""A selection knows which characters of each row it holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.ui.chat.transcript.selection import Selection, text_of
from studio.ui.chat.transcript.stage import Stage
from tests.ui.chat.transcript.making import answer, kit, user


def _selection() -> Selection:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries([user(0, "First"), answer(1, "Second **bold** word\n\nThird")])
    stage.arrange()
    return Selection(stage)


def test_a_part_of_one_row_is_copied() -> None:
    made = _selection()
    made.put((1, 1, 7), (1, 1, 11))
    assert (made.text(), made.markdown(), made.html()) == ("bold", "bold", "<p><strong>bold</strong></p>")


def test_whole_blocks_keep_their_markdown() -> None:
    made = _selection()
    made.put((0, 0, 0), (1, 2, 5))
    assert made.markdown() == "First\n\nSecond **bold** word\n\nThird"
    assert made.text() == "First\n\nSecond bold word\n\nThird"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 16), st.integers(0, 16))
def test_both_directions_select_the_same(one: int, other: int) -> None:
    made = _selection()
    made.put((1, 1, one), (1, 1, other))
    text = made.text()
    made.put((1, 1, other), (1, 1, one))
    assert made.text() == text == "Second bold word"[min(one, other) : max(one, other)]


def test_text_can_be_had_without_a_layout() -> None:
    made = _selection()
    row = made.stage.items[1].rows[1]
    row.box = None
    assert text_of(row) == "Second bold word"


def test_nothing_selected_is_nothing() -> None:
    made = _selection()
    made.put((0, 0, 1), (0, 0, 1))
    assert (made.span, made.text(), made.html()) == (None, "", "")
