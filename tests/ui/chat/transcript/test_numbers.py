"""The numbers line says what is known and “—” for a cost that is not."""

import pytest

from studio.domain.conversation import Finish, Status
from studio.domain.timing import Timing, Usage
from studio.ui.chat.transcript.numbers import cost_in_words, numbers_of, seconds_in_words, status_of
from tests.ui.chat.transcript.making import answer, user


def test_measured_numbers_are_told() -> None:
    entry = answer(
        1,
        "text",
        timing=Timing(first_word_s=0.4, total_s=2.4),
        usage=Usage(input_tokens=1200, output_tokens=101, thought_tokens=20, cost=0.0012),
    )
    assert numbers_of(entry.message) == (
        "first word 0.40 s · 50 tok/s · 2.4 s in all · 1,200 in · 101 out · 20 thought · $0.0012"
    )


def test_an_estimated_speed_says_so_and_an_unknown_cost_is_a_dash() -> None:
    entry = answer(1, "word " * 100, timing=Timing(first_word_s=1, total_s=2))
    assert "≈ " in numbers_of(entry.message)
    assert numbers_of(entry.message).endswith("cost —")


def test_users_and_running_answers_have_no_numbers() -> None:
    assert numbers_of(user(1, "x").message) == ""
    assert numbers_of(answer(1, "x", status=Status.STREAMING).message) == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.42, "0.42 s"), (3.21, "3.2 s"), (42, "42 s"), (185, "3 min 5 s")]
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert seconds_in_words(seconds) == words


@pytest.mark.parametrize(
    ("cost", "words"), [(0, "$0"), (1.5, "$1.5"), (0.0123, "$0.0123"), (0.000012, "$0.000012")]
)
def test_costs_in_words(cost: float, words: str) -> None:
    assert cost_in_words(cost, False) == words
    assert cost_in_words(cost, True) == f"≈ {words}"


def test_how_it_ended_is_told_only_when_it_did_not_simply_end() -> None:
    assert status_of(answer(1, "x", status=Status.STOPPED).message) == "Stopped"
    assert status_of(answer(1, "x", finish=Finish("length")).message) == "Ended at the length limit"
    assert status_of(answer(1, "x", finish=Finish("done")).message) == ""
