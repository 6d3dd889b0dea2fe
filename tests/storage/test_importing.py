"""Counts of an import, and what it leaves alone."""

import msgspec

from studio.storage import conversations, importing, messages
from studio.storage.bundle import BadRecord, Bundle
from studio.storage.database import Connection
from studio.storage.importing import Tally
from tests.storage.making import said, talk


def test_words_for_every_count() -> None:
    assert Tally(maker="Claude", new=1, messages=1).in_words() == (
        "Imported from Claude: 1 new conversation with 1 message."
    )
    many = Tally(
        maker="X", known=1, bad=[BadRecord(str(number), "why") for number in range(25)], cancelled=True
    )
    words = many.in_words()
    assert words.startswith(
        "Import stopped from X: 0 new conversations with 0 messages. 1 conversation was here already."
    )
    assert "25 records could not be read:\n• “0”: why" in words and words.endswith("• and 5 more")


def test_a_deleted_conversation_comes_back_and_own_changes_stay(connection: Connection) -> None:
    conversation, message = talk("Theirs"), said("words")
    bundle = Bundle(conversation=conversation, messages=(message,))
    tally = Tally()
    importing.put(connection, bundle, tally)
    conversations.save(connection, msgspec.structs.replace(conversation, title="Mine"))
    messages.save(connection, conversation.id, msgspec.structs.replace(message, edited=True))
    conversations.mark_deleted(connection, [conversation.id], deleted=True)
    importing.put(connection, bundle, tally)
    (shown,) = conversations.all_shown(connection)
    assert shown.title == "Mine" and not shown.deleted
    assert messages.of(connection, conversation.id)[0].edited
    other = Tally()
    other.add(tally)
    assert (other.new, other.known, other.messages) == (1, 1, 1)
