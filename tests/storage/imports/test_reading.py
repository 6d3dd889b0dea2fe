"""Safe pieces of untrusted JSON."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Message
from studio.storage.bundle import Media
from studio.storage.imports.reading import (
    data_url_bytes,
    derived_id,
    dict_in,
    in_order,
    kept_picture,
    list_in,
    text_in,
    time_in,
)
from tests.storage.making import JSON, png, said


@given(JSON)
def test_anything_under_a_name_is_the_wanted_kind_or_empty(value: Any) -> None:
    for record in (value, {"x": value}):
        assert isinstance(text_in(record, "x"), str)
        assert isinstance(dict_in(record, "x"), dict)
        assert isinstance(list_in(record, "x"), list)
        assert isinstance(time_in(record, "x"), float)


def test_times_in_seconds_milliseconds_and_iso() -> None:
    for value in (1.7e9, 1.7e12, "2023-11-14T22:13:20Z", "2023-11-14T22:13:20", "2023-11-14T23:13:20+01:00"):
        assert time_in({"t": value}, "t") == 1.7e9
    assert time_in({"t": True}, "t") == time_in({"t": "soon"}, "t") == time_in({"t": 1e300}, "t") == 0.0


def test_a_lone_surrogate_in_a_text_is_replaced() -> None:
    assert text_in({"x": "a\ud83d"}, "x") == "a\ufffd"
    assert len(derived_id("a\ud83d")) == 32


def test_only_real_pictures_are_kept() -> None:
    media: dict[str, Media] = {}
    part = kept_picture(png(7, 8), "n", media)
    assert part.ref is not None and (part.ref.width, part.ref.height) == (7, 8) and part.ref.sha256 in media
    refused = kept_picture(b"<svg>", "n", media)
    assert refused.ref is None and refused.problem and len(media) == 1
    assert data_url_bytes("data:image/png;base64,AAAA") == b"\x00\x00\x00"
    assert data_url_bytes("https://x") is data_url_bytes("data:x;base64,!!") is None


@given(st.lists(st.none() | st.integers(0, 9), max_size=10))
def test_every_message_comes_once_and_parents_first(parents: list[int | None]) -> None:
    messages: dict[str, Message] = {}
    for index, parent in enumerate(parents):
        above = None if parent is None else str(parent)
        messages[str(index)] = msgspec.structs.replace(said("x"), id=str(index), parent=above)
    ordered = [message.id for message in in_order(messages)]
    assert sorted(ordered) == sorted(messages)
    for message in messages.values():
        chain, at = [message.id], message.parent
        while at in messages and at not in chain:
            chain.append(at)
            at = messages[at].parent
        if at not in messages and message.parent in messages:  # no circle above it
            assert ordered.index(message.parent) < ordered.index(message.id)
