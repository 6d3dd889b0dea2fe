"""Rows of conversations and drafts."""

import msgspec

from studio.domain.conversation import Conversation, Draft, File, Picture
from studio.domain.picture import PictureRef
from studio.storage import conversations
from studio.storage.database import Connection
from tests.storage.making import talk


def _titles(connection: Connection) -> list[str]:
    return [value.title for value in conversations.all_shown(connection)]


def test_a_new_title_never_reorders_the_list_but_a_touch_does(connection: Connection) -> None:
    first, second = talk("first", at=10.0), talk("second", at=20.0)
    conversations.save(connection, first)
    conversations.save(connection, second)
    conversations.save(connection, msgspec.structs.replace(first, title="renamed"))
    assert _titles(connection) == ["second", "renamed"]
    conversations.save(connection, msgspec.structs.replace(first, updated_at=15.0))
    assert _titles(connection) == ["first", "second"]


def test_a_broken_row_is_still_listed_by_its_title(connection: Connection) -> None:
    conversation = talk("whole", folder="f")
    conversations.save(connection, conversation)
    connection.execute("UPDATE conversations SET data = json_set(data, '$.protocol', 'telepathy')")
    assert conversations.all_shown(connection) == (conversation,)
    connection.execute("UPDATE conversations SET data = '{'")
    (shown,) = conversations.all_shown(connection)
    assert (shown.id, shown.title) == (conversation.id, "whole")
    conversations.mark_deleted(connection, [conversation.id], deleted=True)
    assert conversations.all_shown(connection) == ()


def test_some_are_given_in_the_order_asked_for(connection: Connection) -> None:
    values = [talk(str(number), at=float(number)) for number in range(3)]
    for value in values:
        conversations.save(connection, value)
    chosen = conversations.some(connection, [values[0].id, "unknown", values[2].id])
    assert [value.title for value in chosen] == ["0", "2"]
    assert len(conversations.some(connection, [])) == 3


def test_a_draft_keeps_its_attachments_in_use_until_it_is_empty(connection: Connection) -> None:
    ref = PictureRef("a" * 64, "image/png", 1, 1)
    draft = Draft(
        "text", (Picture(ref, mask=PictureRef("b" * 64, "image/png", 1, 1)), File("f", "x", sha256="c" * 64))
    )
    conversations.save_draft(connection, "new", draft)
    assert conversations.draft(connection, "new") == draft
    used = "SELECT sha256 FROM blob_uses ORDER BY sha256"
    assert [row[0][0] for row in connection.execute(used)] == ["a", "b", "c"]
    conversations.save_draft(connection, "new", Draft("text", (Picture(ref),)))
    assert [row[0][0] for row in connection.execute(used)] == ["a"]
    conversations.save_draft(connection, "new", Draft())
    assert connection.execute(used).fetchall() == []
    assert conversations.draft(connection, "new") == Draft()


def test_a_broken_draft_is_an_empty_one(connection: Connection) -> None:
    conversations.save_draft(connection, "c", Draft("x"))
    connection.execute("UPDATE drafts SET data = '{'")
    assert conversations.draft(connection, "c") == Draft()


def test_titles_with_lone_surrogates_are_stored(connection: Connection) -> None:
    conversations.save(connection, Conversation(id="a", title="x\ud83d"))
    assert len(conversations.all_shown(connection)) == 1
