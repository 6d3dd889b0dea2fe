"""Runs: lists of prompts asked of several lanes, each a conversation of kind "run" that survives the program.

The law of this file: a run's conversation holds its plan as a file in its first message, and below it one message
for each prompt whose children are the cells. What is asked again after a restart is what has no good end yet.
"""

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.comparison import RunPlan
from studio.domain.conversation import Conversation, File, Message, Role, new_id
from studio.domain.errors import Failure
from studio.domain.text import first_words
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.library import Library
from studio.state.runs_session import RunSession

PLAN_NAME = "run.json"


class Runs(QObject):
    """All runs; a run once opened goes on in the background until it is paused or done."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, library: Library, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._desk = desk
        self._sessions: dict[str, RunSession] = {}

    def rows(self) -> tuple[Conversation, ...]:
        """The runs, newest first."""
        return self._library.rows(kind="run")

    def new(self, plan: RunPlan) -> RunSession:
        """A new run, kept at once and not begun."""
        title = plan.name.strip() or (first_words(plan.rows[0].prompt, 40) if plan.rows else "Run")
        body = msgspec.json.encode(plan).decode()
        session = self._library.new(kind="run", title=title, titled_by_user=True, gateway="", model="")
        root = Message(
            id=new_id(),
            parent=None,
            role=Role.USER,
            parts=(File(name=PLAN_NAME, mime="application/json", text=body, size=len(body.encode())),),
            created_at=session.conversation.created_at,
        )
        session.adopt((root,))
        return self._opened(session.conversation.id, plan, {root.id: root}, root.id)

    def open(self, run: str) -> None:
        """Reads a run; `changed` follows, then `get` knows it."""
        if run in self._sessions:
            self.changed.emit()
            return

        async def read() -> None:
            messages = {m.id: m for m in await self._desk.store.messages(run)}
            plan, root = plan_in(messages.values())
            if plan is None or root is None:
                self.failed.emit("The plan of this run could not be read, so it cannot be opened.")
                return
            if run not in self._sessions:
                self._opened(run, plan, messages, root)

        tasks.start(tasks.attempt(read(), self._say), "open a run")

    def get(self, run: str) -> RunSession | None:
        """The open run of this id, or None."""
        return self._sessions.get(run)

    def pause_all(self) -> None:
        """Stops every run at once, because the program ends; they go on when they are started again."""
        for session in self._sessions.values():
            session.pause(now=True)

    def delete(self, run: str) -> tuple[Conversation, ...]:
        """Removes a run from the list; what was removed is returned for `restore`."""
        session = self._sessions.pop(run, None)
        if session is not None:
            session.pause(now=True)
        gone = self._library.delete([run])
        self.changed.emit()
        return gone

    def restore(self, gone: Sequence[Conversation]) -> None:
        """Takes a deletion back."""
        self._library.restore(gone)
        self.changed.emit()

    def _opened(self, run: str, plan: RunPlan, messages: dict[str, Message], root: str) -> RunSession:
        session = RunSession(run, plan, messages, root, self._desk, self)
        session.failed.connect(self.failed)
        self._sessions[run] = session
        self.changed.emit()
        return session

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)


def plan_in(messages: Iterable[Message]) -> tuple[RunPlan | None, str | None]:
    """The plan among the messages of a run, and the message that holds it."""
    for message in messages:
        for part in message.parts:
            if isinstance(part, File) and part.name == PLAN_NAME and part.text is not None:
                try:
                    return msgspec.json.decode(part.text, type=RunPlan), message.id
                except msgspec.MsgspecError:
                    return None, None
    return None, None
