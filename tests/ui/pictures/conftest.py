"""A picture studio with a real decoder and a scripted gateway, for the views on it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until

Bring = Callable[..., Awaitable[None]]


@pytest.fixture
async def atelier(qtbot: QtBot) -> AsyncIterator[Atelier]:
    made = Atelier()
    yield made
    await made.finish()


@pytest.fixture
def bring(atelier: Atelier) -> Bring:
    """Brings a picture of noise in as the source."""

    async def do(size: tuple[int, int] = (200, 120), seed: int = 1) -> None:
        before = atelier.studio.desk.source
        atelier.studio.intake.take_bytes(noise_bytes(size, seed=seed), "source.png")
        await until(lambda: atelier.studio.desk.source is not before)

    return do
