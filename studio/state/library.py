"""All conversations: the list the sidebar shows, and the sessions that are open."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.conversation import Conversation, Message, new_id, path_to
from studio.domain.errors import Failure
from studio.state import tasks
from studio.state.asking import Desk, pictures_received
from studio.state.session import Session


class Library(QObject):
    """Holds every conversation's row and opens sessions; a session once opened lives until the program ends.

    `changed` says that the list as a whole is another (read anew, many removed or brought back);
    `row_changed(conversation)` that one row entered it or changed its words, place or marks;
    `answered(conversation, message)` that an answer came to its end.
    """

    changed = Signal()
    emptied = Signal()
    row_changed = Signal(str)
    answered = Signal(str, str)
    failed = Signal(str)

    def __init__(
        self, desk: Desk, defaults: Callable[[], tuple[str, str]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.conversations: dict[str, Conversation] = {}
        self.shown: str = ""
        self._desk = desk
        self._defaults = defaults
        self._sessions: dict[str, Session] = {}
        self._archived: set[str] = set()

    async def load(self) -> None:
        """Reads the list."""
        stored = await self._desk.store.conversations()
        self.conversations = {c.id: c for c in stored} | self.conversations
        self._archived = {c.id for c in self.conversations.values() if c.archived}
        self.changed.emit()

    def rows(self, archived: bool = False, kind: str = "chat") -> tuple[Conversation, ...]:
        """The conversations of a kind, pinned first, then newest first."""
        rows = [c for c in self.conversations.values() if c.kind == kind and c.archived is archived]
        rows.sort(key=lambda c: (not c.pinned, -c.updated_at))
        return tuple(rows)

    def archived_count(self) -> int:
        """How many chats are in the archive."""
        return len(self._archived)

    def running(self, conversation: str) -> bool:
        """Whether an answer is coming in there."""
        session = self._sessions.get(conversation)
        return session is not None and session.running()

    def running_sessions(self) -> tuple[Session, ...]:
        """The sessions in which an answer is coming in."""
        return tuple(s for s in self._sessions.values() if s.running())

    def sessions(self) -> tuple[Session, ...]:
        """Every session that was opened."""
        return tuple(self._sessions.values())

    async def close(self, patience: float) -> None:
        """Stops what is answering and saves what waits for a timer; nothing is kept after that.

        `patience` is in seconds, for answers to unwind. A prompt stopped before its first word becomes a draft
        while they do, so the keepers are closed last, and what they save then is waited for as well.
        """
        for session in self.sessions():
            session.stop()
            session.keeper.settle()
        await asyncio.sleep(0)
        await tasks.end_all(patience)
        for session in self.sessions():
            session.keeper.close()
        await tasks.end_all(patience)

    async def delete_everything(self) -> None:
        """Stops every answer, deletes all there is, and begins again with an empty list; `emptied` says so."""
        for session in self.sessions():
            session.stop()
            session.keeper.close()
        while self.running_sessions():
            await asyncio.sleep(0.01)
        await self._desk.store.delete_everything()
        self._sessions.clear()
        self.conversations.clear()
        self._archived.clear()
        self.changed.emit()
        self.emptied.emit()

    def new(self, kind: str = "chat", temporary: bool = False, **fields: object) -> Session:
        """A new, empty conversation with the default model; it enters the list with its first message."""
        gateway, model = self._defaults()
        now = time.time()
        conversation = Conversation(
            id=new_id(),
            kind=kind,
            temporary=temporary,
            created_at=now,
            updated_at=now,
            gateway=gateway,
            model=model,
        )
        conversation = msgspec.structs.replace(conversation, **fields)
        session = self._session_of(conversation)
        session.loaded = True
        return session

    def open(self, conversation: str) -> Session:
        """The session of a conversation of the list; its messages are read in the background."""
        session = self._sessions.get(conversation)
        if session is None:
            session = self._session_of(self.conversations[conversation])
            tasks.start(tasks.attempt(session.load(), self._say), "load conversation")
        return session

    def show(self, conversation: str) -> None:
        """Notes which conversation the user looks at: its unread mark goes."""
        self.shown = conversation
        self.change(conversation, unread=False)

    def change(self, conversation: str, **fields: object) -> None:
        """Sets fields of a conversation (title, pinned, archived, folder, tags, unread)."""
        session = self._sessions.get(conversation)
        if session is not None:
            session.change(**fields)
            return
        old = self.conversations.get(conversation)
        if old is None:
            return
        changed = msgspec.structs.replace(old, **fields)
        if changed != old:
            self._put(changed)
            self._start(self._desk.store.save_conversation(changed))
            self.row_changed.emit(conversation)

    def rename(self, conversation: str, title: str) -> None:
        """Gives a conversation the user's own title; it keeps its place in the list."""
        if title.strip():
            self.change(conversation, title=title.strip(), titled_by_user=True)

    def folders(self) -> tuple[str, ...]:
        """The names of the folders in use, in the order of the alphabet."""
        return tuple(sorted({c.folder for c in self.conversations.values() if c.folder}, key=str.casefold))

    def delete(self, ids: Sequence[str]) -> tuple[Conversation, ...]:
        """Removes conversations from the list; what was removed is returned for `restore`."""
        gone = tuple(self.conversations.pop(i) for i in ids if i in self.conversations)
        for conversation in gone:
            self._archived.discard(conversation.id)
            session = self._sessions.get(conversation.id)
            if session is not None:
                session.stop()
        self._start(self._desk.store.delete_conversations([c.id for c in gone]))
        self.changed.emit()
        return gone

    def restore(self, gone: Sequence[Conversation]) -> None:
        """Takes a deletion back."""
        for conversation in gone:
            self._put(conversation)
        self._start(self._desk.store.delete_conversations([c.id for c in gone], False))
        self.changed.emit()

    def fork(self, session: Session, message_id: str) -> Session:
        """A new conversation that holds a copy of the path up to and including a message."""
        path = path_to(session.messages, message_id)
        old = session.conversation
        forked = self.new(
            kind="chat",
            temporary=old.temporary,
            title=old.title,
            titled_by_user=old.titled_by_user,
            gateway=old.gateway,
            model=old.model,
            protocol=old.protocol,
            system=old.system,
            parameters=old.parameters,
        )
        parent: str | None = None
        copies: list[Message] = []
        for message in path:
            copies.append(msgspec.structs.replace(message, id=new_id(), parent=parent))
            parent = copies[-1].id
        forked.adopt(copies)
        return forked

    def _session_of(self, conversation: Conversation) -> Session:
        session = Session(conversation, self._desk, self)
        self._sessions[conversation.id] = session
        session.conversation_changed.connect(lambda: self._note(session))
        session.path_changed.connect(lambda: self._note(session))
        session.running_changed.connect(lambda: self.row_changed.emit(conversation.id))
        session.answered.connect(lambda message: self._answered(session, message))
        session.failed.connect(self.failed)
        return session

    def _note(self, session: Session) -> None:
        conversation = session.conversation
        if session.blank() and conversation.id not in self.conversations:
            return
        if self.conversations.get(conversation.id) != conversation:
            self._put(conversation)
            self.row_changed.emit(conversation.id)

    def _put(self, conversation: Conversation) -> None:
        self.conversations[conversation.id] = conversation
        (self._archived.add if conversation.archived else self._archived.discard)(conversation.id)

    def _answered(self, session: Session, message: str) -> None:
        if session.conversation.id != self.shown and session.conversation.kind == "chat":
            session.change(unread=True)
        self._note(session)
        answer = session.messages.get(message)
        if answer is not None and not session.conversation.temporary:
            for made in pictures_received(answer, session.conversation.id):
                self._start(self._desk.store.save_picture(made))
        self.answered.emit(session.conversation.id, message)

    def _start(self, saving: Coroutine[Any, Any, None]) -> None:
        tasks.start(tasks.attempt(saving, self._say), "save conversation")

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)
