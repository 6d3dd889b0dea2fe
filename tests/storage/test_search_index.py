"""The index stays in step with the rows."""

import msgspec
import pytest

from studio.domain.conversation import Status, Text
from studio.storage import conversations, messages, search_index
from studio.storage.database import Connection
from tests.storage.making import answered, said, talk


def _found(connection: Connection, word: str) -> list[int]:
    return [
        row[0] for row in connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (f'"{word}"',))
    ]


def test_a_changed_text_is_found_by_its_new_words_only(connection: Connection) -> None:
    conversation = talk()
    message = said("old 漢字 words")
    conversations.save(connection, conversation)
    messages.save(connection, conversation.id, message)
    assert _found(connection, "old") == _found(connection, "漢 字") == [1]
    messages.save(connection, conversation.id, msgspec.structs.replace(message, parts=(Text("new words"),)))
    assert _found(connection, "old") == _found(connection, "漢 字") == []
    assert _found(connection, "new") == [1]
    search_index.take_out(connection, 1)
    assert _found(connection, "words") == []
    search_index.take_out(connection, 1)


def test_text_is_indexed_once_it_is_final(connection: Connection) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    running = answered("half", status=Status.STREAMING)
    messages.save(connection, conversation.id, running)
    assert _found(connection, "half") == []
    messages.save(connection, conversation.id, msgspec.structs.replace(running, status=Status.DONE))
    assert _found(connection, "half") == [1]


def test_what_was_written_without_an_index_is_caught_up(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    with monkeypatch.context() as patched:
        patched.setattr(search_index, "has_fts5", lambda: False)
        for number in range(5):
            messages.save(connection, conversation.id, said(f"number {number}"))
        assert search_index.catch_up(connection) == 0
    assert _found(connection, "number") == []
    assert [search_index.catch_up(connection, 3) for _ in range(3)] == [3, 2, 0]
    assert len(_found(connection, "number")) == 5


def test_an_index_that_is_gone_is_made_and_filled_anew(connection: Connection) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    messages.save(connection, conversation.id, said("again"))
    connection.execute("DROP TABLE words")
    assert not search_index.ready(connection)
    connection.execute("DROP TABLE fragments")
    search_index.make(connection)
    search_index.catch_up(connection)
    assert _found(connection, "again") == [1]


def test_wide_characters_are_words_of_their_own() -> None:
    assert search_index.spaced("plain") == "plain"
    assert search_index.spaced("a漢b").split() == ["a", "漢", "b"]
    assert search_index.facts("", "", False) == ""
    assert search_index.facts("g", "m", True).split()[2] == search_index.PICTURE_FACT
