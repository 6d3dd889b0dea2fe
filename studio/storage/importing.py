"""How a foreign history comes in: conversation by conversation, twice without doubles, bad records listed."""

from collections.abc import Sequence

import msgspec

from studio.domain.comparison import Comparison, Vote
from studio.storage import comparisons, conversations, messages
from studio.storage.bundle import BadRecord, Bundle
from studio.storage.conversations import key_of
from studio.storage.database import Connection

_LISTED = 20


class Tally(msgspec.Struct):
    """What an import did so far."""

    maker: str = ""
    new: int = 0
    grown: int = 0
    known: int = 0
    messages: int = 0
    bad: list[BadRecord] = []
    cancelled: bool = False

    def add(self, other: "Tally") -> None:
        """Adds the counts of another tally."""
        self.new += other.new
        self.grown += other.grown
        self.known += other.known
        self.messages += other.messages

    def in_words(self) -> str:
        """The counts as sentences, and each bad record on a line of its own."""
        said = [f"{'Import stopped' if self.cancelled else 'Imported'} from {self.maker}:"]
        said.append(f"{_many(self.new, 'new conversation')} with {_many(self.messages, 'message')}")
        text = " ".join(said)
        if self.grown:
            text += f", of which some went to {_many(self.grown, 'conversation')} that had grown"
        text += "."
        if self.known:
            text += (
                f" {_many(self.known, 'conversation')} {'was' if self.known == 1 else 'were'} here already."
            )
        if self.bad:
            text += f" {_many(len(self.bad), 'record')} could not be read:"
            text += "".join(f"\n• “{bad.name[:60]}”: {bad.reason[:200]}" for bad in self.bad[:_LISTED])
            if len(self.bad) > _LISTED:
                text += f"\n• and {len(self.bad) - _LISTED} more"
        return text


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count:,} {thing}s"


def put_comparisons(connection: Connection, found: Sequence[Comparison], given: Sequence[Vote]) -> None:
    """Writes the comparisons and votes that are not here yet."""
    known = {row[0] for row in connection.execute("SELECT id FROM comparisons WHERE deleted = 0")}
    for comparison in found:
        if comparison.id not in known:
            comparisons.save(connection, comparison)
    voted = {row[0] for row in connection.execute("SELECT id FROM votes")}
    for vote in given:
        if vote.id not in voted:
            comparisons.save_vote(connection, vote)


def put(connection: Connection, bundle: Bundle, tally: Tally) -> None:
    """Writes what of a bundle is not here yet; what the user changed here stays as it is."""
    conversation = bundle.conversation
    known = key_of(connection, conversation.id)
    if known is None:
        conversations.put_dated(connection, conversation)
        here: set[str] = set()
        tally.new += 1
    else:
        conversations.mark_deleted(connection, [conversation.id], deleted=False)
        here = {
            row[0] for row in connection.execute("SELECT id FROM messages WHERE conversation = ?", (known,))
        }
    added = 0
    for message in bundle.messages:
        if message.id not in here:
            added += messages.save(connection, conversation.id, message, counted=False)
    tally.messages += added
    if known is not None:
        tally.grown += bool(added)
        tally.known += not added
