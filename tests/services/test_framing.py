"""Frames come out right whatever the framing, the splits and the content type."""

import base64
import gzip
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, StudioError
from studio.protocols.base import Frame
from studio.services.framing import Framer, frames, web_page_words
from studio.services.limits import Limits

CORPUS = Path(os.environ.get("STUDIO_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
LIMITS = Limits()


def framed(
    data: bytes, split: int = 1 << 30, content_type: str = "text/event-stream", event: int = 1 << 23
) -> list[Frame]:
    framer = Framer(content_type, "gate.example", event, LIMITS)
    found: list[Frame] = []
    for at in range(0, len(data), split):
        found += framer.feed(data[at : at + split])
    return found + framer.close()


def texts(found: list[Frame]) -> list[str]:
    return [f.data if isinstance(f.data, str) else f.data.decode() for f in found]


def sse_cases() -> list[object]:
    cases: list[object] = []
    for name in ("wpt", "extra"):
        file = CORPUS / "sse" / f"{name}.json"
        if file.exists():
            cases += [pytest.param(c, id=f"{name}: {c['name']}") for c in json.loads(file.read_text())]
    return cases or [pytest.param(None, marks=pytest.mark.skip(reason="STUDIO_CORPUS is absent"))]


@pytest.mark.parametrize("split", [1, 7, 65536])
@pytest.mark.parametrize("case", sse_cases())
def test_events_are_those_of_the_standard(case: dict[str, object], split: int) -> None:
    data = base64.b64decode(str(case["bytes_base64"]))
    wanted = [(e["event"], e["data"]) for e in case["expected_events"] if e["data"]]
    if str(case["content_type"]).lower().startswith("text/event-stream") is False:
        pytest.skip("the standard refuses this content type; we look at the bytes")
    try:
        found = [(f.event or "message", f.data) for f in framed(data, split)]
    except StudioError as error:
        assert error.failure.kind is Kind.EMPTY
        found = []
    # What differs on purpose: an event without its blank line at the end is given, not dropped.
    if found[: len(wanted)] == wanted and len(found) == len(wanted) + 1:
        assert not data.endswith((b"\n\n", b"\r\r", b"\r\n\r\n"))
    else:
        assert found == wanted


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\r\n", codec="utf-8"), min_size=1), min_size=1
    ),
    st.integers(1, 40),
)
def test_any_split_gives_the_same_events(words: list[str], split: int) -> None:
    data = "".join(f"data: {json.dumps(word, ensure_ascii=False)}\n\n" for word in words).encode()
    assert [json.loads(t) for t in texts(framed(data, split))] == words


@pytest.mark.parametrize("split", [1, 3, 1000])
def test_one_newline_between_events_still_gives_each(split: int) -> None:
    data = b'data: {"a":1}\ndata: {"a":2}\nevent: x\ndata: {"a":3}\ndata: [DONE]\n'
    assert [(f.event, f.data) for f in framed(data, split)] == [
        ("", '{"a":1}'), ("", '{"a":2}'), ("x", '{"a":3}'), ("", "[DONE]"),
    ]  # fmt: skip


def test_one_newline_between_events_does_not_hold_the_stream_back() -> None:
    framer = Framer("text/event-stream", "gate.example", 1 << 20, LIMITS)
    assert framer.feed(b'data: {"a":1}\n') == []
    assert texts(framer.feed(b'data: {"a":2}\n')) == ['{"a":1}']


def test_data_over_several_lines_is_one_event() -> None:
    assert json.loads(texts(framed(b'data: {\ndata: "foo":\ndata: \ndata:\ndata: true}\n\n'))[0]) == {
        "foo": True
    }


@pytest.mark.parametrize("content_type", ["", "application/json", "Text/Event-Stream; charset=windows-1252"])
def test_events_are_found_under_any_content_type_and_charset(content_type: str) -> None:
    assert texts(framed('data: "ok…"\n\n'.encode(), content_type=content_type)) == ['"ok…"']


