"""One answer while it comes: read ahead by a task of its own, under clocks that httpx does not have."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeAlias

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.services.inflating import Inflater
from studio.services.limits import Limits
from studio.services.network_words import broken_words, late_words
from studio.services.recording import Tape

Pump: TypeAlias = Callable[["Reply"], Awaitable[None]]
Translate: TypeAlias = Callable[[Exception, str, bool], StudioError]
_BACKLOG = 256 * 1024


class ConnectionLost(StudioError):
    """The connection broke before the first byte of an answer: the one network fault worth a second try."""


class Reply:
    """One answer while it comes: a task reads the socket ahead, so that one wake brings all that had arrived.

    `started`, `first_byte_at` and `last_at` are monotonic seconds at the socket; `headers` have lower-case names.
    """

    def __init__(self, pump: Pump, translate: Translate, host: str, tape: Tape, limits: Limits) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.host = host
        self.tape = tape
        self.started = time.monotonic()
        self.first_byte_at: float | None = None
        self.last_at = self.started
        self._translate = translate
        self._limits = limits
        self._first_byte = limits.first_byte
        self._sent_at: float | None = None
        self._ends_at: float | None = None
        self._backlog: list[bytes] = []
        self._size = 0
        self._finished = False
        self._error: Exception | None = None
        self._wake: asyncio.Future[bool] | None = None
        self._room: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = self._until = 0.0
        self._task = asyncio.create_task(self._pumped(pump))

    def allow(self, first_byte: float) -> None:
        """Lets the first byte take this many seconds (pictures are slow)."""
        self._first_byte = first_byte

    def end_within(self, seconds: float) -> None:
        """The answer is complete: what still comes may take `seconds` more, then the reading ends quietly."""
        self._ends_at = time.monotonic() + seconds

    async def opened(self) -> None:
        """Waits for status and headers. Raises `StudioError`."""
        while not self.status:
            if self._error is not None or self._finished:
                raise self._failure()
            await self._wait()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The decoded body, joined as it lay ready, until its end. Raises `StudioError`."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        inflater = None if encoding in ("", "identity") else Inflater(encoding)
        while True:
            data = self._taken()
            if data:
                at = self.last_at - self.started
                for piece in (data,) if inflater is None else inflater.feed(data):
                    self.tape.piece(at, piece)
                    yield piece
            elif self._error is not None:
                if self._ends_at is None:
                    raise self._failure()
                return
            elif self._finished or not await self._wait():
                return

    async def body(self, limit: int) -> bytes:
        """The whole decoded body, without the key if the gateway echoes it. Raises `StudioError` over `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        async with aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                parts.append(piece)
                size += len(piece)
                if size > limit:
                    raise failing(
                        Kind.TOO_LARGE,
                        f"The answer of {self.host} is longer than {limit >> 20} MiB and was not read to its end.",
                        Remedy.RETRY,
                    )
        return self.tape.scrubbed(b"".join(parts))

    async def close(self) -> None:
        """Closes the connection, or gives it back when the answer was read to its end."""
        if self._alarm is not None:
            self._alarm.cancel()
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2)
        self.tape.first_byte_s = None if self.first_byte_at is None else self.first_byte_at - self.started

    def _taken(self) -> bytes:
        backlog = self._backlog
        if not backlog:
            return b""
        self._backlog, self._size = [], 0
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        return backlog[0] if len(backlog) == 1 else b"".join(backlog)

    async def _wait(self) -> bool:
        """Until something happens; false when a complete answer may end here. Raises `StudioError` when it is late."""
        begun = self.first_byte_at is not None
        limit, since = self._limits.silence, self.last_at
        if not begun:
            # While the request is still on its way up only httpx's own limits count: pictures are big.
            limit = self._first_byte if self._sent_at is not None else self._limits.total
            since = self.started if self._sent_at is None else self._sent_at
        until = min(since + limit, self.started + self._limits.total)
        if self._ends_at is not None:
            until = min(until, self._ends_at)
        self._wake = asyncio.get_running_loop().create_future()
        self._arm(until)
        late = await self._wake
        if not late:
            return True
        if self._ends_at is not None and until == self._ends_at:
            return False
        raise late_words(self.host, until - since if until < since + limit else limit, begun)

    def _arm(self, until: float) -> None:
        """Sets the alarm; one that is set earlier stays and looks again, so that a read costs no new timer."""
        self._until = until
        if self._alarm is not None and self._alarm_at <= until:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = until
        wait = max(0.0, until - time.monotonic())
        self._alarm = asyncio.get_running_loop().call_later(wait, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._wake is None or self._wake.done():
            return
        if self._until > time.monotonic():
            self._arm(self._until)
        else:
            self._wake.set_result(True)

    def _failure(self) -> StudioError:
        """The pump's error as a failure; an error that is none of the network's is a bug and stays one."""
        begun = self.first_byte_at is not None
        if self._error is None:
            return broken_words(EOFError(), self.host, begun)
        return self._translate(self._error, self.host, begun)

    async def _pumped(self, pump: Pump) -> None:
        try:
            await pump(self)
        except Exception as error:
            self._error = error
        finally:
            self._finished = True
            self._notify()

    def sent(self) -> None:
        """The pump has sent the whole request; from now on the first byte is waited for."""
        self._sent_at = time.monotonic()
        self._notify()

    def began(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        """The pump has status and headers."""
        self.tape.headers_s = time.monotonic() - self.started
        self.tape.response_headers = headers
        self.tape.status = status
        for name, value in headers:
            name = name.lower()
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value
        self.status = status
        if self._sent_at is None:
            self._sent_at = time.monotonic()
        self._notify()

    async def arrived(self, chunk: bytes) -> None:
        """The pump has bytes of the body; waits when the reader is far behind."""
        self.last_at = time.monotonic()
        if self.first_byte_at is None:
            self.first_byte_at = self.last_at
        self._backlog.append(chunk)
        self._size += len(chunk)
        wake = self._wake
        if wake is not None and not wake.done():
            wake.set_result(False)
        if self._size > _BACKLOG:
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    def _notify(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(False)

    def connected(self) -> None:
        """The pump's connection stands."""
        self.tape.connected_s = time.monotonic() - self.started
