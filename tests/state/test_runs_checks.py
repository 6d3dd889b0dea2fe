"""Checks of answers, above all that no pattern can hold the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.comparison import Check
from studio.state.runs_checks import Verdict, is_json, pattern_problem, verdict_of


@pytest.mark.parametrize(
    ("kind", "value", "answer", "verdict"),
    [
        ("none", "x", "anything", Verdict.NONE),
        ("contains", "FOUR", "It is four.", Verdict.PASSED),
        ("contains", "five", "It is four.", Verdict.MISSED),
        ("equals", " four ", "Four\n", Verdict.PASSED),
        ("equals", "four", "It is four", Verdict.MISSED),
        ("regex", r"\bfo.r\b", "It is four", Verdict.PASSED),
        ("regex", r"^four", "It is four", Verdict.MISSED),
        ("regex", r"(", "(", Verdict.UNSURE),
        ("json", "", '{"a": [1]}', Verdict.PASSED),
        ("json", "", '```json\n{"a": 1}\n```', Verdict.PASSED),
        ("json", "", "Sure: {}", Verdict.MISSED),
        ("unheard of", "x", "x", Verdict.NONE),
    ],
)
def test_a_check_says_how_an_answer_did(kind: str, value: str, answer: str, verdict: Verdict) -> None:
    assert verdict_of(Check(kind, value), answer) is verdict


def test_what_a_row_expects_counts_where_the_check_has_no_value() -> None:
    assert verdict_of(Check("contains"), "It is 4", "4") is Verdict.PASSED
    assert verdict_of(Check("contains"), "It is 4", "") is Verdict.NONE
    assert verdict_of(Check("contains", "5"), "It is 4", "4") is Verdict.MISSED


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){25}"]
)
def test_a_pattern_that_would_run_for_years_gives_up(pattern: str) -> None:
    assert verdict_of(Check("regex", pattern), "a" * 20_000 + "!") in (
        Verdict.UNSURE,
        Verdict.MISSED,
        Verdict.PASSED,
    )


def test_giving_up_is_told_from_missing() -> None:
    assert verdict_of(Check("regex", "(a+)+$"), "a" * 5000 + "!") is Verdict.UNSURE


def test_a_wrong_pattern_is_explained() -> None:
    assert pattern_problem(r"\d+") == ""
    assert "not valid" in pattern_problem("(unclosed")


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_every_json_value_is_json(value: object) -> None:
    import json

    assert is_json(json.dumps(value))
    assert is_json(f"```\n{json.dumps(value)}\n```")