def test_a_blank_before_the_first_line_costs_nothing() -> None:
    assert texts(framed(b' data: {"a":1}\n\n')) == ['{"a":1}']


@pytest.mark.parametrize("split", [1, 5, 4096])
def test_one_json_body_is_one_whole_frame(split: int) -> None:
    body = json.dumps({"a": ["}", "\\", '"{', {"b": []}]}, indent=1).encode()
    assert framed(body, split, "application/json") == [Frame("", body, whole=True)]


@pytest.mark.parametrize("split", [1, 5, 4096])
def test_json_lines_and_arrays_give_their_objects(split: int) -> None:
    assert texts(framed(b'{"a":1}\n{"a":"]["}\n', split)) == ['{"a":1}', '{"a":"]["}']
    assert texts(framed(b'[{"a":[1]}\n,\r\n{"a":{}}\n]', split)) == ['{"a":[1]}', '{"a":{}}']


def test_an_array_is_given_while_it_comes() -> None:
    framer = Framer("application/json", "gate.example", 1 << 20, LIMITS)
    assert texts(framer.feed(b'[{"a":1},{"a"')) == ['{"a":1}']
    assert texts(framer.feed(b":2}")) == ['{"a":2}']


@pytest.mark.parametrize("split", [1, 2, 9, 65536])
def test_gzip_without_its_header_is_unpacked(split: int) -> None:
    assert texts(framed(gzip.compress(b"data: 1\n\ndata: 2\n\n"), split)) == ["1", "2"]


def test_a_broken_byte_in_a_json_body_costs_one_character() -> None:
    assert framed(b'{"a":"x\xffy"}') == [Frame("", '{"a":"x\ufffdy"}'.encode(), whole=True)]


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", Kind.EMPTY, "empty"),
        (b"\n\n", Kind.EMPTY, "empty"),
        (b": only comments\n\n: more\n\n", Kind.EMPTY, "without any event"),
        (b"[]", Kind.EMPTY, "empty"),
        (b" " * 70_000, Kind.EMPTY, "blanks"),
        (b"<!doctype html><title>Hotel\n Wi-Fi</title>", Kind.MALFORMED, "web page (“Hotel Wi-Fi”)"),
        (b"upstream busy", Kind.MALFORMED, "words instead of an answer: upstream busy"),
        (b'{"a": 1', Kind.MALFORMED, "not complete"),
    ],
)
def test_what_is_no_answer_is_said(data: bytes, kind: Kind, words: str) -> None:
    with pytest.raises(StudioError) as caught:
        framed(data, content_type="application/json")
    assert caught.value.failure.kind is kind
    assert words in str(caught.value)


def test_a_web_page_shows_its_title_only() -> None:
    page = "<html><title>Err &amp; or</title><body>Your IP is 10.1.2.3</body></html>"
    assert "Err & or" in web_page_words("gate.example", page)
    assert "10.1.2.3" not in web_page_words("gate.example", page)


@pytest.mark.parametrize("lines", [b"data: ", b"data: x\ndata: x\ndata: "])
def test_an_event_over_the_cap_is_cut_off(lines: bytes) -> None:
    framer = Framer("text/event-stream", "gate.example", 100_000, LIMITS)
    assert texts(framer.feed(b"data: 1\n\n" + lines)) == ["1"]
    with pytest.raises(StudioError) as caught:
        for _ in range(1000):
            framer.feed(b"y" * 1000)
    assert caught.value.failure.kind is Kind.CUT_OFF


def test_a_line_of_eight_million_bytes_comes_whole_from_small_pieces() -> None:
    data = b"data: " + b"y" * 8_000_000 + b"\n\n"
    assert len(framed(data, 256)[0].data) == 8_000_000


async def test_frames_come_as_one_list_for_each_read() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"data: 1\n\ndata: 2\n\nda", b"ta: 3", b"\n\n", b"data: 4"):
            yield piece

    found = [texts(batch) async for batch in frames(pieces(), Framer("", "gate.example", 1 << 20, LIMITS))]
    assert found == [["1", "2"], ["3"], ["4"]]
