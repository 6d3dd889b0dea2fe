"""The shapes every codec shares: a request for the wire, a frame from it, and what a codec must do."""

from typing import Protocol, TypeAlias

import msgspec

from studio.domain.errors import StudioError
from studio.domain.events import Event
from studio.domain.prompt import Prompt


class WireRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request without the key, which only the transport knows.

    `body` is exactly what is sent. `stream` asks the transport for `Accept: text/event-stream` and
    `Accept-Encoding: identity`. `notices` say what could not be carried into this protocol. `secret` is false
    for an address that must not see the key. `retry` allows the one automatic retry (never for picture POSTs).
    """

    method: str = "POST"
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = "application/json"
    stream: bool = False
    notices: tuple[str, ...] = ()
    secret: bool = True
    retry: bool = True


class Frame(msgspec.Struct, frozen=True):
    """One unit of an answer after framing: the SSE event name (else ""), and its data as one JSON text.

    `whole` is true when the data was the entire body (one JSON object), not one of several.
    """

    event: str
    data: str | bytes
    whole: bool = False


class Again(msgspec.Struct, frozen=True):
    """A polled job is not ready: send `request` after `after` seconds and feed its frames to the same decoder.

    `job` is the gateway's id of it (kept, so that asking goes on after a restart); `word` its state in the
    gateway's own word, `percent` (0–100) where it states one.
    """

    request: WireRequest
    after: float
    job: str
    word: str = ""
    percent: float | None = None


Step: TypeAlias = Event | Again


class Decoder(Protocol):
    """Turns the frames of one answer into events; it keeps the little state a protocol needs."""

    @property
    def ended(self) -> bool:
        """Whether a terminal word came, so that an end of the stream now is a proper end."""

    def feed(self, frame: Frame) -> list[Step]:
        """The events of one frame. Broken JSON in one frame is skipped and counted (FAULTS.md E11)."""

    def close(self) -> list[Step]:
        """The events owed at the end of the stream; `Failed` with kind CUT_OFF when no terminal word came."""


class Codec(Protocol):
    """One protocol: how a prompt is written, an answer read, a refusal understood."""

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`. Raises `StudioError` (kind INPUT) for what cannot be said at all."""

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder for the answer to `prompt`."""

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means, from HTTP status, headers (lower-case names) and body."""
