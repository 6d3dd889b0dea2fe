"""One open conversation: its tree, the path shown, its draft, and the answers that are coming in."""

import asyncio
import time
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from studio.domain.conversation import (
    Conversation,
    Draft,
    Message,
    Part,
    Role,
    Status,
    Text,
    ToolResult,
    children_of,
    new_id,
    newest_leaf,
    path_to,
)
from studio.domain.errors import StudioError
from studio.domain.events import Ended, Event, Failed, Progressed, Queued, Retrying, fold
from studio.domain.gateway import Gateway, Protocol
from studio.domain.text import clean_text, first_words
from studio.state import tasks
from studio.state.asking import Desk, asked_with, priced, prompt_for, remember_refusal
from studio.state.keeping import Keeper

FRAME_MS = 16


class Session(QObject):
    """Everything that can be done in one conversation; it lives on while its view is closed.

    Signals say *that* something changed: `path_changed` the messages shown, `message_changed(id)` one of them
    (at most once a frame), `conversation_changed` title, model and the like, `draft_changed` that the draft was
    set by somebody else than the composer, `failed(str)` a sentence that belongs to no message.
    """

    path_changed = Signal()
    message_changed = Signal(str)
    conversation_changed = Signal()
    running_changed = Signal()
    draft_changed = Signal()
    answered = Signal(str)
    failed = Signal(str)

    def __init__(self, conversation: Conversation, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.conversation = conversation
        self.messages: dict[str, Message] = {}
        self.draft = Draft()
        self.live: dict[str, str] = {}
        self.loaded = False
        self.waiting: Draft | None = None
        self._interrupted = False
        self._desk = desk
        self._answers: dict[str, asyncio.Task[None]] = {}
        self._dirty: dict[str, None] = {}
        self._paint_timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._paint_timer.timeout.connect(self._announce)
        self.keeper = Keeper(desk.store, lambda: self.conversation, lambda i: self.messages.get(i), self)
        self.keeper.failed.connect(self.failed)

    # -- reading

    def path(self) -> tuple[Message, ...]:
        """The messages shown, from the first to the end of the chosen branch."""
        return path_to(self.messages, self.conversation.leaf)

    def siblings(self, message: Message) -> tuple[Message, ...]:
        """The alternatives to `message`, itself included, in the order they were made."""
        return tuple(m for m in children_of(self.messages.values(), message.parent) if m.role is message.role)

    def blank(self) -> bool:
        """Whether nothing was said or written here yet: such a conversation is neither kept nor listed."""
        return not self.messages and not self.draft.text.strip() and not self.draft.parts

    def running(self) -> bool:
        """Whether any answer of this conversation is waited for or streaming."""
        return bool(self._answers)

    def gateway(self) -> Gateway | None:
        """The gateway the next message goes to, or None where it was removed."""
        return self._desk.gateway(self.conversation.gateway)

    # -- opening

    async def load(self) -> None:
        """Reads messages and draft; safe to call twice."""
        if self.loaded:
            return
        if not self.conversation.temporary:
            stored = await self._desk.store.messages(self.conversation.id)
            self.messages = {m.id: m for m in stored} | self.messages
            draft = await self._desk.store.draft(self.conversation.id)
            if not self.draft.text and not self.draft.parts:
                self.draft = draft
        if self.conversation.leaf not in self.messages and self.messages:
            self.conversation = msgspec.structs.replace(self.conversation, leaf=next(reversed(self.messages)))
        self.loaded = True
        self.path_changed.emit()
        self.draft_changed.emit()

    def adopt(self, messages: Sequence[Message]) -> None:
        """Takes over copies of messages of another conversation as its own path."""
        self.keeper.keep_conversation()
        for message in messages:
            self.messages[message.id] = message
            self.keeper.keep_message(message)
        if messages:
            self.show_leaf(messages[-1].id)

    # -- what the user says

    def change(self, **fields: object) -> None:
        """Sets fields of the conversation (title, model, protocol, system, parameters …) and keeps it."""
        changed = msgspec.structs.replace(self.conversation, **fields)
        if changed == self.conversation:
            return
        self.conversation = changed
        if not self.blank():
            self.keeper.keep_conversation()
        self.conversation_changed.emit()

    def set_draft(self, draft: Draft) -> None:
        """What the composer holds now; saved shortly after the last key."""
        was_blank = self.blank()
        self.draft = draft
        if was_blank and not self.blank():
            self.keeper.keep_conversation()
            self.conversation_changed.emit()
        self.keeper.set_draft(draft)

    def send(self, text: str, parts: Sequence[Part] = ()) -> None:
        """Sends a user message at the end of the path; the same words after a failure are a second try."""
        text = clean_text(text)
        path = self.path()
        if path and path[-1].status is Status.FAILED and len(path) > 1:
            asked = path[-2]
            if asked.text == text and asked.parts[1:] == tuple(parts):
                self.set_draft(Draft())
                self._ask_again(asked.id)
                return
        parent = path[-1].id if path else None
        whole: tuple[Part, ...] = (Text(text), *parts) if text else tuple(parts)
        self.set_draft(Draft())
        self._ask_with(self._user_message(parent, whole), text)

    def send_next(self, text: str, parts: Sequence[Part] = ()) -> None:
        """Sends a message when the running answer has ended; a stopped or failed answer gives it back as draft."""
        self.waiting = Draft(clean_text(text), tuple(parts))
        self.running_changed.emit()

    def take_next_back(self) -> None:
        """Puts the message that waits back into the composer."""
        if self.waiting is not None:
            draft, self.waiting = self.waiting, None
            self._replace_draft(draft)
            self.running_changed.emit()

    def answer_tools(self, results: Sequence[ToolResult]) -> None:
        """Sends what the user answered to the tool calls of the last answer."""
        path = self.path()
        if path:
            self._ask_with(self._user_message(path[-1].id, tuple(results)), "")

    def edit(self, message_id: str, text: str, run: bool) -> None:
        """Puts an edited sibling beside a message; `run` asks again where it was the user's."""
        old = self.messages[message_id]
        kept = tuple(p for p in old.parts if not isinstance(p, Text))
        parts: tuple[Part, ...] = (Text(clean_text(text)), *kept)
        if old.role is Role.USER and run:
            self._ask_with(self._user_message(old.parent, parts), text)
            return
        edited = msgspec.structs.replace(
            old, id=new_id(), parts=parts, edited=True, created_at=time.time(), exchange=""
        )
        self._add(edited)

    def regenerate(
        self,
        message_id: str,
        gateway: str = "",
        model: str = "",
        protocol: Protocol | None = None,
        without: str = "",
    ) -> None:
        """Asks again for an answer (or after a user message), beside what is there.

        `without` leaves one refused parameter out and remembers that for the model.
        """
        message = self.messages[message_id]
        if message.role is Role.USER:
            asked: str = message.id
        elif message.parent is not None:
            asked = message.parent
        else:
            return
        if without:
            remember_refusal(self._desk.preferences, message.gateway, message.model, without)
        same_model = message.role is Role.ASSISTANT and not model
        self._ask(
            asked,
            gateway or (message.gateway if same_model else "") or self.conversation.gateway,
            model or (message.model if same_model else "") or self.conversation.model,
            protocol or (message.protocol if same_model and message.protocol else None),
        )

    def stop(self, message_id: str = "", keep_waiting: bool = False) -> None:
        """Stops one answer or all; what came stays. A waiting message becomes the draft, or is sent now."""
        self._interrupted = keep_waiting
        for identity, task in list(self._answers.items()):
            if message_id in ("", identity):
                task.cancel()

    def show_sibling(self, message_id: str, step: int) -> None:
        """Moves the path to the sibling `step` places away (wrapping round)."""
        message = self.messages[message_id]
        row = self.siblings(message)
        chosen = row[(row.index(message) + step) % len(row)]
        self.show_leaf(newest_leaf(self.messages, chosen.id))

    def show_message(self, message_id: str) -> None:
        """Moves the path so that it contains this message."""
        if message_id in self.messages and all(m.id != message_id for m in self.path()):
            self.show_leaf(newest_leaf(self.messages, message_id))

    def show_leaf(self, leaf: str | None) -> None:
        """Shows the path that ends at `leaf`, and remembers it."""
        self.conversation = msgspec.structs.replace(self.conversation, leaf=leaf)
        self.keeper.keep_conversation()
        self.path_changed.emit()

    def delete(self, message_id: str) -> tuple[Message, ...]:
        """Removes a message with all that follows it; what was removed is returned for `restore`."""
        gone: dict[str, Message] = {message_id: self.messages[message_id]}
        for message in self.messages.values():
            if message.parent in gone:
                gone[message.id] = message
        for identity in gone:
            self.stop(identity)
        parent = gone[message_id].parent
        self.messages = {k: m for k, m in self.messages.items() if k not in gone}
        self.keeper.keep_deletion(message_id, True)
        others = children_of(self.messages.values(), parent)
        self.show_leaf(newest_leaf(self.messages, others[-1].id) if others else parent)
        return tuple(gone.values())

    def restore(self, removed: Sequence[Message]) -> None:
        """Takes a deletion back."""
        self.messages.update({m.id: m for m in removed})
        self.keeper.keep_deletion(removed[0].id, False)
        self.show_leaf(newest_leaf(self.messages, removed[0].id))

    # -- asking

    def _user_message(self, parent: str | None, parts: tuple[Part, ...]) -> Message:
        return Message(id=new_id(), parent=parent, role=Role.USER, parts=parts, created_at=time.time())

    def _ask_with(self, message: Message, title_from: str) -> None:
        conversation = self.conversation
        if not conversation.title and not conversation.titled_by_user and title_from.strip():
            self.conversation = msgspec.structs.replace(conversation, title=first_words(title_from))
        self._add(message, keep=False)
        self.conversation_changed.emit()
        self._ask_again(message.id)

    def _ask_again(self, asked: str) -> None:
        now = self.conversation
        self._ask(asked, now.gateway, now.model, now.protocol)

    def _ask(self, asked: str, gateway: str, model: str, protocol: Protocol | None) -> None:
        answer = Message(
            id=new_id(),
            parent=asked,
            role=Role.ASSISTANT,
            status=Status.WAITING,
            created_at=time.time(),
            gateway=gateway,
            model=model,
            protocol=protocol,
            parameters=self.conversation.parameters,
        )
        self._add(answer, keep=False)
        name = f"answer {answer.id}"
        task = tasks.start(self._run(answer.id, asked), name)
        self._answers[answer.id] = task
        # Not a `finally` in the coroutine: a task cancelled before its first step would never reach it.
        task.add_done_callback(lambda _: self._close(answer.id))
        self.running_changed.emit()

    async def _run(self, answer_id: str, asked: str) -> None:
        try:
            if not self.conversation.temporary:
                # Law: the user's message is on disk before the request leaves.
                await self._desk.store.save_message(self.conversation.id, self.messages[asked])
            prompt = await prompt_for(self._desk, self.conversation, self.messages, self.messages[answer_id])
            self.messages[answer_id] = asked_with(self.messages[answer_id], prompt)
            events = self._desk.answering.answer(prompt)
            async for event in events:
                self._take(answer_id, event)
        except StudioError as error:
            self._take(answer_id, Failed(error.failure))
            self._take(answer_id, Ended(Status.FAILED))

    def _take(self, answer_id: str, event: Event) -> None:
        message = self.messages.get(answer_id)
        if message is None:
            return
        match event:
            case Queued(place=place):
                self.live[answer_id] = f"Waiting for a free place at this gateway: {place} in the queue"
            case Retrying(failure=failure, after=after):
                self.live[answer_id] = f"{failure.message} – trying once more in {max(1, round(after))} s"
            case Progressed(word=word, percent=percent):
                share = "" if percent is None else f" {percent:.0f} %"
                self.live[answer_id] = f"The gateway says: {word[:80]}{share}"
            case _:
                if event.__class__ is not Ended:
                    self.live.pop(answer_id, None)
                self.messages[answer_id] = fold(message, event)
                self.keeper.grew(answer_id, len(getattr(event, "text", "")) or 64)
        self._mark(answer_id)

    def _close(self, answer_id: str) -> None:
        """What is true of every end: the row says how it stands, and it is on its way to the disk."""
        self._answers.pop(answer_id, None)
        self.live.pop(answer_id, None)
        message = self.messages.get(answer_id)
        if message is not None:
            if message.running:
                message = fold(message, Ended(Status.STOPPED, message.timing))
            message = priced(message, self._desk.preferences.value.prices)
            self.messages[answer_id] = message
            self.keeper.keep_message(message)
            self._mark(answer_id)
            if message.status is Status.FAILED:
                self._desk.answer_failed(message)
            self._settle_draft(message)
        self.conversation = msgspec.structs.replace(self.conversation, updated_at=time.time())
        self.keeper.keep_conversation()
        self.running_changed.emit()
        self.answered.emit(answer_id)
        if self.waiting is not None and not self._answers:
            self._go_on(self._interrupted or (message is not None and message.status is Status.DONE))

    def _go_on(self, well: bool) -> None:
        self._interrupted = False
        if not well:
            self.take_next_back()
        elif self.waiting is not None:
            draft, self.waiting = self.waiting, None
            self.send(draft.text, draft.parts)

    def _settle_draft(self, answer: Message) -> None:
        """Words that got no answer go back into the composer (a stopped prompt leaves the thread with it)."""
        asked = self.messages.get(answer.parent or "")
        if asked is None or all(m.id != answer.id for m in self.path()):
            return
        words = Draft(asked.text, tuple(p for p in asked.parts if not isinstance(p, Text)))
        if answer.status is Status.DONE and self.draft == words:
            self._replace_draft(Draft())
        elif answer.parts or self._interrupted or self.draft.text or self.draft.parts:
            return
        elif answer.status is Status.FAILED:
            self._replace_draft(words)
        elif answer.status is Status.STOPPED and len(children_of(self.messages.values(), asked.id)) == 1:
            self.delete(asked.id)
            self._replace_draft(words)

    def _replace_draft(self, draft: Draft) -> None:
        self.draft = draft
        self.keeper.set_draft(draft)
        self.draft_changed.emit()

    # -- keeping

    def _add(self, message: Message, keep: bool = True) -> None:
        self.messages[message.id] = message
        self.conversation = msgspec.structs.replace(
            self.conversation, leaf=message.id, updated_at=message.created_at
        )
        self.keeper.keep_conversation()
        if keep:
            self.keeper.keep_message(message)
        self.path_changed.emit()

    def _mark(self, message_id: str) -> None:
        self._dirty[message_id] = None
        if not self._paint_timer.isActive():
            self._paint_timer.start()

    def _announce(self) -> None:
        dirty, self._dirty = self._dirty, {}
        for message_id in dirty:
            self.message_changed.emit(message_id)
