"""Lanes get names, blind orders are shuffled and stable, answers give their models away, texts differ by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.comparison import Lane, RunPlan, RunRow, blind_order, differences, lane_names, names_itself
from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet


def lane(model: str, **more: object) -> Lane:
    return Lane(conversation_id="", gateway="demo", model=model, **more)


def test_lanes_of_different_models_are_named_by_their_models() -> None:
    assert lane_names([lane("a/one"), lane("b/two")]) == ("a/one", "b/two")


def test_lanes_of_one_model_are_named_by_what_sets_them_apart() -> None:
    lanes = [lane("m", protocol=None), lane("m", protocol=Protocol.MESSAGES)]
    assert lane_names(lanes) == ("m · automatic", "m · Messages")
    hot, cold = ParameterSet({"temperature": 1.3}), ParameterSet({"temperature": 0.0})
    assert lane_names([lane("m", parameters=hot), lane("m", parameters=cold), lane("m")]) == (
        "m · temperature 1.3",
        "m · temperature 0.0",
        "m · temperature not set",
    )
    assert lane_names([lane("m"), lane("m", system="Be brief.")])[1] == "m · with instructions"


def test_lanes_that_are_the_same_are_counted() -> None:
    assert lane_names([lane("m"), lane("m"), lane("n")]) == ("m (1)", "m (2)", "n")


@given(st.text(), st.integers(0, 8))
def test_a_blind_order_is_a_shuffle_that_a_restart_repeats(seed: str, count: int) -> None:
    order = blind_order(seed, count)
    assert sorted(order) == list(range(count))
    assert blind_order(seed, count) == order


def test_blind_orders_differ_between_comparisons() -> None:
    assert len({blind_order(str(n), 4) for n in range(200)}) == 24


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I am Claude, made by Anthropic.", ("anthropic/claude-sonnet-4.5",)),
        ("As Swift-Mini I say", ("demo/swift-mini",)),
        ("这里是 qwen 模型", ("alibaba/Qwen3-72B",)),
        ("GPT‑4 speaking", ("openai/gpt-4o",)),
        ("I'm gemini!", ("", "google/gemini-2.5-pro")),
    ],
)
def test_an_answer_that_names_its_model_is_found_out(text: str, names: tuple[str, ...]) -> None:
    assert names_itself(text, *names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A hello from me.", ("demo/terse",)),
        ("I am not Claude.", ("openai/gpt-4o",)),
        ("The yield is high", ("01-ai/yi-large",)),
        ("", ("demo/companion",)),
        ("Anything", ("", "")),
    ],
)
def test_an_answer_that_does_not_is_left_alone(text: str, names: tuple[str, ...]) -> None:
    assert not names_itself(text, *names)


@given(st.text(max_size=400), st.text(max_size=400))
def test_differences_lose_no_character_of_either_text(one: str, other: str) -> None:
    left, right = differences(one, other)
    assert "".join(span.text for span in left) == one
    assert "".join(span.text for span in right) == other


@given(st.text(max_size=400))
def test_equal_texts_have_no_differences(text: str) -> None:
    left, right = differences(text, text)
    assert not any(span.differs for span in (*left, *right))


def test_a_changed_word_is_what_differs() -> None:
    left, right = differences("The quick brown fox.", "The quick red fox.")
    assert [s.text for s in left if s.differs] == ["brown"]
    assert [s.text for s in right if s.differs] == ["red"]


def test_very_long_answers_are_compared_up_to_a_limit_and_kept_whole() -> None:
    long = "word after word " * 4000
    left, _ = differences(long, long + "end")
    assert "".join(s.text for s in left) == long


def test_a_plan_has_every_cell_once_with_repeats_last() -> None:
    plan = RunPlan(rows=(RunRow("a"), RunRow("b")), lanes=(lane("m"), lane("n")), repeats=2)
    cells = plan.cells()
    assert len(cells) == len(set(cells)) == 8
    assert cells[:3] == ((0, 0, 0), (0, 1, 0), (1, 0, 0))
