"""Queries and excerpts."""

from hypothesis import given
from hypothesis import strategies as st

from studio.storage.search_words import (
    Query,
    contains_all,
    excerpt,
    flat,
    fragments_expression,
    hits,
    parsed,
    words_expression,
)


def test_words_phrases_and_an_open_end() -> None:
    assert parsed("one two") == Query(("one", "two"), True)
    assert parsed("one two ") == Query(("one", "two"), False)
    assert parsed('"one  two" three') == Query(("one two", "three"), True)
    assert parsed('"open phrase') == Query(("open phrase",), False)
    assert parsed(' "" ') == Query((), False)


def test_what_is_said_to_fts5_is_quoted() -> None:
    assert (
        words_expression(parsed("NEAR( b"), ["gab"])
        == '{text} : "NEAR(" AND {text} : "b" AND {facts} : "gab"'
    )
    assert words_expression(parsed("tea cup"), []) == '{text} : "tea" AND {text} : "cup" *'
    assert words_expression(parsed("++"), ["gab"]) == ""
    assert fragments_expression(parsed('ab"cd')) == '"ab""" AND "b""c" AND """cd"'
    assert fragments_expression(parsed("ab")) == ""


@given(st.text(max_size=80))
def test_flattening_keeps_every_place(text: str) -> None:
    assert len(flat(text)) == len(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400), st.text(max_size=12))
def test_an_excerpt_without_marks_is_in_the_text(text: str, typed: str) -> None:
    shown = excerpt(text, parsed(typed))
    plain = shown.replace("\x02", "").replace("\x03", "").strip("…").strip()
    assert plain in " ".join(text.translate({0: " ", 2: " ", 3: " "}).split())
    assert shown.count("\x02") == shown.count("\x03")
    assert "\n" not in shown


def test_an_excerpt_shows_the_first_hit_and_marks_all() -> None:
    text = "begin " + "filler " * 50 + "the Café has a cafe " + "more " * 60
    shown = excerpt(text, parsed("cafe"))
    assert shown.startswith("…") and shown.endswith("…")
    assert "\x02Café\x03" in shown and "\x02cafe\x03" in shown
    assert len(shown) < 200


def test_hits_prefer_the_beginnings_of_words() -> None:
    assert hits("banana an ant", parsed("an")) == [(7, 9), (10, 12)]
    assert hits("banana", parsed("an")) == [(1, 3), (3, 5)]
    assert hits("one\n two", parsed('"one two"')) == [(0, 8)]


def test_every_term_must_be_there() -> None:
    assert contains_all("Tea and Milk", parsed("milk tea"))
    assert not contains_all("Tea", parsed("milk tea"))
