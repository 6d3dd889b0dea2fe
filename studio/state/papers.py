"""Conversations and requests on their way in and out: export, import, and a request as a command."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.conversation import Conversation, Message, Picture, newest_leaf, path_to
from studio.domain.errors import Failure, Kind, Remedy, StudioError, failing
from studio.domain.exchange import as_curl, key_variable
from studio.domain.gateway import Gateway
from studio.domain.picture import PictureRef, Raster
from studio.state import tasks
from studio.state.ports import Store

PICTURE_SIDE = 1600
"""The longest side, in pixels, of a picture in a printed conversation."""
NAMES = {"markdown": "Markdown", "html": "a web page", "json": "JSON", "pdf": "PDF"}


class Chapter(msgspec.Struct, frozen=True):
    """One conversation as it is printed: the path shown, and the pictures on it by sha256."""

    conversation: Conversation
    path: tuple[Message, ...]
    pictures: dict[str, Raster]


Printer = Callable[[Sequence[Chapter], Path], None]
"""Writes chapters as one PDF; called on another thread. Raises OSError."""


class Papers(QObject):
    """Exports and imports, one after another.

    `began(words)` names the job at hand, `progress(done, total)` how far it is (a total of 0 is unknown),
    `ended(words)` says how it went. `said(sentence)` and `copied(text, sentence)` belong to copied requests.
    `cancel` ends a job after the conversation at hand.
    """

    said = Signal(str)
    copied = Signal(str, str)
    imported = Signal()
    began = Signal(str)
    progress = Signal(int, int)
    ended = Signal(str)

    def __init__(
        self,
        store: Store,
        gateway: Callable[[str], Gateway | None],
        raster: Callable[[PictureRef, int], Awaitable[Raster]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.printer: Printer | None = None
        self._store = store
        self._gateway = gateway
        self._raster = raster
        self._cancelled = False
        self._waiting: deque[tuple[str, Callable[[], Coroutine[Any, Any, str]]]] = deque()
        self._working = False

    def export(self, conversations: Sequence[str], form: str, target: Path) -> None:
        """Writes conversations (none means all) to `target` as "markdown", "html", "json" or "pdf"."""
        ids = tuple(conversations)
        what = "all chats" if not ids else "a chat" if len(ids) == 1 else f"{len(ids)} chats"

        async def write() -> str:
            if form == "pdf":
                return await self._print(ids, target)
            return await self._store.export(ids, form, target, self.progress.emit, lambda: self._cancelled)

        self._queue(f"Exporting {what} as {NAMES.get(form, form)}", write)

    def import_files(self, sources: Sequence[Path]) -> None:
        """Reads exports of ours, of ChatGPT, Claude or Open WebUI, one file after another."""
        for source in sources:
            self._queue(f"Importing {source.name}", lambda file=source: self._import(file))  # type: ignore[misc]

    def cancel(self) -> None:
        """Ends the job at hand and drops those that wait; what was taken in stays."""
        self._cancelled = True
        self._waiting.clear()

    def copy_curl(self, message: str) -> None:
        """The last request of a message as a curl command."""

        async def copy() -> None:
            exchanges = await self._store.exchanges(message)
            if not exchanges:
                self.said.emit("No request is kept for this message.")
                return
            gateway = self._gateway(exchanges[-1].gateway)
            variable = key_variable(gateway.name if gateway else "gateway")
            words = f"Copied as curl; the key is read from ${variable}."
            self.copied.emit(as_curl(exchanges[-1], variable), words)

        tasks.start(tasks.attempt(copy(), self._tell), "copy as curl")

    # -- one job after another

    def _queue(self, words: str, work: Callable[[], Coroutine[Any, Any, str]]) -> None:
        self._waiting.append((words, work))
        if not self._working:
            self._working = True
            tasks.start(self._run(), "papers")

    async def _run(self) -> None:
        try:
            while self._waiting:
                words, work = self._waiting.popleft()
                self._cancelled = False
                self.began.emit(words)
                try:
                    told = await work()
                except StudioError as error:
                    told = error.failure.message
                self.ended.emit(told)
        finally:
            self._working = False

    async def _import(self, source: Path) -> str:
        try:
            return await self._store.import_file(source, self.progress.emit, lambda: self._cancelled)
        finally:
            self.imported.emit()

    # -- printing

    async def _print(self, ids: tuple[str, ...], target: Path) -> str:
        """Reads the conversations one by one, then has them printed on another thread."""
        if self.printer is None:
            raise failing(Kind.INPUT, "Nothing here can write a PDF.")
        known = await self._store.conversations()
        chosen = [c for c in known if c.id in ids or (not ids and c.kind == "chat")]
        chosen.sort(key=lambda c: ids.index(c.id) if ids else -c.updated_at)
        if not chosen:
            raise failing(Kind.INPUT, "There is no conversation to export.")
        chapters = []
        for number, conversation in enumerate(chosen):
            if self._cancelled:
                return "The export was stopped; nothing was written."
            self.progress.emit(number, len(chosen))
            chapters.append(await self._chapter(conversation))
        try:
            await asyncio.to_thread(self.printer, chapters, target)
        except OSError as error:
            words = f"{target} could not be written: {error.strerror or error}. Choose another place."
            raise failing(Kind.STORAGE, words, Remedy.FOLDER) from error
        what = "One conversation" if len(chosen) == 1 else f"{len(chosen)} conversations"
        return f"{what} exported to {target}."

    async def _chapter(self, conversation: Conversation) -> Chapter:
        messages = {m.id: m for m in await self._store.messages(conversation.id)}
        path = shown_path(messages, conversation.leaf)
        pictures: dict[str, Raster] = {}
        for part in (part for message in path for part in message.parts):
            ref = part.ref if isinstance(part, Picture) else None
            if ref is None or self._raster is None or ref.sha256 in pictures:
                continue
            try:
                pictures[ref.sha256] = await self._raster(ref, PICTURE_SIDE)
            except StudioError:
                continue  # the printed page says that the picture is missing
        return Chapter(conversation, path, pictures)

    def _tell(self, failure: Failure) -> None:
        self.said.emit(failure.message)


def shown_path(messages: dict[str, Message], leaf: str | None) -> tuple[Message, ...]:
    """The path a reader sees: to the remembered leaf, else along the newest branch."""
    if leaf not in messages and messages:
        roots = [m.id for m in messages.values() if m.parent not in messages]
        leaf = newest_leaf(messages, roots[-1] if roots else next(reversed(messages)))
    return path_to(messages, leaf)
