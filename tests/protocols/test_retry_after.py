"""`Retry-After` is read in all its forms; nonsense counts as five seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.protocols.retry_after import RUBBISH_WAIT, seconds_to_wait, wait_in_headers

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 2.5 ", 2.5),
        ("0", 0),
        ("999999", 999999),
        (str(int(NOW) + 30), 30),
        (str((int(NOW) + 30) * 1000), 30),
        ("Fri, 15 Jan 2027 08:00:40 GMT", 40),
        ("2027-01-15T08:00:40Z", 40),
        ("1m30s", 90),
        ("34s", 34),
        ("250ms", 0.25),
        ("-3", RUBBISH_WAIT),
        ("abc", RUBBISH_WAIT),
        ("", RUBBISH_WAIT),
        ("Wed, 21 Oct 2015 07:28:00 GMT", RUBBISH_WAIT),
        (str(int(NOW) - 30), RUBBISH_WAIT),
        ("9" * 400, RUBBISH_WAIT),
        ("nan", RUBBISH_WAIT),
    ],
)
def test_all_forms(text: str, seconds: float) -> None:
    assert seconds_to_wait(text, NOW) == pytest.approx(seconds)


def test_headers_in_their_order() -> None:
    assert wait_in_headers({"retry-after-ms": "500", "retry-after": "9"}, NOW) == 0.5
    assert wait_in_headers({"retry-after": "9", "x-ratelimit-remaining": "0"}, NOW) == 9
    assert wait_in_headers({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12"}, NOW) == 12
    assert wait_in_headers({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "12"}, NOW) is None
    assert wait_in_headers({}, NOW) is None


@given(st.text(max_size=40))
def test_any_text_is_a_wait(text: str) -> None:
    assert 0 <= seconds_to_wait(text, NOW) < 1e9
