import ast
from random import Random

import pytest

from studio.sandbox import bodies
from studio.sandbox.subjects import Kind
from studio.sandbox.wishes import Wish


def wish(kind: Kind, prompt: str = "Tell me about tea", topic: str = "tea") -> Wish:
    return Wish(kind=kind, prompt=prompt, topic=topic, known=None)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("short", [True, False])
def test_every_kind_has_a_body_and_a_few_words(kind: Kind, short: bool) -> None:
    assert len(bodies.body(wish(kind), Random(1), short)) > 10
    assert "\n" not in bodies.one_line(wish(kind), Random(1)) or kind is Kind.CODE


def test_any_topic_is_a_program() -> None:
    code = bodies.as_code("tea", ['say "hi"', "back\\slash"])
    assert ast.parse(code.strip("`").removeprefix("python"))


def test_a_formula_that_does_not_belong_says_so() -> None:
    assert bodies.formula(wish(Kind.FORMULA, "the formula of tea")).startswith("I know no formula")
    assert "Bayes" in bodies.formula(wish(Kind.FORMULA, "the formula of Bayes"))


def test_the_showcase_has_one_of_everything() -> None:
    text = bodies.showcase("show everything", Random(1))
    for sign in (
        "### ",
        "1. ",
        "- [x]",
        "|:--|",
        "```",
        "$$",
        "$a^2",
        "> > ",
        "https://example.org",
        "🌊",
        "你好",
        "---",
    ):
        assert sign in text


def test_the_marathon_runs_as_far_as_asked() -> None:
    assert 2_500 <= len(bodies.marathon(wish(Kind.EXPLANATION, "walk", "walks"), Random(1)).split()) < 4_000
    assert (
        len(bodies.marathon(wish(Kind.EXPLANATION, "write 6000 words", "walks"), Random(1)).split()) >= 6_000
    )
    assert len(bodies.marathon(wish(Kind.EXPLANATION, "write 300 words", "walks"), Random(1)).split()) < 900
