"""What a callback, a task and a socket cost in our loop, against asyncio's own and qasync's."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from typing import Any

import qasync
from PySide6.QtWidgets import QApplication

from studio.eventloop import make_loop
from tests.benchmarks.harness import Figure, figure, take_turns

COUNT = 5000
ROUNDS = 5

Job = Callable[[], Awaitable[int]]
"""Does something many times and tells how often."""


async def _sleeps() -> int:
    for _ in range(COUNT):
        await asyncio.sleep(0)
    return COUNT


async def _burst() -> int:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    for _ in range(COUNT):
        loop.call_soon(int)
    loop.call_soon(done.set_result, None)
    await done
    return COUNT


async def _tasks() -> int:
    async def nothing() -> None:
        return

    await asyncio.gather(*(nothing() for _ in range(COUNT)))
    return COUNT


async def _from_threads() -> int:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    for _ in range(COUNT):
        loop.call_soon_threadsafe(int)
    loop.call_soon_threadsafe(done.set_result, None)
    await done
    return COUNT


async def _round_trips() -> int:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for _ in range(1000):
        writer.write(b"x" * 20)
        await reader.read(100)
    writer.close()
    server.close()
    await asyncio.sleep(0.01)
    return 1000


JOBS: dict[str, Job] = {
    "loop: await sleep(0)": _sleeps,
    "loop: burst of call_soon": _burst,
    "loop: a task": _tasks,
    "loop: call_soon_threadsafe": _from_threads,
    "loop: socket round trip": _round_trips,
}


def run() -> list[Figure]:
    """CPU time of one operation; the floor is asyncio without Qt, the peer qasync as it comes."""
    application = QApplication.instance() or QApplication([])
    makers: dict[str, Callable[[], Any]] = {
        "floor": asyncio.new_event_loop,
        "qasync": lambda: qasync.QEventLoop(application),
        "ours": make_loop,
    }
    figures = []
    for name, job in JOBS.items():
        cost = take_turns({kind: _measure(make, job) for kind, make in makers.items()}, ROUNDS)
        peers = {"qasync": cost["qasync"]}
        figures.append(figure(name, cost["ours"], "µs CPU", floor=cost["floor"], peers=peers, at_most=1.5))
    return figures


def _measure(make: Callable[[], Any], job: Job) -> Callable[[], float]:
    def measure() -> float:
        loop = make()
        asyncio.set_event_loop(loop)

        async def timed() -> float:
            gc.collect()  # so that no variant pays for the objects another one left
            began = time.process_time()
            count = await job()
            return (time.process_time() - began) / count * 1e6

        try:
            spent: float = loop.run_until_complete(timed())
        finally:
            loop.close()
            asyncio.set_event_loop(None)
        return spent

    return measure
