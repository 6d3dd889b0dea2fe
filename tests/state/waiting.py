"""Waiting for something to become true, without guessing how long it takes."""

import asyncio
import time
from collections.abc import Callable


async def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Lets the loop run until `true()`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.005)
