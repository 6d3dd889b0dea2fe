import pytest

from studio.sandbox.script import Ask, Turn
from studio.sandbox.subjects import Kind
from studio.sandbox.wishes import Wish, read


def wished(*prompts: str) -> Wish:
    turns = [turn for prompt in prompts for turn in (Turn("user", prompt), Turn("assistant", "…"))]
    return read(Ask(model="", turns=tuple(turns[:-1])))


@pytest.mark.parametrize(
    ("prompts", "completed"),
    [
        (("Explain how tides work", "And rainbows?"), "Explain rainbows"),
        (("Explain how tides work", "Shorter please"), "Explain how tides work briefly"),
        (("Explain how tides work", "Now as a table"), "Explain how tides work with a table"),
        (("What is the capital of Spain?", "And Italy?"), "What is the capital of Italy?"),
        (("Explain how tides work", "Write a poem about rain"), "Write a poem about rain"),
    ],
)
def test_a_follow_up_is_completed_from_the_turn_before(prompts: tuple[str, ...], completed: str) -> None:
    assert wished(*prompts).prompt == completed


def test_titles_are_short_and_whole() -> None:
    asked = "Explain how a transformer predicts the next word, with a formula, a table and code."
    assert wished(asked).title == "How a transformer predicts the next word"
    assert wished("Compare SQLite and PostgreSQL in a table").title == "SQLite and PostgreSQL"
    assert wished("?").title == "Explanation"


def test_a_wish_knows_its_parts_and_whether_it_is_the_first() -> None:
    wish = wished("Explain tides", "Explain recursion with code, briefly")
    assert (wish.kind, wish.parts, wish.short, wish.first) == (Kind.EXPLANATION, ("code",), True, False)
