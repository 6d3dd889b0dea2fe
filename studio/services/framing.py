"""Bytes to frames: looks at what really came, whatever the content type says (GATEWAYS.md 7.2, 7.3)."""

import codecs
import html
import re
from collections.abc import AsyncGenerator, AsyncIterator

import msgspec
from httpx_sse import ServerSentEvent

# The line and event decoders inside httpx-sse: fed directly, because its public iterator takes one event at a
# time from an httpx.Response, and refuses other content types before the body can be looked at (PARTS.md 2.4).
from httpx_sse._decoders import SSEDecoder, SSELineDecoder

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.protocols.base import Frame
from studio.services.inflating import Inflater
from studio.services.limits import Limits
from studio.services.objects import ObjectScanner

_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
_BOM = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n"
_FIELD_LINES = ("data", "event")


class Framer:
    """Feeds on one answer's bytes in pieces of any size and gives frames; splits never change the result.

    `host` is named in failures; `event_limit` caps one event and `body_limit` one whole body, in bytes.
    """

    def __init__(self, content_type: str, host: str, event_limit: int, limits: Limits) -> None:
        self._said_stream = "text/event-stream" in content_type.lower()
        self._host = host
        self._event_limit = event_limit
        self._limits = limits
        self._begin = b""
        self._reader: _Lines | _Objects | _Words | None = None
        self._inflater: Inflater | None = None

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes. Raises `StudioError` for a cap or for what is no answer at all."""
        if self._inflater is None:
            return self._feed_plain(data)
        frames: list[Frame] = []
        for piece in self._inflater.feed(data):
            frames += self._feed_plain(piece)
        return frames

    def close(self) -> list[Frame]:
        """The frames owed at the end. Raises `StudioError` when nothing, a web page or mere words came."""
        frames: list[Frame] = []
        if self._reader is None:
            frames += self._decide(final=True)
        if self._reader is None:
            raise failing(Kind.EMPTY, f"{self._host} sent an empty answer; try again.", Remedy.RETRY)
        return frames + self._reader.close()

    def _feed_plain(self, data: bytes) -> list[Frame]:
        if self._reader is not None:
            return self._reader.feed(data)
        self._begin += data
        return self._decide(final=False)

    def _decide(self, final: bool) -> list[Frame]:
        """Chooses the reader as soon as the first bytes allow it."""
        if len(self._begin) < 3 and _BOM.startswith(self._begin) and not final:
            return []
        begin = self._begin.removeprefix(_BOM)
        if begin[:2] == b"\x1f\x8b" and self._inflater is None:
            self._inflater = Inflater("gzip")
            self._begin = b""
            return self.feed(begin)
        start = begin.lstrip(_BLANKS)
        if not start:
            if len(begin) > self._limits.other_body:
                raise failing(Kind.EMPTY, f"{self._host} sent nothing but blanks.", Remedy.RETRY)
            return []
        if start == b"\x1f" and begin == start and not final:
            return []
        reader = self._reader_for(start, final)
        if reader is None:
            return []
        self._reader, self._begin = reader, b""
        return reader.feed(start)

    def _reader_for(self, start: bytes, final: bool) -> "_Lines | _Objects | _Words | None":
        if start[:1] in (b"{", b"["):
            return _Objects(self._host, self._limits.body)
        if start[:1] == b"<":
            return _Words(self._host, self._limits.other_body)
        if self._said_stream or start.startswith(_FIELDS):
            return _Lines(self._host, self._event_limit)
        if not final and any(field.startswith(start) for field in _FIELDS):
            return None
        return _Words(self._host, self._limits.other_body)


class _Lines:
    """Server-sent events; the lines are httpx-sse's, the cover of its faults is ours."""

    def __init__(self, host: str, limit: int) -> None:
        self._host = host
        self._limit = limit
        # Always UTF-8, whatever charset the header names, as the standard asks.
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines = SSELineDecoder()
        self._events = SSEDecoder()
        self._alone = ""  # the one data line since the last blank line, to notice missing blank lines
        self._pending = 0  # characters of data lines since then
        self._unfinished = 0
        self._any = False

    def feed(self, data: bytes) -> list[Frame]:
        text = self._text.decode(data)
        if not text:
            return []
        return self._take(self._lines.decode(text), len(text))

    def close(self) -> list[Frame]:
        rest = self._text.decode(b"", True)
        lines = self._lines.decode(rest) if rest else []
        # The standard drops an event without its blank line; real gateways end that way and mean it.
        frames = self._take([*lines, *self._lines.flush(), ""], 0)
        if not self._any:
            raise failing(
                Kind.EMPTY, f"{self._host} sent a stream without any event; try again.", Remedy.RETRY
            )
        return frames

    def _take(self, lines: list[str], size: int) -> list[Frame]:
        self._unfinished += size
        if not lines:
            self._check(self._unfinished)
            return []
        decode = self._events.decode
        frames: list[Frame] = []
        for line in lines:
            if self._alone and line and line.startswith(_FIELD_LINES) and _is_complete(self._alone):
                # One newline between events (GATEWAYS.md 7.5, 8d): what is pending is a whole event.
                self._give(decode(""), frames)
            event = decode(line)
            if event is not None:
                self._give(event, frames)
            elif not line:
                self._alone, self._pending = "", 0
            elif line.startswith("data"):
                self._alone = "" if self._pending else line
                self._pending += len(line)
                self._check(self._pending)
        self._unfinished = self._pending + sum(map(len, self._lines.buffer))
        self._check(self._unfinished)
        self._any = self._any or bool(frames)
        return frames

    def _give(self, event: ServerSentEvent | None, frames: list[Frame]) -> None:
        self._alone, self._pending = "", 0
        # httpx-sse also gives events without data (after an id or a ping), which the standard does not dispatch.
        if event is not None and event.data:
            name = event.event
            frames.append(Frame("" if name == "message" else name, event.data))

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise _too_long(self._host, self._limit)


