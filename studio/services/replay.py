"""A recorded answer read once more by its codec: the events the inspector shows beside the raw stream."""

from studio.domain.errors import StudioError
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway, Protocol
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder
from studio.protocols.table import codec_for
from studio.services.framing import Framer
from studio.services.limits import Limits

_ENDINGS = (
    ("/chat/completions", Protocol.CHAT),
    ("/messages", Protocol.MESSAGES),
    ("/responses", Protocol.RESPONSES),
    ("/google/gemini", Protocol.GEMINI),
    (":streamGenerateContent", Protocol.GEMINI),
    (":generateContent", Protocol.GEMINI),
)
_MOST_EVENTS = 5000
_LONGEST = 300


def protocol_of(url: str) -> Protocol | None:
    """The chat protocol an address belongs to, by how its path ends; None for pictures, lists and jobs."""
    path = url.partition("?")[0]
    return next((protocol for ending, protocol in _ENDINGS if path.endswith(ending)), None)


def events_of(exchange: Exchange, gateway: Gateway) -> tuple[tuple[float, str], ...]:
    """`(seconds since the request left, event in words)` for a recorded chat answer, at most 5,000 of them.

    An answer that was refused, cut or is no chat gives what can be read of it, which may be nothing.
    """
    protocol = protocol_of(exchange.url)
    if protocol is None or exchange.status is None or exchange.status >= 400:
        return ()
    prompt = Prompt(gateway=gateway, model="", protocol=protocol)
    decoder = codec_for(prompt).decoder(prompt)
    headers = {name.lower(): value for name, value in exchange.response_headers}
    limits = Limits()
    framer = Framer(headers.get("content-type", ""), gateway.name, limits.event, limits)
    found: list[tuple[float, str]] = []
    at = 0.0
    try:
        for piece in exchange.pieces:
            at = piece.at
            for frame in framer.feed(piece.data):
                found += [(at, _words(step)) for step in decoder.feed(frame)]
            if len(found) >= _MOST_EVENTS:
                return (*found[:_MOST_EVENTS], (at, "… and more"))
        found += _rest(framer, decoder, at)
    except StudioError as error:
        found.append((at, error.failure.message))
    return tuple(found)


def _rest(framer: Framer, decoder: Decoder, at: float) -> list[tuple[float, str]]:
    """What the end of the stream still owes."""
    steps = [step for frame in framer.close() for step in decoder.feed(frame)]
    return [(at, _words(step)) for step in (*steps, *decoder.close())]


def _words(step: object) -> str:
    text = repr(step)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
