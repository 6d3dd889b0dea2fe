"""Open WebUI's export."""

from typing import Any

import pytest
from hypothesis import given

from studio.domain.conversation import File, Picture, Text, Thought
from studio.domain.timing import Usage
from studio.storage.imports.openwebui import read
from studio.storage.imports.reading import Unreadable
from tests.storage.imports.foreign import openwebui
from tests.storage.making import JSON


def test_both_answers_reasoning_and_files_come_over() -> None:
    bundle = read(openwebui()[0])
    question, first, second = bundle.messages
    assert bundle.conversation.pinned and bundle.conversation.leaf == first.id
    assert question.parts[0] == Text("look")
    picture, file = question.parts[1:]
    assert isinstance(picture, Picture) and picture.ref is not None and picture.ref.sha256 in bundle.media
    assert file == File("doc.txt", "text/plain", text="inside", size=6)
    assert first.parts == (Thought("so\nthen"), Text("A picture."))
    assert first.usage == Usage(input_tokens=5, output_tokens=9)
    assert (first.model, second.model) == ("llama", "qwen")
    assert first.parent == second.parent == question.id


def test_a_record_without_a_chat_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(openwebui()[1])


@given(JSON)
def test_any_message_is_read_or_stepped_over(odd: Any) -> None:
    record = openwebui()[0]
    record["chat"]["history"]["messages"]["odd"] = odd
    assert len(read(record).messages) == 3
