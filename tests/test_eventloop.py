"""Qt and asyncio in one loop: order, fairness, sockets, threads, signals, generators, and where bugs surface."""

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from studio.eventloop import DRAIN_SECONDS, StudioLoop, catch_bugs, make_loop


def _loop() -> StudioLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, StudioLoop)
    return loop


async def _turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_callbacks_run_in_the_order_they_were_queued() -> None:
    seen: list[int] = []
    done = _loop().create_future()
    for number in range(1000):
        _loop().call_soon(seen.append, number)
    _loop().call_soon(done.set_result, None)
    await done
    assert seen == list(range(1000))


async def test_order_holds_between_call_soon_and_threads() -> None:
    seen: list[str] = []
    loop = _loop()
    done = loop.create_future()

    def from_thread() -> None:
        for number in range(200):
            loop.call_soon_threadsafe(seen.append, f"t{number}")
        loop.call_soon_threadsafe(done.set_result, None)

    thread = threading.Thread(target=from_thread)
    thread.start()
    await done
    thread.join()
    assert seen == [f"t{number}" for number in range(200)]


async def test_a_cancelled_callback_does_not_run() -> None:
    seen: list[int] = []
    handle = _loop().call_soon(seen.append, 1)
    timer = _loop().call_later(0.001, seen.append, 2)
    handle.cancel()
    timer.cancel()
    await asyncio.sleep(0.01)
    assert seen == []


async def test_timers_come_in_order_and_never_early() -> None:
    loop = _loop()
    seen: list[tuple[float, float]] = []
    start = loop.time()
    for delay in (0.03, 0.0105, 0.02, 0.0005, 0):
        loop.call_later(delay, lambda wanted=delay: seen.append((wanted, loop.time() - start)))
    await asyncio.sleep(0.05)
    assert [wanted for wanted, _ in seen] == [0, 0.0005, 0.0105, 0.02, 0.03]
    assert all(came >= wanted for wanted, came in seen)


async def test_thousands_of_cancelled_timers_are_not_kept() -> None:
    loop = _loop()
    keep = loop.call_later(60, print)
    for _ in range(5000):
        loop.call_later(60, print).cancel()
    assert len(loop._due) < 500
    keep.cancel()


async def test_qt_gets_its_turn_while_callbacks_never_end(qapp: QApplication) -> None:
    loop = _loop()
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(0)
    end = time.perf_counter() + 20 * DRAIN_SECONDS
    while time.perf_counter() < end:
        await asyncio.sleep(0)
    timer.stop()
    assert len(ticks) >= 3
    assert loop.is_running()


async def test_a_nested_qt_loop_pauses_the_others_and_loses_nothing() -> None:
    seen: list[int] = []

    async def count() -> None:
        for number in range(50):
            await asyncio.sleep(0.001)
            seen.append(number)

    task = asyncio.create_task(count())
    await asyncio.sleep(0.005)
    before = len(seen)
    nested = QEventLoop()
    QTimer.singleShot(30, nested.quit)
    nested.exec()
    assert len(seen) == before
    await task
    assert seen == list(range(50))


def test_a_stopped_loop_runs_the_rest_when_it_runs_again(qapp: QApplication) -> None:
    loop = make_loop()
    seen: list[str] = []
    loop.call_soon(loop.stop)
    loop.call_soon(seen.append, "after")
    loop.run_forever()
    assert seen == []
    loop.run_until_complete(_turns())
    assert seen == ["after"]
    loop.close()


def test_a_closed_loop_refuses_callbacks(qapp: QApplication) -> None:
    loop = make_loop()
    loop.close()
    loop.close()
    for schedule in (loop.call_soon, loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError, match="closed"):
            schedule(print)
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_later(1, print)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_leaves_through_run_forever(
    qapp: QApplication, interruption: type[BaseException]
) -> None:
    loop = make_loop()

    def interrupt() -> None:
        raise interruption

    loop.call_soon(interrupt)
    with pytest.raises(interruption):
        loop.run_forever()
    loop.run_until_complete(_turns())
    loop.close()


async def test_a_generator_left_by_break_is_closed() -> None:
    closed = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.set()

    async for _ in numbers():
        break
    gc.collect()
    await asyncio.wait_for(closed.wait(), 2)


async def test_threads_are_pythons_own_and_end_with_the_loop() -> None:
    name = await asyncio.to_thread(lambda: threading.current_thread().name)
    assert name.startswith("asyncio")


async def test_subprocesses_work() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(input()[::-1])", stdin=-1, stdout=-1
    )
    out, _ = await process.communicate(b"olleh\n")
    assert out.strip() == b"hello"
    assert process.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
