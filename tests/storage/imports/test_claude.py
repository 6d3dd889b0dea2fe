"""Claude's export."""

from typing import Any

import pytest
from hypothesis import given

from studio.domain.conversation import File, Role, Text, Thought, ToolCall, ToolResult
from studio.storage.imports.claude import read
from studio.storage.imports.reading import Unreadable
from tests.storage.imports.foreign import claude
from tests.storage.making import JSON


def test_a_linear_conversation_with_all_kinds_of_blocks() -> None:
    bundle = read(claude()[0])
    question, answer = bundle.messages
    assert bundle.conversation.title == "Linear"
    assert bundle.conversation.leaf == answer.id
    assert question.parts == (
        Text("read this"),
        File("notes.txt", "text/plain", text="the notes", size=9),
        File("photo.jpg", "application/octet-stream"),
    )
    assert answer.parent == question.id and answer.role is Role.ASSISTANT
    assert answer.parts == (
        Thought("hm"),
        Text("I read it."),
        ToolCall("t", "search", '{"q": 1}'),
        ToolResult("t", "search", "found", False),
    )
    assert answer.created_at - question.created_at == 1.0


def test_branches_of_newer_exports() -> None:
    question, x, y = read(claude()[2]).messages
    assert question.parent is None and x.parent == y.parent == question.id


def test_a_record_without_an_id_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(claude()[1])


@given(JSON)
def test_any_message_is_read_or_stepped_over(odd: Any) -> None:
    record = claude()[0]
    record["chat_messages"].insert(1, odd)
    assert [m.text for m in read(record).messages][:2] == ["read this", "I read it."]
