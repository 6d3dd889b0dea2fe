"""Controls are seen, line ends are one, and clusters stay whole."""

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.rendering.characters import (
    held_back,
    piece_end,
    stacks_marks,
    visible_controls,
    visible_hidden,
)


def test_controls_are_shown_as_signs() -> None:
    assert visible_controls("a\x1b[0m b\x00c \x9b d\x7f") == "a␛[0m b␀c ⟦9B⟧ d␡"


def test_line_ends_become_one_kind_and_tabs_stay() -> None:
    assert visible_controls("a\r\nb\rc\td") == "a\nb\nc\td"


def test_a_lone_surrogate_becomes_a_replacement_and_a_pair_an_emoji() -> None:
    assert visible_controls("x\ud83d\n") == "x\ufffd\n"
    assert visible_controls("\ud83d\ude00\n") == "😀\n"


def test_half_a_pair_and_a_bare_return_wait() -> None:
    assert [held_back(t) for t in ("", "a", "a\r", "a\ud83d", "a\ude00")] == [0, 0, 1, 1, 0]


def test_bidi_and_tag_characters_are_named_in_code() -> None:
    assert visible_hidden("a\u202eb\u2066\U000e0041") == "a⟦RLO⟧b⟦LRI⟧⟦TAG 41⟧"


def test_an_emoji_of_several_people_is_not_cut() -> None:
    family = "👩‍👩‍👧‍👦"
    text = family * 40
    end = piece_end(text, 0, 50)
    assert end % len(family) == 0


@given(st.text(max_size=300), st.integers(8, 64))
def test_pieces_make_up_the_whole_text(text: str, size: int) -> None:
    at = 0
    while at < len(text):
        end = piece_end(text, at, size)
        assert at < end <= len(text)
        at = end


def test_stacked_marks_are_noticed() -> None:
    assert stacks_marks("a" + "\u0301" * 9)
    assert not stacks_marks("é" + "e\u0301")
