"""The library: everything that survives the program, behind one class whose methods any coroutine may await."""

import shutil
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, TypeVar

from studio.domain.comparison import Comparison, LineUp, Vote
from studio.domain.conversation import Conversation, Draft, Message
from studio.domain.errors import Failure
from studio.domain.exchange import Exchange
from studio.domain.gateway import Gateway
from studio.domain.library import PictureJob, SearchFilter, SearchHit, StorageFigures, UsageRow
from studio.domain.model import Catalogue
from studio.domain.picture import PictureMade
from studio.domain.settings import Settings
from studio.storage import blobs as blob_rows
from studio.storage import (
    catalogues,
    comparisons,
    conversations,
    exchanges,
    gallery,
    messages,
    opening,
    search,
    upkeep,
    usage,
)
from studio.storage import settings as settings_rows
from studio.storage.blobs import Blobs
from studio.storage.caretaker import Caretaker
from studio.storage.database import FILE_NAME, Connection
from studio.storage.opening import Opened
from studio.storage.reader import Reader
from studio.storage.upkeep import Doomed
from studio.storage.worker import Worker, done
from studio.storage.writer import Writer

if TYPE_CHECKING:
    from studio.storage.courier import Courier

T = TypeVar("T")


class Library:
    """One folder's library. Writes happen on one thread in the order of the calls, searches on another.

    `settings`, `gateways`, `notices` (what the user must be told) and `read_only` are there as soon as it is open.
    A write raises `StudioError` (STORAGE) when the disk does not take it; it is kept and tried again, and
    `on_failure` and `on_recovered` are told, on a thread of the library. A write goes through even when the task
    that awaits it is cancelled. A temporary conversation is never written, whatever is asked.
    """

    def __init__(self, opened: Opened, writer: Writer, folder: Path) -> None:
        self.folder = folder
        self._scratch = opened.scratch
        self.read_only = opened.read_only
        self.notices = opened.notices
        self.settings = Settings()
        self.gateways: tuple[Gateway, ...] = ()
        self._writer = writer
        self._reader = Reader(lambda: opening.open_reading(opened), opened.path)
        self._reading_out = Reader(lambda: opening.open_reading(opened), opened.path)
        self._files = Worker("files")
        self._blobs = Blobs(self.folder)
        self._caretaker: Caretaker | None = None
        self._temporary: set[str] = set()
        self._opened_at = time()
        self._closing = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Opens or makes the library in `folder`, in a time that does not depend on its size.

        Raises `StudioError` (STORAGE) naming the path: no folder, locked by another program, newer version.
        """
        return cls._opened(opening.look(folder), folder)

    @classmethod
    def open_copy(cls, folder: Path) -> "Library":
        """Opens a copy of the library in `folder` for reading: of a newer version's, or one that is in use.

        Raises `StudioError` when it cannot be copied or read.
        """
        return cls._opened(opening.copied(folder), folder)

    @classmethod
    def _opened(cls, opened: Opened, folder: Path) -> "Library":
        writer = Writer(opened.path, opened.read_only)
        writer.on_damage = lambda: opening.mark_suspect(opened.path)
        try:
            if opened.read_only:
                writer.prepare(lambda: opening.open_reading(opened))
            else:
                writer.prepare(lambda: opening.open_writing(opened))
            library = cls(opened, writer, folder)
            doomed = writer.alone(library._load).result()
            if not opened.read_only:
                library._caretaker = Caretaker(opened, writer, library._blobs, doomed, library._opened_at)
        except BaseException:
            writer.close()
            raise
        return library

    def _load(self, connection: Connection) -> Doomed:
        self.settings, told = settings_rows.load(connection)
        self.gateways, more = settings_rows.load_gateways(connection)
        self.notices = (*self.notices, *told, *more)
        return upkeep.doomed(connection)

    def on_failure(self, tell: Callable[[Failure], None]) -> None:
        """`tell` is called, on the writer's thread, with each failure of a write, awaited or not."""
        self._writer.on_failure = tell

    def on_recovered(self, tell: Callable[[], None]) -> None:
        """`tell` is called, on the writer's thread, when everything that was kept back is saved."""
        self._writer.on_recovered = tell

    @property
    def unsaved(self) -> int:
        """How many changes wait for a disk that does not take them."""
        return self._writer.pending

    async def close(self) -> None:
        """Writes what was handed over and closes the files; the loop goes on meanwhile."""
        closer = Worker("closer")
        await done(closer.submit(self.close_now))
        closer.close()

    def close_now(self) -> None:
        """As `close`, for callers without a loop; twice is fine."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            if self._caretaker is not None:
                self._caretaker.close()
            self._files.close()
            self._reading_out.close()
            self._reader.close()
            self._writer.close()
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)

    # conversations, messages, drafts

    async def conversations(self) -> tuple[Conversation, ...]:
        """All that are not deleted, of every kind, last touched first."""
        return await self._read(conversations.all_shown)

    async def save_conversation(self, conversation: Conversation) -> None:
        """Writes it, unless it is temporary."""
        if conversation.temporary:
            self._temporary.add(conversation.id)
            return
        self._temporary.discard(conversation.id)
        await self._write(f"conversation:{conversation.id}", lambda c: conversations.save(c, conversation))

    async def delete_conversations(self, ids: Sequence[str], deleted: bool = True) -> None:
        """Hides conversations, or brings them back; hidden ones leave the disk at the next start."""
        chosen = tuple(ids)
        key = "deleted:" + ",".join(chosen)
        await self._write(key, lambda c: conversations.mark_deleted(c, chosen, deleted))

    async def messages(self, conversation: str) -> tuple[Message, ...]:
        """All messages on all branches, in the order of making."""
        return await self._read(lambda c: messages.of(c, conversation))

    async def save_message(self, conversation: str, message: Message) -> None:
        """Writes a message; durable when this returns. Raises LookupError for an unknown conversation."""
        if conversation in self._temporary:
            return

        def change(connection: Connection) -> None:
            messages.save(connection, conversation, message)

        await self._write(f"message:{conversation}:{message.id}", change)

    async def delete_message(self, conversation: str, message: str, deleted: bool = True) -> None:
        """Hides a message and everything below it, or brings back what that deletion hid."""
        await self._write(
            f"deleted:{conversation}:{message}",
            lambda c: messages.mark_deleted(c, conversation, message, deleted),
        )

    async def draft(self, conversation: str) -> Draft:
        """What is typed but not sent; any word serves as id, so a chat that does not exist yet can have one."""
        return await self._read(lambda c: conversations.draft(c, conversation))

    async def save_draft(self, conversation: str, draft: Draft) -> None:
        """Keeps a draft; an empty one is removed."""
        if conversation in self._temporary:
            return
        await self._write(f"draft:{conversation}", lambda c: conversations.save_draft(c, conversation, draft))

    # settings, gateways, catalogues

    async def save_settings(self, settings: Settings) -> None:
        """Writes the settings and makes them this library's own."""
        self.settings = settings
        await self._write("settings", lambda c: settings_rows.save(c, settings))

    async def save_gateways(self, gateways: Sequence[Gateway]) -> None:
        """Replaces the list of gateways."""
        self.gateways = tuple(gateways)
        await self._write("gateways", lambda c: settings_rows.save_gateways(c, tuple(gateways)))

    async def catalogue(self, gateway: str) -> Catalogue | None:
        """The last catalogue of a gateway, or None."""
        return await self._read(lambda c: catalogues.load(c, gateway))

    async def save_catalogue(self, catalogue: Catalogue) -> None:
        """Keeps a catalogue for starts without a network."""
        await self._write(f"catalogue:{catalogue.gateway}", lambda c: catalogues.save(c, catalogue))

    # requests

    async def save_exchange(self, exchange: Exchange) -> None:
        """Keeps a recorded request within the limits of the settings."""
        settings = self.settings
        await self._write(f"exchange:{exchange.id}", lambda c: exchanges.save(c, exchange, settings))

    async def exchanges(self, message: str) -> tuple[Exchange, ...]:
        """The recorded requests of a message."""
        return await self._read(lambda c: exchanges.of(c, message))

    async def purge_exchanges(self) -> None:
        """Removes every recorded request."""
        await self._write("purge-exchanges", exchanges.purge)

    # comparisons

    async def comparisons(self) -> tuple[Comparison, ...]:
        """All that are not deleted, last touched first."""
        return await self._read(comparisons.all_shown)

    async def save_comparison(self, comparison: Comparison) -> None:
        """Writes a comparison."""
        await self._write(f"comparison:{comparison.id}", lambda c: comparisons.save(c, comparison))

    async def line_ups(self) -> tuple[LineUp, ...]:
        """The saved line-ups."""
        return await self._read(comparisons.line_ups)

    async def save_line_ups(self, line_ups: Sequence[LineUp]) -> None:
        """Replaces the saved line-ups."""
        await self._write("line-ups", lambda c: comparisons.save_line_ups(c, tuple(line_ups)))

    async def votes(self) -> tuple[Vote, ...]:
        """Every vote, oldest first."""
        return await self._read(comparisons.votes)

    async def save_vote(self, vote: Vote) -> None:
        """Writes a vote."""
        await self._write(f"vote:{vote.id}", lambda c: comparisons.save_vote(c, vote))

    # pictures

    async def jobs(self) -> tuple[PictureJob, ...]:
        """The picture jobs that were running when the program ended."""
        return await self._read(catalogues.jobs)

    async def save_job(self, job: PictureJob) -> None:
        """Keeps a running picture job."""
        await self._write(f"job:{job.job}", lambda c: catalogues.save_job(c, job))

    async def end_job(self, job: str) -> None:
        """Forgets a picture job that ended."""
        await self._write(f"job:{job}", lambda c: catalogues.end_job(c, job))

    async def put_blob(self, data: bytes, suffix: str) -> str:
        """Keeps bytes on disk, file first, then row; gives their sha256. Raises `StudioError` when it cannot."""
        if self.read_only:
            return await done(self._writer.once(lambda c: ""))
        name = await done(self._files.submit(lambda: self._blobs.put(data, suffix)))
        size = len(data)
        await self._write(f"blob:{name}", lambda c: blob_rows.enter(c, name, suffix, size))
        if self._blobs.path(name) is None:  # housekeeping removed the old file while its bytes were put again
            await done(self._files.submit(lambda: self._blobs.put(data, suffix)))
        return name

    async def blob(self, sha256: str) -> bytes:
        """The bytes of a picture or file. Raises `StudioError` when it is missing or was changed."""
        return await done(self._files.submit(lambda: self._blobs.get(sha256)))

    def blob_path(self, sha256: str) -> Path | None:
        """Where a picture's file lies, for dragging it out; None when it is missing."""
        return self._blobs.path(sha256)

    async def pictures(self) -> tuple[PictureMade, ...]:
        """The gallery, newest first."""
        return await self._read(gallery.all_shown)

    async def save_picture(self, made: PictureMade) -> None:
        """Writes a gallery row."""
        await self._write(f"picture:{made.ref.sha256}", lambda c: gallery.save(c, made))

    # search and figures

    async def search(self, text: str, narrowed: SearchFilter, limit: int = 50) -> tuple[SearchHit, ...]:
        """The best finds in titles, messages and picture prompts; cancelling the task ends the search at once."""
        reader = self._reader
        return await reader.ask(lambda c: search.find(c, text, narrowed, limit, reader.within))

    async def usage(self) -> tuple[UsageRow, ...]:
        """What was used, by gateway, model and day."""
        return await self._look(usage.sums)

    async def figures(self) -> StorageFigures:
        """Where things are and how big."""
        return await self._look(lambda c: upkeep.figures(c, self.folder))

    # export and import

    @cached_property
    def _courier(self) -> "Courier":
        from studio.storage.courier import Courier  # formats of import and export come with their first use

        return Courier(self._reading_out, self._writer, self._blobs)

    async def export(
        self,
        conversations: Sequence[str],
        format: str,
        target: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Writes conversations (none means all) as "markdown", "json" or "html"; says in words where they are.

        `progress(done, of)` is called on the loop's thread, `cancelled()` on another. Raises `StudioError`; the
        target is there whole or not at all.
        """
        await self._settle()
        return await self._courier.export(conversations, format, target, progress, cancelled)

    async def import_file(
        self,
        source: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Takes in a history of ChatGPT, Claude, Open WebUI or our own export; says in words what came in.

        What is here already stays as it is. Raises `StudioError` (FILE) when the file as a whole cannot be read.
        """
        return await self._courier.take_in(source, progress, cancelled)

    # upkeep

    async def compact(self) -> None:
        """Makes the file small; writes wait meanwhile, which takes a minute for a very big library."""
        await self._let_go()
        await done(self._writer.alone(upkeep.compact))

    async def delete_everything(self) -> None:
        """Deletes all but settings and gateways: conversations, pictures, requests, drafts, copies, damaged files."""
        await self._let_go()
        path = self.folder / FILE_NAME
        await done(self._writer.swap(lambda c: upkeep.start_afresh(c, path)))

    def keep_house(self) -> None:
        """Does now, and waits for, what otherwise happens a minute after the start: purge, sweep, index, copy."""
        if self._caretaker is not None:
            self._caretaker.round_now()

    async def _let_go(self) -> None:
        """Closes every connection but the writer's."""
        if self._caretaker is not None:
            pausing = Worker("pausing")
            await done(pausing.submit(self._caretaker.pause))
            pausing.close()
        await self._reading_out.let_go()
        await self._reader.let_go()

    # the ways to the threads

    async def _read(self, query: Callable[[Connection], T]) -> T:
        """A quick read in order with the writes: it sees every write that was called before it."""
        return await done(self._writer.alone(query))

    async def _write(self, key: str, change: Callable[[Connection], None]) -> None:
        await done(self._writer.write(key, change))

    async def _look(self, query: Callable[[Connection], T]) -> T:
        """A longer read beside the writes, seeing every write that was called before it; cancelling ends it."""
        await self._settle()
        return await self._reader.ask(query)

    async def _settle(self) -> None:
        """Waits until every write that was called before is done."""
        await done(self._writer.alone(lambda connection: None))
