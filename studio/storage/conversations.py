"""Conversations and drafts: the list, and what is typed but not sent."""

from collections.abc import Iterable, Sequence
from time import time

import msgspec

from studio.domain.conversation import Conversation, Draft, File, Part, Picture
from studio.storage.coding import decoded, encoded, lenient
from studio.storage.database import Connection


def all_shown(connection: Connection) -> tuple[Conversation, ...]:
    """Every conversation that is not deleted, last touched first; the order never depends on the clock alone."""
    rows = connection.execute(
        "SELECT id, title, updated_at, data FROM conversations WHERE deleted = 0 ORDER BY position DESC"
    ).fetchall()

    def stand_in(index: int) -> Conversation:
        identity, title, updated_at, data = rows[index]
        value, _ = lenient(data, Conversation)
        return value or Conversation(id=identity, title=title, updated_at=updated_at)

    return decoded((row[3] for row in rows), Conversation, stand_in)


def some(connection: Connection, ids: Sequence[str]) -> tuple[Conversation, ...]:
    """The conversations with these ids that are not deleted, in the order of `ids`; an empty sequence means all."""
    everything = all_shown(connection)
    if not ids:
        return everything
    by_id = {conversation.id: conversation for conversation in everything}
    return tuple(by_id[identity] for identity in ids if identity in by_id)


def key_of(connection: Connection, identity: str) -> int | None:
    """The row number of a conversation, deleted or not."""
    row = connection.execute("SELECT key FROM conversations WHERE id = ?", (identity,)).fetchone()
    return None if row is None else int(row[0])


def save(connection: Connection, conversation: Conversation) -> None:
    """Writes a conversation; one that was touched (a new `updated_at`) moves to the top of the list."""
    row = connection.execute(
        "SELECT updated_at, position FROM conversations WHERE id = ?", (conversation.id,)
    ).fetchone()
    if row is not None and row[0] == conversation.updated_at:
        position = row[1]
    else:
        top = connection.execute("SELECT max(position) FROM conversations").fetchone()[0]
        position = max(conversation.updated_at, (top or 0.0) + 0.001)
    put(connection, conversation, position)


def put_dated(connection: Connection, conversation: Conversation) -> None:
    """Writes a conversation that was made elsewhere: it is listed at its own date, never in the future."""
    put(connection, conversation, min(conversation.updated_at, time()))


def put(connection: Connection, conversation: Conversation, position: float) -> None:
    """Writes a conversation at a place in the list."""
    connection.execute(
        "INSERT INTO conversations(id, position, updated_at, deleted, gateway, model, title, folded, data)"
        " VALUES(:id, :position, :updated_at, :deleted, :gateway, :model, :title, :folded, :data)"
        " ON CONFLICT(id) DO UPDATE SET position=:position, updated_at=:updated_at, deleted=:deleted,"
        " gateway=:gateway, model=:model, title=:title, folded=:folded, data=:data",
        {
            "id": conversation.id,
            "position": float(position),
            "updated_at": float(conversation.updated_at),
            "deleted": int(conversation.deleted),
            "gateway": storable(conversation.gateway),
            "model": storable(conversation.model),
            "title": storable(conversation.title),
            "folded": storable(conversation.title).casefold(),
            "data": encoded(conversation),
        },
    )


def storable(text: str) -> str:
    """`text` as a column can hold it: a lone surrogate is no UTF-8 (FAULTS.md finding 9)."""
    return text.encode("utf-8", "replace").decode()


def mark_deleted(connection: Connection, ids: Iterable[str], deleted: bool) -> None:
    """Hides conversations, or brings them back; they leave the disk at a later start."""
    for identity in ids:
        row = connection.execute(
            "SELECT position, data FROM conversations WHERE id = ?", (identity,)
        ).fetchone()
        if row is None:
            continue
        value, whole = lenient(row[1], Conversation)
        if value is not None and whole:
            put(connection, msgspec.structs.replace(value, deleted=deleted), row[0])
        else:
            connection.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (int(deleted), identity))


def draft(connection: Connection, identity: str) -> Draft:
    """What is typed but not sent in a conversation; an empty draft where nothing is."""
    row = connection.execute("SELECT data FROM drafts WHERE conversation = ?", (identity,)).fetchone()
    if row is None:
        return Draft()
    value, _ = lenient(row[0], Draft)
    return value or Draft()


def save_draft(connection: Connection, identity: str, value: Draft) -> None:
    """Keeps a draft; an empty one leaves no row."""
    if value == Draft():
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (identity,))
    else:
        connection.execute(
            "INSERT INTO drafts(conversation, data) VALUES(?, ?)"
            " ON CONFLICT(conversation) DO UPDATE SET data = excluded.data",
            (identity, encoded(value)),
        )
    use_blobs(connection, f"draft:{identity}", blobs_of(value.parts))


def blobs_of(parts: Iterable[Part]) -> frozenset[str]:
    """The hashes of all pictures, masks and files that the parts name."""
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Picture):
            found.update(ref.sha256 for ref in (part.ref, part.mask) if ref is not None)
        elif isinstance(part, File) and part.sha256:
            found.add(part.sha256)
    return frozenset(found)


def use_blobs(connection: Connection, owner: str, hashes: frozenset[str]) -> None:
    """Records that `owner` needs these blobs and no others."""
    known = {row[0] for row in connection.execute("SELECT sha256 FROM blob_uses WHERE owner = ?", (owner,))}
    if known == hashes:
        return
    connection.executemany(
        "DELETE FROM blob_uses WHERE owner = ? AND sha256 = ?", [(owner, name) for name in known - hashes]
    )
    connection.executemany(
        "INSERT INTO blob_uses(owner, sha256) VALUES(?, ?)", [(owner, name) for name in hashes - known]
    )
