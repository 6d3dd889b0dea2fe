"""One gate for each gateway: first in, first out, as many at once as the gateway allows (GATEWAYS.md 6.4)."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from studio.domain.gateway import Gateway

TRY_MORE_AFTER = 600.0
"""Seconds after a refusal until one more request at once is tried again."""
_MOST = 64


class Ticket:
    """One request at a gate. `place` is 0 once it may run, 1 when it is next, and so on."""

    def __init__(self, place: int) -> None:
        self.place = place
        self._moved: asyncio.Future[None] | None = None

    async def moved(self) -> int:
        """Waits until the place changes and returns the new one; cancelling it is safe at any time."""
        seen = self.place
        while self.place == seen:
            self._moved = asyncio.get_running_loop().create_future()
            await self._moved
        return self.place

    def put(self, place: int) -> None:
        """Moves the ticket."""
        if place == self.place:
            return
        self.place = place
        if self._moved is not None and not self._moved.done():
            self._moved.set_result(None)


class Gate:
    """The queue of one gateway. `limit` starts with the gateway's own number and follows what it says."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._start = self._allowed = max(1, limit)
        self._clock = clock
        self._lowered_at: float | None = None
        self._waiting: list[Ticket] = []
        self._running = 0

    @property
    def limit(self) -> int:
        """How many may run at once now; ten minutes after a refusal one more is tried again."""
        if self._lowered_at is not None and self._clock() - self._lowered_at >= TRY_MORE_AFTER:
            self._allowed += 1
            self._lowered_at = self._clock() if self._allowed < self._start else None
        return self._allowed

    @property
    def running(self) -> int:
        """How many requests are on their way."""
        return self._running

    @contextmanager
    def ticket(self) -> Iterator[Ticket]:
        """A place in the queue, given up at the end, whether it ran or not."""
        ticket = Ticket(len(self._waiting) + 1)
        self._waiting.append(ticket)
        self._admit()
        try:
            yield ticket
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            else:
                self._running -= 1
            self._admit()

    def set_limit(self, limit: int) -> None:
        """The gateway stated its limit, or the user changed it."""
        self._allowed = min(max(1, limit), _MOST)
        self._lowered_at = None
        self._admit()

    def refused(self) -> None:
        """The gateway said "too many at once": one less than were running, at least one."""
        self._allowed = max(1, min(self._allowed, self._running) - 1)
        self._lowered_at = self._clock()

    def _admit(self) -> None:
        while self._waiting and self._running < self.limit:
            self._running += 1
            self._waiting.pop(0).put(0)
        for place, ticket in enumerate(self._waiting, 1):
            ticket.put(place)


class Gates:
    """The gates of all gateways, made on first use."""

    def __init__(self) -> None:
        self._gates: dict[str, tuple[int, Gate]] = {}

    def gate(self, gateway: Gateway) -> Gate:
        """The gate of `gateway`; when the user has changed its number, that number counts from now on."""
        known = self._gates.get(gateway.id)
        if known is None:
            gate = Gate(gateway.concurrency)
        elif known[0] == gateway.concurrency:
            return known[1]
        else:
            gate = known[1]
            gate.set_limit(gateway.concurrency)
        self._gates[gateway.id] = (gateway.concurrency, gate)
        return gate

    def learn(self, gateway: Gateway, headers: dict[str, str]) -> None:
        """Takes the limit from an answer's `X-Concurrency-Limit`, if it has one (names in lower case)."""
        stated = headers.get("x-concurrency-limit", "").strip()
        if stated.isascii() and stated.isdecimal() and 0 < int(stated[:4]) <= _MOST:
            self.gate(gateway).set_limit(int(stated[:4]))

    def hint(self, gateway: Gateway, concurrency: int | None) -> None:
        """Takes the limit a catalogue's policy names for everybody; a smaller one never lowers the user's own."""
        gate = self.gate(gateway)
        if concurrency is not None and concurrency > gate.limit:
            gate.set_limit(concurrency)
