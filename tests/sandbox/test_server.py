import asyncio
import socket
import time

import httpx
import pytest

from studio.sandbox.server import Sandbox, SandboxThread
from tests.sandbox.wire import PATHS, body


async def test_it_listens_on_this_machine_only_and_frees_its_port() -> None:
    first = Sandbox(pace=0)
    await first.start()
    assert first.base_url == f"http://127.0.0.1:{first.port}/v1"
    await first.stop()
    second = Sandbox(port=first.port, pace=0)
    await second.start()
    assert second.port == first.port
    await second.stop()


async def test_each_run_has_its_own_key_unless_one_is_given() -> None:
    assert Sandbox().token != Sandbox().token
    assert Sandbox(token="mine").token == "mine"


async def test_a_taken_port_is_an_error_of_the_system() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError):
            await Sandbox(port=taken.getsockname()[1]).start()


async def test_stop_ends_open_streams_quickly_and_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    running = Sandbox(pace=1)
    await running.start()
    keyed = {"Authorization": f"Bearer {running.token}"}
    async with httpx.AsyncClient(headers=keyed, trust_env=False) as client:
        url = f"http://127.0.0.1:{running.port}{PATHS['chat']}"
        asked = body("chat", "demo/metronome", "Explain how tides work in detail", stream=True)
        async with client.stream("POST", url, json=asked) as reply:
            pieces = reply.aiter_bytes()
            assert b"assistant" in await anext(pieces)
            started = time.monotonic()
            await running.stop()
            rest = b"".join([piece async for piece in pieces])
    assert b"[DONE]" not in rest
    assert time.monotonic() - started < 2  # uvicorn alone would wait for the end of the answer
    assert asyncio.all_tasks() == before


async def test_stop_without_start_and_twice_is_harmless() -> None:
    sandbox = Sandbox(pace=0)
    await sandbox.stop()
    await sandbox.start()
    await sandbox.stop()
    await sandbox.stop()
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"{sandbox.base_url}/health")


def test_the_thread_form_serves_synchronous_callers() -> None:
    running = SandboxThread(pace=0)
    running.start()
    try:
        answer = httpx.get(f"{running.base_url}/health", trust_env=False)
        assert answer.json()["catalog"]["model_count"] > 10
        assert running.token.startswith("demo-")
    finally:
        running.stop()


def test_the_thread_form_reports_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = SandboxThread(port=taken.getsockname()[1])
        with pytest.raises(OSError):
            running.start()
        running.stop()
