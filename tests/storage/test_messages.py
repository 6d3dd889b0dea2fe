"""Rows of messages."""

import msgspec

from studio.domain.conversation import (
    Citation,
    File,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.picture import PictureRef
from studio.storage import conversations, messages
from studio.storage.database import Connection
from tests.storage.making import answered, said, talk


def _tree(connection: Connection) -> tuple[str, list[str]]:
    conversation = talk()
    conversations.save(connection, conversation)
    root = said("root")
    left, right = answered("left", root.id), answered("right", root.id)
    below = said("below left", left.id)
    for message in (root, left, right, below):
        messages.save(connection, conversation.id, message)
    return conversation.id, [root.id, left.id, right.id, below.id]


def _texts(connection: Connection, conversation: str) -> list[str]:
    return [message.text for message in messages.of(connection, conversation)]


def test_deleting_takes_what_is_below_and_undo_brings_exactly_that_back(connection: Connection) -> None:
    conversation, (_, left, _, below) = _tree(connection)
    messages.mark_deleted(connection, conversation, below, deleted=True)
    messages.mark_deleted(connection, conversation, left, deleted=True)
    assert _texts(connection, conversation) == ["root", "right"]
    messages.mark_deleted(connection, conversation, left, deleted=False)
    assert _texts(connection, conversation) == ["root", "left", "right"]
    messages.mark_deleted(connection, conversation, below, deleted=False)
    assert _texts(connection, conversation) == ["root", "left", "right", "below left"]


def test_a_circle_of_parents_can_be_deleted(connection: Connection) -> None:
    conversation, (root, left, _, _) = _tree(connection)
    first = messages.of(connection, conversation)[0]
    messages.save(connection, conversation, msgspec.structs.replace(first, parent=left))
    messages.mark_deleted(connection, conversation, root, deleted=True)
    assert _texts(connection, conversation) == []


def test_the_same_id_in_two_conversations_is_two_messages(connection: Connection) -> None:
    message = said("shared")
    for _ in range(2):
        conversation = talk()
        conversations.save(connection, conversation)
        assert messages.save(connection, conversation.id, message)
        assert not messages.save(connection, conversation.id, message)
        assert messages.of(connection, conversation.id) == (message,)


def test_saving_again_keeps_the_place(connection: Connection) -> None:
    conversation, _ = _tree(connection)
    first = messages.of(connection, conversation)[0]
    messages.save(
        connection, conversation, msgspec.structs.replace(first, parts=(Text("edited"),), edited=True)
    )
    assert _texts(connection, conversation)[0] == "edited"


def test_a_row_that_cannot_be_read_shows_its_text_and_says_so(connection: Connection) -> None:
    conversation, _ = _tree(connection)
    connection.execute("UPDATE messages SET data = '{' WHERE seq = 1")
    connection.execute("UPDATE messages SET data = json_set(data, '$.status', 'dreaming') WHERE seq = 2")
    root, left, right, _ = messages.of(connection, conversation)
    assert (root.text, root.role) == ("root", Role.USER) and "could not be read" in root.notices[0]
    assert left.text == "left" and left.model == "m1" and left.notices
    assert right.notices == ()


def test_what_is_searched_of_each_part() -> None:
    parts = (
        Text("words"),
        Thought("THOUGHT"),
        Picture(None, name="cup.png"),
        File("notes.txt", "text/plain", text="inside"),
        ToolCall("t", "weather", '{"city": "Oslo"}'),
        ToolResult("t", "weather", "rain"),
        Refusal("cannot"),
        Citation("https://a.example", "Title"),
        ProviderItem("search", "SUMMARY", "{}"),
    )
    text = messages.searched_text(msgspec.structs.replace(said(""), parts=parts))
    for word in ("words", "cup.png", "notes.txt", "inside", "Oslo", "rain", "cannot", "Title", "a.example"):
        assert word in text
    assert "THOUGHT" not in text and "SUMMARY" not in text


def test_pictures_are_in_use_while_an_answer_still_runs(connection: Connection) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    running = msgspec.structs.replace(answered("", status=Status.STREAMING), parts=(Picture(ref),))
    messages.save(connection, conversation.id, running)
    assert connection.execute("SELECT owner FROM blob_uses").fetchall() == [("message:1",)]


def test_running_answers_are_cut_off_with_a_remedy(connection: Connection) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    messages.save(connection, conversation.id, answered("a", status=Status.WAITING))
    messages.save(connection, conversation.id, answered("b", status=Status.STOPPED))
    assert messages.cut_off_running(connection) == 1
    cut, stopped = messages.of(connection, conversation.id)
    assert cut.failure == messages.CUT_OFF and stopped.failure is None
    assert messages.cut_off_running(connection) == 0
