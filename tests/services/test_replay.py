"""A recorded answer is read again by the codec of its address, and whatever was recorded breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.exchange import Exchange, Piece
from studio.domain.gateway import Protocol
from studio.services.replay import events_of, protocol_of
from tests.state.world import row

BASE = "https://api.freetheai.org/v1"
STREAM = (("Content-Type", "text/event-stream"),)


def recorded(*pieces: bytes, path: str = "/chat/completions", status: int = 200) -> Exchange:
    return Exchange(
        id="1",
        url=BASE + path,
        status=status,
        response_headers=STREAM,
        pieces=tuple(Piece(number / 10, piece) for number, piece in enumerate(pieces)),
    )


@pytest.mark.parametrize(
    ("url", "protocol"),
    [
        (f"{BASE}/chat/completions", Protocol.CHAT),
        (f"{BASE}/messages", Protocol.MESSAGES),
        (f"{BASE}/responses", Protocol.RESPONSES),
        ("https://api.apifree.ai/google/gemini", Protocol.GEMINI),
        ("https://g.example/v1beta/models/x:streamGenerateContent?alt=sse", Protocol.GEMINI),
        (f"{BASE}/images/generations", None),
    ],
)
def test_the_address_tells_the_protocol(url: str, protocol: Protocol | None) -> None:
    assert protocol_of(url) is protocol


def test_events_bear_the_time_of_the_piece_that_completed_them() -> None:
    exchange = recorded(
        b'data: {"choices":[{"delta":{"content":"Hel"}}]}\n\nda',
        b'ta: {"choices":[{"delta":{"content":"lo"}}]}\n\n',
        b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    )
    events = events_of(exchange, row("freetheai"))
    times = {words.split("(")[0]: at for at, words in events}
    assert any("Hel" in words and at == 0.0 for at, words in events)
    assert any("lo" in words and at == 0.1 for at, words in events)
    assert times["Finished"] == 0.2


def test_refusals_pictures_and_answers_that_never_came_have_no_events() -> None:
    gateway = row("freetheai")
    assert events_of(recorded(b'{"error":{}}', status=400), gateway) == ()
    assert events_of(recorded(b"{}", path="/images/generations"), gateway) == ()
    assert events_of(Exchange(id="1", url=f"{BASE}/messages"), gateway) == ()


def test_a_flood_of_events_is_cut_with_a_note() -> None:
    piece = b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n' * 1000
    events = events_of(recorded(*[piece] * 20), row("freetheai"))
    assert len(events) == 5001
    assert events[-1][1] == "… and more"


@given(
    st.lists(st.binary(max_size=60), max_size=6),
    st.sampled_from(["/chat/completions", "/messages", "/responses"]),
)
def test_whatever_was_recorded_is_read_or_explained(pieces: list[bytes], path: str) -> None:
    for at, words in events_of(recorded(*pieces, path=path), row("freetheai")):
        assert at >= 0
        assert words
