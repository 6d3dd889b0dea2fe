"""Reasoning in tags is told from text wherever the pieces are split, and only at the start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.protocols.think_tags import ThinkTags


def split(text: str, sizes: list[int]) -> tuple[str, str]:
    """Thought and text of a reply that comes in pieces of these sizes, then the rest."""
    tags = ThinkTags()
    thought, shown = "", ""
    for size in [*sizes, len(text) + 1]:
        piece, text = text[:size], text[size:]
        if piece:
            more, seen = tags.split(piece)
            thought, shown = thought + more, shown + seen
    more, seen = tags.rest()
    return thought + more, shown + seen


@pytest.mark.parametrize(
    ("text", "thought", "shown"),
    [
        ("<think>plan</think>Hi", "plan", "Hi"),
        ("\n <think>\nplan\n</think>\n\nHi", "plan\n", "Hi"),
        ("<thinking>plan</thinking>Hi", "plan", "Hi"),
        ("<think></think>Hi", "", "Hi"),
        ("<think>cut", "cut", ""),
        ("Hi <think>x</think>", "", "Hi <think>x</think>"),
        ("<thin", "", "<thin"),
        ("<thinker>", "", "<thinker>"),
        ("", "", ""),
        ("  \n", "", "  \n"),
        ("<think>a</thinkb></think>c", "a</thinkb>", "c"),
    ],
)
def test_examples(text: str, thought: str, shown: str) -> None:
    assert split(text, []) == (thought, shown)


@given(
    st.sampled_from(
        ["<think>a b</think> c", "<thinking>x", "plain text", "<thi", "\n<think>\n</think>", "<think></thi"]
    ),
    st.lists(st.integers(1, 4), max_size=20),
)
def test_splits_change_nothing(text: str, sizes: list[int]) -> None:
    whole_thought, whole_text = split(text, [])
    thought, shown = split(text, sizes)
    assert thought == whole_thought and shown.lstrip() == whole_text.lstrip()
