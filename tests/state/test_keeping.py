"""Writing down while it happens: soon, never for a temporary chat, failures in words."""

import asyncio

from PySide6.QtCore import QObject

from studio.domain.conversation import Conversation, Draft, Message, Role, Text
from studio.domain.errors import Kind, failing
from studio.state import tasks
from studio.state.keeping import FLUSH_CHARACTERS, Keeper


class Shelf:
    """The lowest seam: notes what is saved."""

    def __init__(self, full: bool = False) -> None:
        self.saved: list[str] = []
        self._full = full

    async def save_message(self, conversation: str, message: Message) -> None:
        if self._full:
            raise failing(Kind.STORAGE, "The disk is full.")
        self.saved.append(message.text)

    async def save_draft(self, conversation: str, draft: Draft) -> None:
        self.saved.append(f"draft {draft.text}")

    async def save_conversation(self, conversation: Conversation) -> None:
        self.saved.append(f"conversation {conversation.title}")


def keeper(shelf: Shelf, owner: QObject, temporary: bool = False, text: str = "streamed") -> Keeper:
    message = Message(id="m", parent=None, role=Role.ASSISTANT, parts=(Text(text),))
    conversation = Conversation(id="c", title="t", temporary=temporary)
    return Keeper(shelf, lambda: conversation, lambda i: message if i == "m" else None, owner)  # type: ignore[arg-type]


async def test_streamed_text_is_saved_after_a_quarter_second_or_four_thousand_characters() -> None:
    owner, shelf = QObject(), Shelf()
    kept = keeper(shelf, owner)
    kept.grew("m", 10)
    await asyncio.sleep(0)
    assert shelf.saved == []
    kept.grew("m", FLUSH_CHARACTERS)
    await tasks.end_all(2)
    assert shelf.saved == ["streamed"]
    kept.grew("m", 10)
    async with asyncio.timeout(5):
        while len(shelf.saved) < 2:
            await asyncio.sleep(0.01)


async def test_settling_saves_what_waits_for_a_timer() -> None:
    owner, shelf = QObject(), Shelf()
    kept = keeper(shelf, owner)
    kept.grew("m", 1)
    kept.set_draft(Draft("unsent"))
    kept.settle()
    await tasks.end_all(2)
    assert sorted(shelf.saved) == ["draft unsent", "streamed"]


async def test_a_temporary_chat_is_never_written() -> None:
    owner, shelf = QObject(), Shelf()
    kept = keeper(shelf, owner, temporary=True)
    kept.grew("m", FLUSH_CHARACTERS)
    kept.set_draft(Draft("x"), soon=False)
    kept.keep_conversation()
    await tasks.end_all(2)
    assert shelf.saved == []


async def test_a_full_disk_is_said_in_words() -> None:
    owner, shelf = QObject(), Shelf(full=True)
    kept = keeper(shelf, owner)
    said: list[str] = []
    kept.failed.connect(said.append)
    kept.grew("m", FLUSH_CHARACTERS)
    await tasks.end_all(2)
    assert said == ["The disk is full."]
