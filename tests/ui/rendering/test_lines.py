"""Lines of text: where characters stand, however the text came."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from studio.ui.rendering.lines import Lines
from studio.ui.rendering.runs import Runs
from tests.ui.rendering.making import style

_WORDS = "several words that make up a paragraph of some length and are broken into lines of one width "


def _lines(text: str, width: float = 300) -> Lines:
    made = style()
    lines = Lines(made, made.body, leading=5)
    lines.set_runs(Runs(text))
    lines.lay_out(width)
    return lines


def test_a_point_gives_back_the_position_of_its_caret(qtbot: QtBot) -> None:
    lines = _lines(_WORDS * 4)
    for position in range(0, len(_WORDS) * 4, 7):
        rect = lines.caret(position)
        assert abs(lines.position_at(QPointF(rect.x() + 0.2, rect.center().y())) - position) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_text_that_grew_stands_where_it_stands_at_once(steps: list[int]) -> None:
    made = style()
    grown = Lines(made, made.body, leading=5)
    text = ""
    source = _WORDS * 30
    for step in steps:
        text = source[: len(text) + step]
        grown.set_runs(Runs(text))
        grown.lay_out(300)
    whole = _lines(text)
    assert grown.height == whole.height
    for position in range(0, len(text), 11):
        assert grown.caret(position) == whole.caret(position)


def test_only_the_last_lines_change_when_words_are_appended(qtbot: QtBot) -> None:
    lines = _lines(_WORDS * 4)
    before = lines.height
    lines.append_plain("and more")
    lines.lay_out(300)
    assert before - 3 * 30 < lines.changed_from <= before


def test_a_line_of_a_million_characters_is_broken_step_by_step(qtbot: QtBot) -> None:
    lines = _lines("x" * 1_000_000)
    rounds = 1
    while lines.unfinished and rounds < 500:
        lines.lay_out(300)
        rounds += 1
    assert not lines.unfinished
    assert lines.runs.text == "x" * 1_000_000
    assert lines.caret(999_999).y() > lines.height - 60


def test_a_selection_over_two_lines_has_two_rectangles(qtbot: QtBot) -> None:
    lines = _lines(_WORDS * 2)
    assert len(lines.rects((0, len(_WORDS)))) == 1 + lines.position_at(QPointF(0, 1e6)) * 0 + (
        len({lines.caret(p).y() for p in range(len(_WORDS))}) - 1
    )
