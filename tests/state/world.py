"""A small world for tests of the seen side: real state objects and the real keyring service, plugged into scripts."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from studio.domain.gateway import Gateway
from studio.domain.model import Capability, Catalogue, Model
from studio.domain.presets import preset
from studio.domain.settings import Settings
from studio.services.secrets import Secrets
from studio.state import tasks
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.state.preferences import Preferences
from tests.state.plugs import Ring, Script, Shelf

KEY = "sk-test-abcdefgh1234"


class World:
    """Everything a settings page, a picker or a first run needs."""

    def __init__(self, rows: Sequence[Gateway], environment: Mapping[str, str], settings: Settings) -> None:
        self.store: Any = Shelf()
        self.script: Any = Script()
        self.ring = Ring()
        self.keys = Secrets(lambda: self.ring, environment)
        self.preferences = Preferences(settings, self.store)
        self.gateways = Gateways(rows, self.store, self.keys, self.script, self.script, environment)
        self.keys.on_waiting = self.gateways.set_waiting
        self.models = Models(self.gateways, self.preferences, self.store, self.script, clock=lambda: 1000.0)

    def lists(self, gateway: str, *models: Model) -> None:
        """What the gateway's list will name."""
        self.script.models[gateway] = Catalogue(gateway=gateway, models=models, fetched_at=1000.0)


@asynccontextmanager
async def opened(
    *rows: Gateway, environment: Mapping[str, str] | None = None, settings: Settings | None = None
) -> AsyncIterator[World]:
    """A world that is gone, its keyring thread included, when the test is over."""
    world = World(rows, environment or {}, settings or Settings())
    try:
        yield world
        await settled()
    finally:
        world.keys.close()


async def settled() -> None:
    """Until no task of the program runs any more."""
    while running := tasks.running():
        done, _ = await asyncio.wait(running, timeout=10)
        assert done, f"still running: {[task.get_name() for task in running]}"
        await asyncio.sleep(0)


def row(identity: str, /, **fields: Any) -> Gateway:
    """A preset, or where there is none a gateway of this id, with some fields changed."""
    known = preset(identity) or Gateway(
        id=identity, name=identity.title(), base_url=f"https://{identity}.example/v1"
    )
    return msgspec.structs.replace(known, **fields)


def model(identity: str, gateway: str = "freetheai", *can: Capability, **fields: Any) -> Model:
    """A model of a list."""
    return Model(id=identity, gateway=gateway, capabilities=frozenset(can or (Capability.CHAT,)), **fields)
