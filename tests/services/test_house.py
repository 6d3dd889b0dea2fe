"""The house of services: nothing is made before it is used, one queue is shared, settings are followed."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway
from studio.domain.presets import demo_gateway
from studio.domain.settings import Settings
from studio.sandbox.server import Sandbox
from studio.services.house import Services
from studio.storage.library import Library


async def test_the_first_chat_model_is_what_a_gateway_is_tried_with(tmp_path: Path) -> None:
    sandbox = Sandbox(pace=0)
    await sandbox.start()
    shelf = Library.open(tmp_path / "data")

    async def key(gateway: Gateway) -> str | None:
        return sandbox.token

    services = Services(Settings, shelf.put_blob, shelf.blob, lambda exchange: None, key_for=key)
    try:
        gateway = demo_gateway(sandbox.port)
        model = await services.any_chat_model(gateway)
        assert model
        assert services.gates is services.gates
        words = await services.answering.test(gateway)
        assert words.endswith(".") or words
        with pytest.raises(StudioError):
            await services.any_chat_model(msgspec.structs.replace(gateway, base_url="http://127.0.0.1:9/v1"))
    finally:
        await services.close()
        await sandbox.stop()
        await shelf.close()


async def test_changed_settings_reach_the_transport_that_exists(tmp_path: Path) -> None:
    shelf = Library.open(tmp_path / "data")
    settings = Settings()

    async def key(gateway: Gateway) -> str | None:
        return None

    services = Services(lambda: settings, shelf.put_blob, shelf.blob, lambda e: None, key_for=key)
    services.follow_settings()
    assert services.transport.limits.total == 900
    settings = Settings(total_minutes=2, proxy="http://127.0.0.1:3128")
    services.follow_settings()
    assert (services.transport.limits.total, services.transport.proxy) == (120, "http://127.0.0.1:3128")
    await services.close()
    await shelf.close()


def test_making_a_house_imports_no_network() -> None:

    code = (
        "import sys; from studio.services.house import Services; from studio.domain.settings import Settings; "
        "Services(Settings, None, None, None); "
        "print(sorted(m for m in ('httpx', 'PIL', 'keyring') if m in sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert ended.stdout.strip() == "[]"
