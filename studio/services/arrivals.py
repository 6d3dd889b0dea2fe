"""Pictures on their way into a message: fetched where only an address came, kept, or said to be none."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeAlias

import msgspec

from studio.domain.conversation import Picture
from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.events import Event, PartReplaced, PictureArrived, Progressed
from studio.domain.gateway import Gateway, ImageStyle
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt
from studio.protocols.base import WireRequest
from studio.services.downloads import Downloads
from studio.services.transport import Transport
from studio.services.watch import Watch

KeepPicture: TypeAlias = Callable[[bytes, str], Awaitable[PictureRef]]


class Arrivals:
    """Turns `PictureArrived` into `PartReplaced`; a picture that is none stays as its problem, never as an error.

    `keep` takes bytes and a name, and raises `StudioError` for what is no picture.
    """

    def __init__(self, transport: Transport, downloads: Downloads, keep: KeepPicture) -> None:
        self._transport = transport
        self._downloads = downloads
        self._keep = keep

    async def take(
        self, arrived: PictureArrived, prompt: Prompt, watch: Watch
    ) -> AsyncGenerator[Event, None]:
        """The progress of a download, and then the part with its picture or its problem."""
        opened = watch.parts[arrived.at]
        before = opened if isinstance(opened, Picture) else Picture(None)
        data = arrived.data
        try:
            if data is None:
                async with aclosing(self._fetched(arrived.url or "", prompt.gateway)) as parts:
                    async for part in parts:
                        if isinstance(part, bytes):
                            data = part
                        else:
                            yield part
            ref = await self._keep(data or b"", before.name)
            after = msgspec.structs.replace(
                before, ref=ref, url=arrived.url, problem=None, partial=arrived.partial
            )
        except StudioError as error:
            after = msgspec.structs.replace(before, url=arrived.url, problem=str(error), partial=False)
        watch.parts[arrived.at] = after
        yield PartReplaced(arrived.at, after)

    async def _fetched(self, url: str, gateway: Gateway) -> AsyncGenerator[Event | bytes, None]:
        """Progress in percent, where it is known, at most one event for each percent, and last the bytes."""
        if _is_own_content(url, gateway):
            yield await self._own_content(url, gateway)
            return
        percent = -1
        async with aclosing(self._downloads.fetch(url, gateway)) as steps:
            async for step in steps:
                if step.data is not None:
                    yield step.data
                elif step.total and step.received * 100 // step.total > percent:
                    percent = step.received * 100 // step.total
                    yield Progressed("downloading", float(min(percent, 100)))

    async def _own_content(self, url: str, gateway: Gateway) -> bytes:
        """A finished task's bytes: the one picture route that wants the key, at the gateway's own origin."""
        request = WireRequest(method="GET", url=url)
        async with self._transport.send(gateway, request, pictures=True) as reply:
            if reply.status >= 400:
                raise failing(
                    Kind.PICTURE,
                    f"{gateway.name} did not give the picture of the finished task (status {reply.status}).",
                    Remedy.RETRY,
                    status=reply.status,
                )
            return await reply.body(self._transport.limits.picture)


def _is_own_content(url: str, gateway: Gateway) -> bool:
    return gateway.image_style is ImageStyle.TASK and url.startswith(f"{gateway.base_url}/tasks/")
