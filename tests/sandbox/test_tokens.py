from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox.tokens import count, tokens


@given(st.text())
def test_joined_tokens_are_the_text_again(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_words_and_cjk_characters_are_tokens() -> None:
    assert tokens("A small boat") == ["A", " small", " boat"]
    assert count("海の月") == 3
