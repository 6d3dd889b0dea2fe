"""Writing a conversation down while it happens: at once what the user said, soon what streams in."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.conversation import Conversation, Draft, Message
from studio.domain.errors import Failure
from studio.state import tasks
from studio.state.ports import Store

FLUSH_MS = 200
FLUSH_CHARACTERS = 4096
DRAFT_MS = 400


class Keeper(QObject):
    """Saves one conversation's rows; a temporary conversation is never written. Failures are said in words."""

    failed = Signal(str)

    def __init__(
        self,
        store: Store,
        conversation: Callable[[], Conversation],
        message: Callable[[str], Message | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._conversation = conversation
        self._message = message
        self._unsaved: dict[str, int] = {}
        self._draft = Draft()
        self._closed = False
        self._flush_timer = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._flush_timer.timeout.connect(self.flush)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    def keep_message(self, message: Message) -> None:
        """Saves a message as it stands."""
        self._unsaved.pop(message.id, None)
        self._start(self._store.save_message(self._conversation().id, message))

    def keep_conversation(self) -> None:
        """Saves the conversation's own row."""
        self._start(self._store.save_conversation(self._conversation()))

    def keep_deletion(self, message_id: str, deleted: bool) -> None:
        """Saves that a message and what follows it is gone, or back."""
        self._start(self._store.delete_message(self._conversation().id, message_id, deleted))

    def set_draft(self, draft: Draft, soon: bool = True) -> None:
        """Saves the draft, shortly after the last key when `soon`."""
        self._draft = draft
        if self._closed:
            return
        if soon:
            self._draft_timer.start()
        else:
            self.keep_draft()

    def keep_draft(self) -> None:
        """Saves the draft now."""
        self._draft_timer.stop()
        self._start(self._store.save_draft(self._conversation().id, self._draft))

    def grew(self, message_id: str, characters: int) -> None:
        """A streaming answer grew: it is saved 200 ms (the promise is 250) or 4,096 characters later."""
        self._unsaved[message_id] = self._unsaved.get(message_id, 0) + characters
        if self._unsaved[message_id] >= FLUSH_CHARACTERS:
            self.flush()
        elif not self._flush_timer.isActive():
            self._flush_timer.start()

    def flush(self) -> None:
        """Saves everything that grew."""
        for message_id in tuple(self._unsaved):
            message = self._message(message_id)
            if message is not None:
                self.keep_message(message)
        self._unsaved.clear()

    def settle(self) -> None:
        """Saves now what waits for a timer."""
        self._flush_timer.stop()
        self.flush()
        if self._draft_timer.isActive():
            self.keep_draft()

    def close(self) -> None:
        """Saves now what waits; whatever comes later is not kept, because nobody is left to keep it."""
        self.settle()
        self._closed = True

    def _start(self, saving: Coroutine[Any, Any, None]) -> None:
        if self._closed or self._conversation().temporary:
            saving.close()
            return
        tasks.start(tasks.attempt(saving, self._say), "save")

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)
