"""Records of requests hold no key, in no spelling, wherever it was cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Failure, Kind
from studio.services.recording import Tape

KEY = 'sk-te/st"0123456789'


def tape(limit: int = 1 << 20, secret: str | None = KEY) -> Tape:
    return Tape("g", "m", 1, secret, limit)


@given(
    st.integers(1, 40),
    st.sampled_from([KEY, json.dumps(KEY)[1:-1], json.dumps(KEY)[1:-1].replace("/", "\\/")]),
)
def test_an_echoed_key_is_gone_however_it_was_split(split: int, spelling: str) -> None:
    one = tape()
    data = f"before {spelling} between {spelling} after".encode()
    for at in range(0, len(data), split):
        one.piece(at / 10, data[at : at + split])
    kept = b"".join(p.data for p in one.exchange(1.0).pieces)
    assert kept == "before ••• between ••• after".encode()


def test_pieces_keep_their_times_where_no_key_was() -> None:
    one = tape()
    one.piece(0.1, b"a")
    one.piece(0.2, b"b")
    assert [(p.at, p.data) for p in one.exchange(1.0).pieces] == [(0.1, b"a"), (0.2, b"b")]


def test_headers_that_sound_secret_are_masked() -> None:
    one = tape()
    headers = (
        ("Authorization", f"Bearer {KEY}"),
        ("X-My-Token", "abc"),
        ("Set-Cookie", "s=1"),
        ("X-Title", "T"),
    )
    one.sent("POST", "https://x/", headers, KEY.encode())
    exchange = one.exchange(1.0)
    assert dict(exchange.request_headers)["X-My-Token"] == "•••"
    assert dict(exchange.request_headers)["X-Title"] == "T"
    assert KEY not in repr(exchange)


def test_a_failure_is_cleaned_named_and_shortened() -> None:
    failure = Failure(kind=Kind.AUTH, message=f"bad {KEY} " + "x" * 5000, code=KEY, detail=KEY * 500)
    clean = tape().clean_failure(failure, "Gate")
    assert clean.gateway == "Gate"
    assert len(clean.message) == 2000
    assert KEY not in repr(clean)


@pytest.mark.parametrize("secret", [None, "", "abc"])
def test_without_a_key_nothing_is_replaced(secret: str | None) -> None:
    assert tape(secret=secret).scrubbed(b"abc") == b"abc"


def test_the_record_ends_at_its_limit() -> None:
    one = tape(limit=3)
    one.piece(0, b"ab")
    one.piece(1, b"cd")
    one.piece(2, b"e")
    exchange = one.exchange(2)
    assert b"".join(p.data for p in exchange.pieces) == b"abc"
    assert exchange.truncated
