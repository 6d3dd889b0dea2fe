import ast
import json
import re
from random import Random

import pytest

from studio.sandbox import bodies
from studio.sandbox.subjects import Kind


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("short", [True, False])
def test_every_kind_has_a_body_and_a_single_sentence(kind: Kind, short: bool) -> None:
    assert len(bodies.body(kind, "Tell me about tea", "tea", Random(1), short)) > 10
    assert "\n" not in bodies.one_line(kind, "Tell me about tea", "tea")


def test_a_list_has_as_many_points_as_asked_for() -> None:
    text = bodies.body(Kind.LIST, "Give me seven ideas", "tea", Random(1), short=False)
    assert re.findall(r"^\d+", text, re.M) == [str(n) for n in range(1, 8)]


def test_a_table_has_the_two_things_and_safe_cells() -> None:
    lines = bodies.comparison("Compare a|b and c", Random(1), 3).splitlines()
    assert lines[0] == "| | a\\|b | c |"
    assert all(re.sub(r"\\\|", "", line).count("|") == 4 for line in lines[:6])


def test_data_is_json_and_programs_are_programs() -> None:
    text = bodies.body(Kind.DATA, "json please", 'a "quoted" thing', Random(1), short=True)
    assert json.loads(text.strip("`").removeprefix("json"))["made_up"] is True
    code = bodies.as_code("tea", ['say "hi"', "back\\slash"])
    assert ast.parse(code.strip("`").removeprefix("python"))


def test_the_showcase_has_one_of_everything() -> None:
    text = bodies.showcase("show everything", "this", Random(1))
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
    assert 2_500 <= len(bodies.marathon("walk", "walks", Random(1)).split()) < 4_000
    assert len(bodies.marathon("write 6000 words", "walks", Random(1)).split()) >= 6_000
    assert len(bodies.marathon("write 300 words", "walks", Random(1)).split()) < 900