async def test_signals_reach_their_handler() -> None:
    came = asyncio.Event()
    _loop().add_signal_handler(signal.SIGUSR1, came.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(came.wait(), 2)
    assert _loop().remove_signal_handler(signal.SIGUSR1)


async def test_readers_and_writers_can_be_replaced_and_taken_away() -> None:
    left, right = socket.socketpair()
    left.setblocking(False)
    right.setblocking(False)
    loop = _loop()
    seen: list[str] = []
    loop.add_reader(left, lambda: seen.append(f"old {left.recv(10)!r}"))
    loop.add_reader(left, lambda: seen.append(f"new {left.recv(10)!r}"))
    right.send(b"x")
    await asyncio.sleep(0.02)
    assert loop.remove_reader(left)
    assert not loop.remove_reader(left)
    right.send(b"y")
    await asyncio.sleep(0.02)
    assert seen == ["new b'x'"]
    writable = loop.create_future()
    loop.add_writer(right, lambda: writable.done() or writable.set_result(True))
    assert await asyncio.wait_for(writable, 2)
    assert loop.remove_writer(right)
    left.close()
    right.close()


async def test_a_descriptor_that_is_used_anew_is_watched_anew() -> None:
    loop = _loop()
    for round_ in range(3):
        left, right = socket.socketpair()
        came = loop.create_future()
        loop.add_reader(left, lambda left=left, came=came: came.done() or came.set_result(left.recv(10)))
        right.send(b"%d" % round_)
        assert await asyncio.wait_for(came, 2) == b"%d" % round_
        loop.remove_reader(left)
        left.close()
        right.close()


async def _numbers(request: Request) -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        for number in range(200):
            yield b"%d\n" % number
            await asyncio.sleep(0)

    return StreamingResponse(body())


async def test_a_server_and_a_client_stream_in_the_same_loop() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = Starlette(routes=[Route("/", _numbers)])
    config = uvicorn.Config(app, loop="none", http="h11", ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listener]))
    port = listener.getsockname()[1]

    async def fetch() -> bytes:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(f"http://127.0.0.1:{port}/")).content

    bodies = await asyncio.gather(*(fetch() for _ in range(4)))
    server.should_exit = True
    await serving
    assert bodies == [b"".join(b"%d\n" % number for number in range(200))] * 4


async def test_a_read_time_limit_ends_a_silent_connection() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(trust_env=False, timeout=0.05) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(f"http://127.0.0.1:{port}/")
    silent.close()
    await silent.wait_closed()


@pytest.fixture
def hooks() -> Iterator[None]:
    """The process's own hooks, put back afterwards."""
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before


@pytest.mark.logs("in a task", "in a callback", "Unhandled exception")
async def test_bugs_of_tasks_callbacks_and_threads_reach_one_place(hooks: None) -> None:
    bugs: list[str] = []
    catch_bugs(_loop(), lambda bug: bugs.append(str(bug)))

    async def fails() -> None:
        raise ValueError("in a task")

    def throws(words: str) -> None:
        raise ValueError(words)

    task = asyncio.create_task(fails())
    await _turns()
    del task
    gc.collect()
    _loop().call_soon(throws, "in a callback")
    thread = threading.Thread(target=throws, args=("in a thread",))
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("in a slot"), None)
    await _turns()
    assert sorted(bugs) == ["in a callback", "in a slot", "in a task", "in a thread"]


@pytest.mark.logs("message without an exception")
async def test_a_complaint_without_an_exception_is_only_logged() -> None:
    bugs: list[BaseException] = []
    _loop().on_bug = bugs.append
    _loop().call_exception_handler({"message": "message without an exception"})
    assert bugs == []


def test_five_thousand_signals_take_no_reference_of_none(qapp: QApplication) -> None:
    class Source(QObject):
        happened = Signal()

    source = Source()
    source.happened.connect(lambda: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(5000):
        source.happened.emit()
        source.setObjectName("x")
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(abs(new - old) < 500 for old, new in zip(before, after, strict=True))


def test_closing_the_last_window_does_not_end_the_loop() -> None:
    script = (
        "import asyncio\n"
        "from studio.eventloop import make_loop\n"
        "from PySide6.QtWidgets import QWidget\n"
        "loop = make_loop()\n"
        "async def main():\n"
        "    window = QWidget(); window.show(); await asyncio.sleep(0.01); window.close()\n"
        "    await asyncio.sleep(0.02); return 'went on'\n"
        "print(loop.run_until_complete(main())); loop.close()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "went on\n"
