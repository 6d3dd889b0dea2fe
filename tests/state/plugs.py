"""What tests plug into the seen side: a store in memory, a scripted gateway, and a keyring backend that is genuine."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from studio.domain.conversation import Status
from studio.domain.errors import StudioError
from studio.domain.events import Ended, Event
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob, StorageFigures, UsageRow
from studio.domain.model import Catalogue
from studio.domain.parameters import ParameterForm
from studio.domain.prompt import Prompt
from studio.domain.settings import Settings


class Shelf:
    """The part of `ports.Store` that settings, models and the inspector use, in memory."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.gateways: tuple[Gateway, ...] = ()
        self.catalogues: dict[str, Catalogue] = {}
        self.kept_exchanges: list[Exchange] = []
        self.rows: tuple[UsageRow, ...] = ()
        self.storage = StorageFigures(folder="/nowhere")
        self.calls: list[str] = []

    async def save_settings(self, settings: Settings) -> None:
        self.settings = settings

    async def save_gateways(self, gateways: Sequence[Gateway]) -> None:
        self.gateways = tuple(gateways)

    async def catalogue(self, gateway: str) -> Catalogue | None:
        return self.catalogues.get(gateway)

    async def save_catalogue(self, catalogue: Catalogue) -> None:
        self.catalogues[catalogue.gateway] = catalogue

    async def save_exchange(self, exchange: Exchange) -> None:
        self.kept_exchanges.append(exchange)

    async def exchanges(self, message: str) -> tuple[Exchange, ...]:
        return tuple(e for e in self.kept_exchanges if e.message_id == message)

    async def purge_exchanges(self) -> None:
        self.calls.append("purge")
        self.kept_exchanges.clear()

    async def usage(self) -> tuple[UsageRow, ...]:
        return self.rows

    async def figures(self) -> StorageFigures:
        return self.storage

    async def compact(self) -> None:
        self.calls.append("compact")

    async def delete_everything(self) -> None:
        self.calls.append("delete")


class Script:
    """Gateways that answer what a test wrote down: an `Answering` and a `Catalogues` in one."""

    def __init__(self) -> None:
        self.models: dict[str, Catalogue] = {}
        self.words: dict[str, dict[str, str]] = {}
        self.local: tuple[Gateway, ...] = ()
        self.forms: dict[str, ParameterForm] = {}
        self.documents: dict[str, str] = {}
        self.refusals: dict[str, StudioError] = {}
        self.tested: list[Gateway] = []
        self.fetched: list[str] = []
        self.body: Callable[[Prompt], str] = lambda prompt: "{}"

    async def answer(self, prompt: Prompt) -> AsyncIterator[Event]:
        yield Ended(Status.DONE)

    async def resume(self, job: PictureJob, gateway: Gateway) -> AsyncIterator[Event]:
        yield Ended(Status.DONE)

    async def preview(self, prompt: Prompt, pretty: bool = True) -> str:
        return self.body(prompt)

    async def test(self, gateway: Gateway) -> str:
        self.tested.append(gateway)
        self._refuse(gateway)
        return "12 models answer."

    async def fetch(self, gateway: Gateway) -> Catalogue:
        self.fetched.append(gateway.id)
        self._refuse(gateway)
        return self.models.get(gateway.id, Catalogue(gateway=gateway.id))

    async def form(self, gateway: Gateway, model: str) -> ParameterForm | None:
        return self.forms.get(model)

    async def documentation(self, gateway: Gateway, model: str) -> str:
        return self.documents.get(model, "")

    async def health(self, gateway: Gateway) -> dict[str, str]:
        self._refuse(gateway)
        return self.words.get(gateway.id, {})

    async def local_servers(self) -> tuple[Gateway, ...]:
        return self.local

    def _refuse(self, gateway: Gateway) -> None:
        if gateway.id in self.refusals:
            raise self.refusals[gateway.id]


class Ring(KeyringBackend):
    """A genuine backend of the keyring library that keeps its items in memory and can be locked or broken.

    `entry_point` names nothing, and the priority is below that of any real backend, so that the library never
    chooses it by itself.
    """

    priority = -1  # type: ignore[assignment]
    name = "Test Ring"

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[tuple[str, str], str] = {}
        self.locked = False
        self.trouble: Exception | None = None
        self.before: Callable[[], Any] = lambda: None
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self._enter("get")
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter("set")
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter("delete")
        if self.items.pop((service, username), None) is None:
            raise PasswordDeleteError(username)

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        self.before()
        if self.trouble is not None:
            raise self.trouble
        if self.locked:
            raise KeyringLocked("locked")