def _is_complete(pending: str) -> bool:
    """Whether the data lines so far are one whole message by themselves, so that no further line can belong."""
    data = pending.partition(":")[2].strip()
    if data == "[DONE]":
        return True
    if not (data.startswith("{") and data.endswith("}")):
        return False
    try:
        msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return False
    return True


class _Objects:
    """One JSON body, JSON lines, or a JSON array in pieces: whole objects as soon as they are complete.

    A single object is held back until the end or a second one, because only then is it known to be the whole.
    """

    def __init__(self, host: str, limit: int) -> None:
        self._host = host
        self._scanner = ObjectScanner()
        self._limit = limit
        self._held: bytes | None = None
        self._many = False

    def feed(self, data: bytes) -> list[Frame]:
        found = self._scanner.feed(data)
        if self._scanner.waiting > self._limit:
            raise _too_long(self._host, self._limit)
        if self._scanner.in_array:
            self._many = True
        frames: list[Frame] = []
        for item in found:
            if self._held is not None:
                frames.append(Frame("", self._held))
                self._held, self._many = None, True
            if self._many:
                frames.append(Frame("", _clean(item)))
            else:
                self._held = _clean(item)
        if self._held is not None and self._scanner.waiting:
            frames.append(Frame("", self._held))
            self._held, self._many = None, True
        return frames

    def close(self) -> list[Frame]:
        if self._held is not None:
            return [Frame("", self._held, whole=True)]
        if self._scanner.in_array and not self._scanner.found and self._scanner.closed:
            raise failing(Kind.EMPTY, f"{self._host} sent an empty answer; try again.", Remedy.RETRY)
        if self._scanner.found == 0:
            raise failing(
                Kind.MALFORMED,
                f"The answer of {self._host} is not complete; try again.",
                Remedy.RETRY,
                detail=self._scanner.beginning.decode("utf-8", "replace"),
            )
        return []


def _clean(item: bytes) -> bytes:
    """The object as valid UTF-8: a broken byte costs one character, not the answer."""
    if item.isascii():
        return item
    try:
        item.decode("utf-8")
    except UnicodeDecodeError:
        return item.decode("utf-8", "replace").encode()
    return item


class _Words:
    """A web page or plain words where an answer was expected: read a little, then said as a failure."""

    def __init__(self, host: str, limit: int) -> None:
        self._host = host
        self._limit = limit
        self._data = b""

    def feed(self, data: bytes) -> list[Frame]:
        self._data += data[: self._limit - len(self._data)]
        if len(self._data) >= self._limit:
            raise self._failure()
        return []

    def close(self) -> list[Frame]:
        raise self._failure()

    def _failure(self) -> StudioError:
        text = self._data.decode("utf-8", "replace").strip()
        if text.startswith("<"):
            return failing(Kind.MALFORMED, web_page_words(self._host, text), Remedy.ADDRESS)
        return failing(
            Kind.MALFORMED,
            f"{self._host} answered with words instead of an answer: {text[:2000]}"[:2000],
            Remedy.RETRY,
        )


def web_page_words(host: str, page: str) -> str:
    """One sentence about a web page that came instead of an answer; only its title is shown, as plain text."""
    found = re.search(r"<title[^>]*>([^<]{1,200})", page[:65536], re.IGNORECASE)
    title = " ".join(html.unescape(found[1]).split()) if found else ""
    named = f" (“{title}”)" if title else ""
    return f"{host} answered with a web page{named}, not with an API; check the address or sign in to the network."


def _too_long(host: str, limit: int) -> StudioError:
    return failing(
        Kind.CUT_OFF,
        f"One message of {host} is longer than {limit >> 20} MiB, so the answer was cut off there.",
        Remedy.RETRY,
        code="too_long",
    )


async def frames(pieces: AsyncIterator[bytes], framer: Framer) -> AsyncGenerator[list[Frame], None]:
    """The frames of an answer, one list for each read of the network that completed any, and the rest at the end."""
    async for piece in pieces:
        batch = framer.feed(piece)
        if batch:
            yield batch
    batch = framer.close()
    if batch:
        yield batch
