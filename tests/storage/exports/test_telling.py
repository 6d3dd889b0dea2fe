"""What an export says about an answer."""

import msgspec

from studio.domain.conversation import Status
from studio.domain.errors import Kind, failing
from studio.domain.gateway import Protocol
from studio.domain.timing import Timing, Usage
from studio.storage.exports.telling import moment, numbers, standing
from tests.storage.making import answered


def test_numbers_are_those_known_and_no_others() -> None:
    assert numbers(answered("x")) == ""
    message = msgspec.structs.replace(
        answered("x"),
        protocol=Protocol.RESPONSES,
        timing=Timing(first_word_s=0.4, total_s=2.4),
        usage=Usage(input_tokens=7, output_tokens=101, cost=0.00125),
    )
    assert (
        numbers(message) == "Responses · first word 0.40 s · 2.40 s · 50 tokens/s · 7 in · 101 out · $0.00125"
    )


def test_how_an_answer_stands() -> None:
    assert standing(answered("x", status=Status.STOPPED)) == "stopped"
    failed = msgspec.structs.replace(
        answered("x", status=Status.FAILED), failure=failing(Kind.RATE, "Too\nmany requests.").failure
    )
    assert standing(failed) == "failed: Too many requests."


def test_a_time_no_calendar_has_is_left_out() -> None:
    assert moment(0.0) == "" and moment(1e300) == ""
