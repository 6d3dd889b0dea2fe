"""Steps of the caret."""

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.ui.chat.transcript import caret
from studio.ui.chat.transcript.stage import Stage
from tests.ui.chat.transcript.making import answer, kit


def _stage(text: str = "One two\n\nthree 👩‍👩‍👧 four") -> Stage:
    stage = Stage(kit())
    stage.resize(800, 600)
    stage.set_entries([answer(0, text)])
    stage.arrange()
    return stage


def test_characters_lead_over_the_end_of_a_row_and_never_into_an_emoji() -> None:
    stage = _stage()
    assert caret.by_character(stage, (0, 1, 7), 1) == (0, 2, 0)
    assert caret.by_character(stage, (0, 2, 0), -1) == (0, 1, 7)
    assert caret.by_character(stage, (0, 2, 6), 1) == (0, 2, 11)


def test_words_and_ends() -> None:
    stage = _stage()
    assert caret.by_word(stage, (0, 1, 0), 1) == (0, 1, 4)
    assert caret.by_word(stage, (0, 1, 4), -1) == (0, 1, 0)
    assert caret.line_end(stage, (0, 1, 2), 1) == (0, 1, 7)
    assert caret.line_end(stage, (0, 1, 2), -1) == (0, 1, 0)
    assert caret.text_end(stage, -1) == (0, 1, 0)
    assert caret.text_end(stage, 1) == (0, 2, len("three 👩‍👩‍👧 four"))


def test_lines_go_down_and_up_again() -> None:
    stage = _stage("word " * 100 + "\n\nend")
    below = caret.by_line(stage, (0, 1, 3), 1, 30.0)
    assert below[:2] == (0, 1) and below[2] > 20
    assert caret.by_line(stage, below, -1, 30.0)[2] < 20


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_walking_through_any_text_ends(text: str) -> None:
    stage = _stage("x" + text + "x")
    spot = caret.text_end(stage, -1)
    steps = 0
    while spot is not None and (following := caret.by_character(stage, spot, 1)) != spot:
        assert following > spot
        spot, steps = following, steps + 1
        assert steps < 500


def test_a_word_is_found_around_a_place() -> None:
    assert caret.word_around("don't stop", 2) == (0, 5)
    assert caret.word_around("a  b", 1) == (1, 2)
    assert caret.word_around("", 0) == (0, 0)
