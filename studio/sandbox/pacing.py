"""The clock of the built-in gateway: when each piece of an answer is due, and an early end when it closes."""

import asyncio
from collections.abc import AsyncGenerator
from time import monotonic

from studio.sandbox.script import Answer, Calling, Saying, Step, Thinking

_ALIVE_EVERY = 0.5
_YIELD_EVERY = 16


class Clock:
    """Waits scaled by `pace` (0 never waits); `close` ends every wait at once."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self._closing = asyncio.Event()

    @property
    def closing(self) -> bool:
        """Whether the gateway is about to stop."""
        return self._closing.is_set()

    def close(self) -> None:
        """Ends every wait, now and later."""
        self._closing.set()

    async def wait(self, seconds: float) -> bool:
        """Waits `seconds` of real time; False when the gateway closes instead."""
        if seconds > 0 and not self.closing:
            try:
                await asyncio.wait_for(self._closing.wait(), seconds)
            except TimeoutError:
                return not self.closing
        return not self.closing

    async def rest(self, seconds: float) -> bool:
        """Waits `seconds` scaled by the pace; False when the gateway closes instead."""
        return await self.wait(seconds * self.pace)


async def paced(
    answer: Answer, first_word: float, speed: float, clock: Clock, arrived: float | None = None
) -> AsyncGenerator[Step | None]:
    """The steps at the moment each is due; None is a sign of life while the first word is far.

    Each moment is counted from `arrived` (monotonic seconds, now by default), so that one late step does not
    delay the next. Ends early when the gateway closes.
    """
    started = monotonic() if arrived is None else arrived
    due = first_word
    while clock.pace and due - (monotonic() - started) / clock.pace > _ALIVE_EVERY:
        yield None
        if not await clock.rest(_ALIVE_EVERY):
            return
    for number, step in enumerate(answer.steps):
        left = due * clock.pace - (monotonic() - started)
        if not await clock.wait(left):
            return
        if left <= 0 and number % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
        yield step
        if isinstance(step, Thinking | Saying | Calling):
            due += 1 / speed


def length(answer: Answer, first_word: float, speed: float) -> float:
    """Seconds the whole answer takes at pace 1."""
    return first_word + len(answer.steps) / speed
