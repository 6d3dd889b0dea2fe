"""The health route gives a word for every prefix, worked out where none is sent."""

import json
from typing import Any

import pytest

from studio.protocols.health import error_rate, read_health


def test_words_of_the_route_and_of_the_gateway_itself() -> None:
    rows = [
        {"prefix": "glm", "status": "up"},
        {"prefix": "kai", "status": "DEGRADED"},
        {"prefix": "bad", "status": "down"},
        {"prefix": "new", "status": "flapping", "requests_30m": 100, "errors_30m": 60},
        {"prefix": "some", "requests_30m": 0, "requests_60m": 100, "errors_60m": 20},
        {"prefix": "fine", "requests_30m": 118, "errors_30m": 2},
        {"prefix": "none", "status": None},
        {"status": "up"},
        "odd",
    ]
    body = {"catalog": {"model_count": 64}, "providers": rows, "total_tokens_serverd": {}}
    assert read_health(json.dumps(body).encode()) == {
        "": "up",
        "glm": "up",
        "kai": "degraded",
        "bad": "down",
        "new": "down",
        "some": "degraded",
        "fine": "up",
        "none": "unknown",
    }


@pytest.mark.parametrize(
    ("body", "word"),
    [(b"{}", "up"), (b"[]", "up"), (b"<html>", "down"), (b'{"error":"x"}', "down"), (b"", "down")],
)
def test_the_gateway_itself(body: bytes, word: str) -> None:
    assert read_health(body) == {"": word}


@pytest.mark.parametrize(
    ("row", "rate"), [({"requests_30m": 4, "errors_30m": 1}, 0.25), ({"requests_30m": "x"}, None), (7, None)]
)
def test_rates_are_shares_of_one(row: Any, rate: float | None) -> None:
    assert error_rate(row) == rate
