"""ChatGPT's export."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.conversation import Picture, Role, Text, Thought, path_to
from studio.storage.imports.chatgpt import read
from studio.storage.imports.reading import Unreadable
from tests.storage.imports.foreign import chatgpt
from tests.storage.making import JSON, png


def _cup(start: str) -> tuple[str, bytes] | None:
    return ("file-ABC-cup.png", png(5, 6)) if start == "file-ABC" else None


def test_branches_thoughts_pictures_and_models_come_over() -> None:
    bundle = read(chatgpt(), _cup)
    assert bundle.conversation.title == "Talk 1"
    assert bundle.conversation.source == "chatgpt:conv-1"
    assert bundle.conversation.model == "gpt-5"
    by_id = {message.id: message for message in bundle.messages}
    first_way, old, second_way, new = bundle.messages
    assert [m.text for m in bundle.messages[:3]] == ["first way", "old answer", "second way"]
    assert (first_way.parent, second_way.parent, old.parent) == (None, None, first_way.id)
    assert new.parts == (Thought("thinking"), Text("```python\n1+1\n```"), Text("new answer"))
    assert (new.model, new.role, new.parent) == ("gpt-5", Role.ASSISTANT, second_way.id)
    assert path_to(by_id, bundle.conversation.leaf) == (second_way, new)
    picture = second_way.parts[0]
    assert isinstance(picture, Picture) and picture.ref is not None
    assert (picture.ref.width, picture.ref.height) == (5, 6)
    assert bundle.media[picture.ref.sha256].data == png(5, 6)
    assert "secret" not in str(bundle)


def test_the_same_record_gives_the_same_ids() -> None:
    assert read(chatgpt(), _cup) == read(chatgpt(), _cup)
    assert {m.id for m in read(chatgpt(2), _cup).messages}.isdisjoint(
        m.id for m in read(chatgpt(), _cup).messages
    )


def test_a_picture_that_is_not_in_the_export_is_said_so() -> None:
    second_way = read(chatgpt(), lambda name: None).messages[2]
    assert "not in the export" in second_way.text


def test_a_circle_of_parents_ends() -> None:
    record = chatgpt()
    record["mapping"]["u2"]["parent"] = "a2"
    record["mapping"]["sys"]["parent"] = "root"
    assert len(read(record, _cup).messages) >= 3


@given(JSON)
def test_any_json_is_read_or_refused(record: Any) -> None:
    with pytest.raises(Unreadable):
        read(record, _cup)


@given(st.dictionaries(st.sampled_from(list(chatgpt()["mapping"])), JSON, max_size=5), JSON)
def test_odd_nodes_spoil_nothing_else(odd: dict[str, Any], title: Any) -> None:
    record = chatgpt()
    record["mapping"].update(odd)
    record["title"] = title
    bundle = read(record, _cup)
    ids = {message.id for message in bundle.messages}
    assert all(message.parent is None or message.parent in ids for message in bundle.messages)
