"""All services of one program, each made when first used, so that a window paints before the network is imported."""

from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway
from studio.domain.model import Capability
from studio.domain.settings import Settings

if TYPE_CHECKING:
    from studio.services.answering import Answering
    from studio.services.catalogue import Catalogues
    from studio.services.downloads import Downloads
    from studio.services.pictures import PictureService
    from studio.services.queue import Gates
    from studio.services.secrets import Secrets
    from studio.services.transport import Transport


class Services:
    """Network, keyring and pictures of one program; storage is handed in as callables."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        put_blob: Callable[[bytes, str], Awaitable[str]],
        blob: Callable[[str], Awaitable[bytes]],
        record: Callable[[Exchange], None],
        thumbnails: Path | None = None,
        key_for: Callable[[Gateway], Awaitable[str | None]] | None = None,
        on_waiting: Callable[[bool], None] = lambda waiting: None,
    ) -> None:
        self._settings = settings
        self._put_blob = put_blob
        self._blob = blob
        self._record = record
        self._thumbnails = thumbnails
        self._key_for = key_for
        self._on_waiting = on_waiting

    @cached_property
    def keys(self) -> "Secrets":
        """The keyring."""
        from studio.services.secrets import Secrets

        return Secrets(on_waiting=self._on_waiting)

    @cached_property
    def transport(self) -> "Transport":
        """The way to the gateways."""
        from studio.services.limits import Limits
        from studio.services.transport import Transport

        settings = self._settings()
        limits = Limits(total=settings.total_minutes * 60)
        return Transport(self._key_for or self.keys.read, self._record, limits, settings.proxy)

    @cached_property
    def pictures(self) -> "PictureService":
        """Decoding and making of pictures."""
        from studio.services.pictures import PictureService

        return PictureService(self._put_blob, self._blob, self._thumbnails)

    @cached_property
    def downloads(self) -> "Downloads":
        """Pictures by address, without secrets."""
        from studio.services.downloads import Downloads

        return Downloads(self.transport)

    @cached_property
    def catalogues(self) -> "Catalogues":
        """Which models there are."""
        from studio.services.catalogue import Catalogues

        return Catalogues(self.transport, self.gates)

    @cached_property
    def gates(self) -> "Gates":
        """One queue for each gateway, shared by everything that asks."""
        from studio.services.queue import Gates

        return Gates()

    @cached_property
    def answering(self) -> "Answering":
        """Asks models."""
        from studio.services.answering import Answering

        return Answering(
            self.transport,
            self.pictures.keep_received,
            self.any_chat_model,
            gates=self.gates,
            downloads=self.downloads,
        )

    def follow_settings(self) -> None:
        """Takes changed settings over: proxy and time limit."""
        if "transport" in self.__dict__:
            settings = self._settings()
            self.transport.proxy = settings.proxy
            self.transport.limits = msgspec.structs.replace(
                self.transport.limits, total=settings.total_minutes * 60
            )

    async def any_chat_model(self, gateway: Gateway) -> str:
        """The first open chat model of a gateway's list, to try the gateway with. Raises `StudioError`."""
        catalogue = await self.catalogues.fetch(gateway)
        chat = [m for m in catalogue.models if Capability.CHAT in m.capabilities or not m.capabilities]
        for model in [m for m in chat if not m.locked] or chat:
            return model.id
        sentence = f"“{gateway.name}” lists no chat model; type a model’s name yourself."
        raise failing(Kind.UNKNOWN_MODEL, sentence, Remedy.MODEL)

    async def close(self) -> None:
        """Closes what was opened; the keyring's thread is left alone."""
        made = self.__dict__
        if "pictures" in made:
            self.pictures.close()
        if "transport" in made:
            await self.transport.aclose()
        if "keys" in made:
            self.keys.close()
