"""What tests of answering ask with: prompts, a keeper of pictures, and the message that events fold to."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from studio.domain.conversation import Message, Part, Role, Status, Text
from studio.domain.errors import Kind, failing
from studio.domain.events import Ended, Event, fold
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt
from studio.services.answering import Answering
from studio.services.limits import Limits
from studio.services.queue import Gates
from studio.services.transport import Transport

KEY = "sk-test-0123456789abcdef"
PNG = b"\x89PNG\r\n\x1a\n"


class Desk:
    """An `Answering` over a real transport, with what it kept, recorded and waited for."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.kept: list[bytes] = []
        self.exchanges: list[Exchange] = []
        self.waits: list[float] = []
        self.events: list[Event] = []
        self.gates = Gates()
        self.transport = Transport(self._key, self.exchanges.append, limits)
        self.answering = Answering(
            self.transport, self.keep, self._model, gates=self.gates, pause=self._pause, chance=lambda: 0.5
        )

    async def ask(self, gateway: Gateway, **more: Any) -> Message:
        """The whole answer, folded; every event is checked to come before the one `Ended`."""
        return await self.collect(self.answering.answer(prompt(gateway, **more)))

    async def collect(self, events: AsyncIterator[Event]) -> Message:
        """The message that `events` fold to."""
        self.events = []
        message = Message(id="a", parent="q", role=Role.ASSISTANT, status=Status.WAITING)
        async for event in events:
            self.events.append(event)
            message = fold(message, event)
        assert [isinstance(event, Ended) for event in self.events].count(True) == 1
        assert isinstance(self.events[-1], Ended)
        return message

    def seen(self, kind: type[Event]) -> list[Any]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def keep(self, data: bytes, _name: str) -> PictureRef:
        """Keeps what begins like a PNG."""
        if not data.startswith(PNG):
            raise failing(Kind.PICTURE, "This is not a picture.")
        self.kept.append(data)
        return PictureRef(hashlib.sha256(data).hexdigest(), "image/png", 1, 1)

    async def _key(self, _gateway: Gateway) -> str | None:
        return KEY

    async def _model(self, _gateway: Gateway) -> str:
        return "test/model-1"

    async def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)


@asynccontextmanager
async def desk(limits: Limits | None = None) -> AsyncIterator[Desk]:
    """A desk whose connections are closed at the end."""
    one = Desk(limits)
    try:
        yield one
    finally:
        await one.transport.aclose()


def prompt(gateway: Gateway, text: str = "Hello", parts: tuple[Part, ...] = (), **more: Any) -> Prompt:
    """A prompt of one message."""
    question = Message(id="q", parent=None, role=Role.USER, parts=(Text(text), *parts))
    return Prompt(**{"gateway": gateway, "model": "test/model-1", "messages": (question,), **more})


def parameters(**values: Any) -> ParameterSet:
    """A set of parameters."""
    return ParameterSet(values)
