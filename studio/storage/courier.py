"""Takes conversations out of the library and foreign histories in, beside everything else that goes on."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from studio.storage import blobs as blob_rows
from studio.storage import exporting, importing
from studio.storage.blobs import Blobs
from studio.storage.bundle import BadRecord, Bundle, Media
from studio.storage.database import Connection
from studio.storage.exporting import Progress
from studio.storage.importing import Tally
from studio.storage.imports import detect
from studio.storage.reader import Reader
from studio.storage.worker import done
from studio.storage.writer import Writer

_AT_ONCE = 20
Cancelled = Callable[[], bool]


class Courier:
    """Reads through a connection of its own and writes through the one writer, some conversations at a time."""

    def __init__(self, reader: Reader, writer: Writer, blobs: Blobs) -> None:
        self._reader = reader
        self._writer = writer
        self._blobs = blobs

    async def export(
        self, ids: Sequence[str], format: str, target: Path, progress: Progress | None, cancelled: Cancelled
    ) -> str:
        """See `Library.export`."""
        chosen = tuple(ids)
        tell = _on_loop(progress)

        def over() -> bool:
            return cancelled() or self._reader.ended

        try:
            return await self._reader.ask(
                lambda c: exporting.export(c, self._blobs, chosen, format, target, tell, over)
            )
        except exporting.Cancelled:
            return "The export was stopped; nothing was written."

    async def take_in(self, source: Path, progress: Progress | None, cancelled: Cancelled) -> str:
        """See `Library.import_file`."""
        found = await self._reader.ask(lambda c: detect.opened(source))
        tally = Tally(maker=found.maker)
        seen = 0
        while items := await self._reader.ask(lambda c: list(islice(found.items, _AT_ONCE))):
            if cancelled():
                tally.cancelled = True
                break
            await self._put(items, tally)
            seen += len(items)
            if progress is not None:
                progress(seen, found.count)
        if found.comparisons and not tally.cancelled:
            await done(
                self._writer.once(lambda c: importing.put_comparisons(c, found.comparisons, found.votes))
            )
        return tally.in_words()

    async def _put(self, items: list[detect.Item], tally: Tally) -> None:
        """Files first, then the rows of all conversations in one transaction."""
        bundles = [item for item in items if isinstance(item, Bundle)]
        media = {name: item for bundle in bundles for name, item in bundle.media.items()}

        def keep(_: Connection) -> None:
            for item in media.values():
                self._blobs.put(item.data, item.suffix)

        await self._reader.ask(keep)
        counted = await done(self._writer.once(lambda c: _enter(c, bundles, media)))
        tally.add(counted)
        tally.bad += [item for item in items if isinstance(item, BadRecord)]


def _enter(connection: Connection, bundles: list[Bundle], media: dict[str, Media]) -> Tally:
    counted = Tally()
    for name, item in media.items():
        blob_rows.enter(connection, name, item.suffix, len(item.data))
    for bundle in bundles:
        importing.put(connection, bundle, counted)
    return counted


def _on_loop(progress: Progress | None) -> Progress:
    """`progress` as another thread may call it."""
    if progress is None:
        return lambda finished, of: None
    loop = asyncio.get_running_loop()

    def tell(finished: int, of: int) -> None:
        loop.call_soon_threadsafe(progress, finished, of)

    return tell
