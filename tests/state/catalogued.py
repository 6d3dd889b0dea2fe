"""The real list of models of the built-in gateway, for tests that need to know what models can do."""

from typing import Any, cast

from studio.state.gateways import Gateways
from studio.state.models import Models
from tests.state.room import Room
from tests.state.test_session import until


async def catalogued(room: Room) -> tuple[Gateways, Models]:
    """Gateways and models of a room, the list already fetched; nobody asks the keyring here."""
    gateways = Gateways(
        (room.gateway,), room.shelf, cast(Any, None), room.services.answering, room.services.catalogues
    )
    models = Models(gateways, room.preferences, room.shelf, room.services.catalogues)
    models.load()
    await until(lambda: not models.loading())
    return gateways, models
