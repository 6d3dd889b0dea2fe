"""Titles a chosen model writes: opt-in, asked for once after the first answer, without moving anything."""

import logging

from PySide6.QtCore import QObject

from studio.domain.conversation import Message, Role, Status, Text, new_id
from studio.domain.errors import Failure
from studio.domain.events import fold
from studio.domain.gateway import Protocol
from studio.domain.model import automatic_protocol
from studio.domain.prompt import Prompt
from studio.domain.text import clean_text, first_words
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.library import Library

log = logging.getLogger(__name__)
LONGEST_EXCERPT = 1500
"""Characters of question and answer that are sent: a title needs no more."""
_ASK = (
    "Write a title of at most six words for the conversation below. Use the language of the question. "
    "Answer with the title only, without quotation marks, and without a full stop."
)
_WRAPPING = " \t\"'`*_#“”„‘’«»「」."


class Titles(QObject):
    """Asks `settings.title_model` after a chat's first answer; a failure leaves the first words of the prompt.

    Temporary chats and chats the user named are left alone. A title never changes the order of the list.
    """

    def __init__(self, desk: Desk, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._library = library
        self._asked: set[str] = set()
        library.answered.connect(self._answered)

    def _answered(self, conversation: str, message: str) -> None:
        gateway, _, model = self._desk.preferences.value.title_model.partition("\n")
        row = self._library.conversations.get(conversation)
        if not model or row is None or conversation in self._asked:
            return
        if row.kind != "chat" or row.temporary or row.titled_by_user:
            return
        path = self._library.open(conversation).path()
        if len(path) != 2 or path[1].id != message or path[1].status is not Status.DONE or not path[1].text:
            return
        self._asked.add(conversation)
        work = self._write(conversation, gateway, model, path[0].text, path[1].text)
        tasks.start(tasks.attempt(work, self._note), "title")

    async def _write(self, conversation: str, gateway_id: str, model: str, asked: str, said: str) -> None:
        gateway = self._desk.gateway(gateway_id)
        if gateway is None:
            log.info("no title: the gateway %s is not set up", gateway_id)
            return
        words = f"{_ASK}\n\nQuestion:\n{asked[:LONGEST_EXCERPT]}\n\nAnswer:\n{said[:LONGEST_EXCERPT]}"
        protocol: Protocol = automatic_protocol(gateway, model)
        question = Message(id=new_id(), parent=None, role=Role.USER, parts=(Text(words),))
        answer = Message(id=new_id(), parent=question.id, role=Role.ASSISTANT, status=Status.WAITING)
        async for event in self._desk.answering.answer(
            Prompt(gateway=gateway, model=model, protocol=protocol, messages=(question,))
        ):
            answer = fold(answer, event)
        if answer.failure is not None:
            self._note(answer.failure)
            return
        title = title_of(answer.text)
        row = self._library.conversations.get(conversation)
        if title and row is not None and not row.titled_by_user:
            self._library.change(conversation, title=title)

    def _note(self, failure: Failure) -> None:
        log.info("no title: %s", failure.kind)


def title_of(text: str) -> str:
    """The title in an answer: its first line with words, without the thoughts, quotes and marks around it."""
    text = clean_text(text)
    for sign in ("</think>", "</thinking>"):
        text = text.rpartition(sign)[2]
    if "<think" in text:
        return ""  # thoughts that never ended hold no title
    lines = [line.strip(_WRAPPING) for line in text.splitlines()]
    named = [line for line in lines if any(c.isalnum() for c in line)]
    if not named:
        return ""
    title = named[0]
    if title.casefold().startswith(("title:", "titel:")):
        title = title.partition(":")[2].strip(_WRAPPING)
    return first_words(title)
