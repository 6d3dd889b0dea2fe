"""A room of real parts for tests of the state: a library on disk, the services, and the built-in gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from studio.domain.conversation import Message, Role
from studio.domain.gateway import Gateway
from studio.domain.presets import demo_gateway
from studio.domain.settings import Settings
from studio.sandbox.server import Sandbox
from studio.services.house import Services
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.library import Library
from studio.state.preferences import Preferences
from studio.state.session import Session
from studio.storage.library import Library as Shelf


@dataclass
class Room:
    """Everything a session needs, all of it real."""

    shelf: Shelf
    services: Services
    sandbox: Sandbox
    gateway: Gateway
    preferences: Preferences
    desk: Desk
    library: Library
    failed: list[Message]

    def session(self, model: str = "demo/swift-mini", **fields: object) -> Session:
        """A new conversation with a model of the built-in gateway."""
        return self.library.new(gateway=self.gateway.id, model=model, **fields)


@asynccontextmanager
async def furnished(folder: Path, pace: float = 0.0) -> AsyncIterator[Room]:
    """A room in `folder`; everything is closed at the end."""
    sandbox = Sandbox(pace=pace)
    await sandbox.start()
    gateway = demo_gateway(sandbox.port)
    shelf = Shelf.open(folder)
    preferences = Preferences(Settings(), shelf)

    async def key(asked: Gateway) -> str | None:
        return sandbox.token if asked.id == "demo" else None

    def record(exchange: object) -> None:
        tasks.start(shelf.save_exchange(exchange), "save exchange")  # type: ignore[arg-type]

    services = Services(lambda: preferences.value, shelf.put_blob, shelf.blob, record, key_for=key)
    failed: list[Message] = []
    rows = {gateway.id: gateway}
    desk = Desk(shelf, services.answering, preferences, rows.get, lambda g, m: frozenset(), failed.append)
    library = Library(desk, lambda: (gateway.id, "demo/swift-mini"))
    room = Room(shelf, services, sandbox, gateway, preferences, desk, library, failed)
    try:
        yield room
    finally:
        await library.close(2.0)
        await sandbox.stop()
        await services.close()
        await shelf.close()


def answers(session: Session) -> list[Message]:
    """The answers on the path that is shown."""
    return [m for m in session.path() if m.role is Role.ASSISTANT]
