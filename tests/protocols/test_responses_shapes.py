"""What is read out of the shapes of Responses."""

import pytest

from studio.domain.timing import Usage
from studio.protocols.responses_shapes import ResponsesEvent, states_error, usage_of


@pytest.mark.parametrize(
    ("kind", "event", "stated"),
    [
        ("error", ResponsesEvent(), True),
        ("", ResponsesEvent(error={"message": "no"}), True),
        ("", ResponsesEvent(code=429), True),
        ("keepalive", ResponsesEvent(code=1), False),
        ("response.failed", ResponsesEvent(error={"message": "told by its response"}), False),
        ("response.code_interpreter_call_code.delta", ResponsesEvent(code="print()"), False),
    ],
)
def test_an_error_is_told_from_events_that_use_its_words(
    kind: str, event: ResponsesEvent, stated: bool
) -> None:
    assert states_error(kind, event) is stated


def test_every_number_is_read_and_odd_ones_are_unknown() -> None:
    usage = {
        "input_tokens": 5,
        "output_tokens": 7,
        "total_tokens": 12,
        "input_tokens_details": {"cached_tokens": 2},
        "output_tokens_details": {"reasoning_tokens": 3},
        "cost": "0.5",
    }
    assert usage_of(usage) == Usage(
        input_tokens=5, output_tokens=7, thought_tokens=3, cached_tokens=2, total_tokens=12, cost=0.5
    )
    assert usage_of({"input_tokens": -1, "output_tokens_details": "x", "cost": -1}) == Usage()
