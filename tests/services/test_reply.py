"""One answer while it comes: what was read ahead is joined, clocks end it, errors become words."""

import asyncio
import time

import pytest

from studio.domain.errors import Kind, StudioError
from studio.services.limits import Limits
from studio.services.network_words import broken_words
from studio.services.recording import Tape
from studio.services.reply import Pump, Reply


def reply(pump: Pump, limits: Limits | None = None) -> Reply:
    def translate(error: Exception, host: str, begun: bool) -> StudioError:
        if isinstance(error, OSError):
            return broken_words(error, host, begun)
        raise error

    return Reply(pump, translate, "gate.example", Tape("g", "", 1, None, 1 << 20), limits or Limits())


async def test_headers_are_joined_in_lower_case() -> None:
    async def pump(one: Reply) -> None:
        one.began(200, (("X-A", "1"), ("x-a", "2"), ("Content-Type", "t")))

    one = reply(pump)
    await one.opened()
    assert one.headers == {"x-a": "1, 2", "content-type": "t"}
    await one.close()


async def test_a_slow_reader_holds_the_pump_back_and_loses_nothing() -> None:
    sent = 0

    async def pump(one: Reply) -> None:
        nonlocal sent
        one.began(200, ())
        for _ in range(100):
            await one.arrived(b"x" * 100_000)
            sent += 1

    one = reply(pump)
    await one.opened()
    await asyncio.sleep(0.05)
    assert sent < 10
    assert sum([len(piece) async for piece in one.pieces()]) == 10_000_000
    await one.close()


async def test_an_error_after_bytes_comes_after_them() -> None:
    async def pump(one: Reply) -> None:
        one.began(200, ())
        await one.arrived(b"text")
        raise ConnectionResetError

    one = reply(pump)
    seen: list[bytes] = []
    with pytest.raises(StudioError) as caught:
        async for piece in one.pieces():
            seen.append(piece)
    assert (seen, caught.value.failure.kind) == ([b"text"], Kind.CUT_OFF)
    await one.close()


async def test_after_the_end_neither_an_error_nor_silence_counts() -> None:
    async def breaks(one: Reply) -> None:
        one.began(200, ())
        await one.arrived(b"all")
        raise ConnectionResetError

    async def hangs(one: Reply) -> None:
        one.began(200, ())
        await one.arrived(b"all")
        await asyncio.Event().wait()

    for pump in (breaks, hangs):
        one = reply(pump)
        seen: list[bytes] = []
        async with asyncio.timeout(5):
            async for piece in one.pieces():
                seen.append(piece)
                one.end_within(0.05)
        assert seen == [b"all"]
        await one.close()


async def test_a_bug_in_the_pump_stays_a_bug() -> None:
    async def pump(_one: Reply) -> None:
        raise ZeroDivisionError

    one = reply(pump)
    with pytest.raises(ZeroDivisionError):
        await one.opened()
    await one.close()


async def test_a_body_over_its_cap_is_not_read_on() -> None:
    async def pump(one: Reply) -> None:
        one.began(200, ())
        while True:
            await one.arrived(b"x" * 1000)

    one = reply(pump)
    with pytest.raises(StudioError) as caught:
        await one.body(10_000)
    assert caught.value.failure.kind is Kind.TOO_LARGE
    await one.close()


async def test_the_first_byte_is_waited_for_from_when_the_request_was_sent() -> None:
    async def pump(one: Reply) -> None:
        await asyncio.sleep(0.3)
        one.sent()
        await asyncio.Event().wait()

    one = reply(pump, Limits(first_byte=0.1))
    with pytest.raises(StudioError) as caught:
        await one.opened()
    assert caught.value.failure.kind is Kind.TIMEOUT
    assert time.monotonic() - one.started >= 0.4
    await one.close()
