"""Text from outside: surrogates, and the first words of a prompt."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.text import clean_text, first_words


def test_split_halves_join_and_lone_ones_are_replaced() -> None:
    assert clean_text("\ud83d\ude00") == "😀"
    assert clean_text("a\ud83db") == "a\ufffdb"


@given(st.text(alphabet=st.characters(), max_size=50))
def test_clean_text_can_always_be_encoded(text: str) -> None:
    assert clean_text(text).encode("utf-8").decode("utf-8") == clean_text(text)


def test_a_title_is_one_short_line_cut_at_a_word() -> None:
    title = first_words(
        "Explain\n\nhow a transformer predicts the next word in a sentence of many words, please", 40
    )
    assert title == "Explain how a transformer predicts the…"
    assert first_words("short") == "short"
    assert len(first_words("x" * 500)) == 60
