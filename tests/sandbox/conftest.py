"""A running gateway without delays, and a client that has its key."""

from collections.abc import AsyncIterator

import httpx
import pytest

from studio.sandbox.server import Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    running = Sandbox(pace=0)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    keyed = {"Authorization": f"Bearer {sandbox.token}"}
    root = f"http://127.0.0.1:{sandbox.port}"
    async with httpx.AsyncClient(base_url=root, headers=keyed, trust_env=False, timeout=30) as opened:
        yield opened
