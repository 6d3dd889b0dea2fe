import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox import pairs


def test_pairs_are_found() -> None:
    assert pairs.pair("Compare Python and Rust in a table") == ("Python", "Rust")
    assert pairs.pair("Is tea or coffee better?") == ("tea", "coffee")
    assert pairs.pair("Should I learn Rust or Go this year?") == ("Rust", "Go")


@given(st.text(max_size=200))
def test_any_text_has_two_sides(text: str) -> None:
    assert all(pairs.pair(text))


def test_a_table_has_the_two_things_and_safe_cells() -> None:
    lines = pairs.comparison("Compare a|b and c", Random(1), 3).splitlines()
    assert lines[0] == "|  | A\\|b | C |"
    assert all(re.sub(r"\\\|", "", line).count("|") == 4 for line in lines[:6])


def test_known_pairs_are_compared_truly_and_no_row_comes_twice() -> None:
    for prompt in ("Compare SQLite and PostgreSQL", "TCP or UDP", "cats vs dogs"):
        text = pairs.comparison(prompt, Random(1), 5)
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len(rows) == len(set(rows)) and "invented" not in text
    assert pairs.verdict("tea or coffee") == "Coffee wakes faster, tea lasts longer."
