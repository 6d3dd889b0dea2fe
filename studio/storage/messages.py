"""Messages: rows of a tree, written as one value each, many times while an answer streams."""

import msgspec

from studio.domain.conversation import (
    Citation,
    File,
    Message,
    Picture,
    Refusal,
    Role,
    Status,
    Text,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import Failure, Kind, Remedy
from studio.storage import search_index, usage
from studio.storage.coding import decoded, encoded, lenient
from studio.storage.conversations import blobs_of, key_of, storable, use_blobs
from studio.storage.database import Connection

SEARCHED_CHARACTERS = 1_000_000
"""How much of one message can be found by searching."""

CUT_OFF = Failure(
    kind=Kind.CUT_OFF,
    message="The program ended before this answer was complete. What had come is kept; try again for a whole one.",
    remedy=Remedy.RETRY,
)


def of(connection: Connection, conversation: str) -> tuple[Message, ...]:
    """All messages of a conversation on all branches, in the order in which they were made."""
    rows = connection.execute(
        "SELECT m.data, m.id, m.parent, m.role, m.created_at, m.seq FROM messages m"
        " JOIN conversations c ON c.key = m.conversation"
        " WHERE c.id = ? AND m.deleted_by IS NULL ORDER BY m.seq",
        (conversation,),
    ).fetchall()
    return decoded((row[0] for row in rows), Message, lambda index: _stand_in(connection, rows[index]))


def _stand_in(connection: Connection, row: tuple[str, str, str | None, str, float, int]) -> Message:
    """What can still be shown of a message whose stored form cannot be read."""
    data, identity, parent, role, created_at, seq = row
    note = "A part of this message could not be read from the library."
    value, _ = lenient(data, Message)
    if value is not None and value.parts:
        return msgspec.structs.replace(value, notices=(*value.notices, note))
    found = connection.execute("SELECT text FROM message_texts WHERE seq = ?", (seq,)).fetchone()
    return Message(
        id=identity,
        parent=parent,
        role=Role.USER if role == Role.USER else Role.ASSISTANT,
        parts=(Text(found[0]),) if found else (),
        created_at=created_at,
        notices=(note,),
    )


def save(connection: Connection, conversation: str, message: Message, counted: bool = True) -> bool:
    """Writes a message; True when it is new. Raises LookupError when its conversation was never saved.

    While an answer streams only its row is written. Its text goes to the search index, its pictures and its
    usage (unless not `counted`) into the books with the first save that is final.
    """
    key = key_of(connection, conversation)
    if key is None:
        raise LookupError(
            f"message {message.id} belongs to conversation {conversation}, which was never saved"
        )
    values = {
        "conversation": key,
        "id": message.id,
        "parent": message.parent,
        "role": message.role.value,
        "status": message.status.value,
        "created_at": float(message.created_at),
        "gateway": storable(message.gateway),
        "model": storable(message.model),
        "pictures": sum(1 for part in message.parts if isinstance(part, Picture)),
        "data": encoded(message),
    }
    row = connection.execute(
        "UPDATE messages SET parent=:parent, role=:role, status=:status, created_at=:created_at, gateway=:gateway,"
        " model=:model, pictures=:pictures, data=:data WHERE conversation=:conversation AND id=:id RETURNING seq",
        values,
    ).fetchone()
    new = row is None
    if row is None:
        row = connection.execute(
            "INSERT INTO messages(conversation, id, parent, role, status, created_at, gateway, model, pictures, data)"
            " VALUES(:conversation, :id, :parent, :role, :status, :created_at, :gateway, :model, :pictures, :data)"
            " RETURNING seq",
            values,
        ).fetchone()
    _keep_books(connection, int(row[0]), message, counted)
    return new


def _keep_books(connection: Connection, seq: int, message: Message, counted: bool) -> None:
    hashes = blobs_of(message.parts)
    if hashes or not message.running:
        use_blobs(connection, f"message:{seq}", hashes)
    if message.running:
        return
    search_index.put(connection, seq, searched_text(message), facts_of(message))
    if counted:
        usage.count(connection, message)


def searched_text(message: Message) -> str:
    """What of a message can be found: its words, refusals, names and texts of files, tool calls, sources."""
    found: list[str] = []
    for part in message.parts:
        match part:
            case Text(text=text) | Refusal(text=text):
                found.append(text)
            case Picture(name=name):
                found.append(name)
            case File(name=name, text=text):
                found += (name, text or "")
            case ToolCall(name=name, arguments=arguments):
                found += (name, arguments)
            case ToolResult(name=name, content=content):
                found += (name, content)
            case Citation(url=url, title=title):
                found += (title, url)
            case _:  # thoughts and a provider's own items are not what a user looks for
                continue
    return storable("\n".join(text for text in found if text)[:SEARCHED_CHARACTERS])


def facts_of(message: Message) -> str:
    """The words the index filters by."""
    return search_index.facts(
        message.gateway, message.model, any(isinstance(part, Picture) for part in message.parts)
    )


def mark_deleted(connection: Connection, conversation: str, message: str, deleted: bool) -> None:
    """Hides a message with everything below it, or brings back exactly what that deletion hid."""
    key = key_of(connection, conversation)
    if not deleted:
        connection.execute(
            "UPDATE messages SET deleted_by = NULL WHERE conversation = ? AND deleted_by = ?", (key, message)
        )
        return
    children: dict[str | None, list[str]] = {}
    for identity, parent in connection.execute(
        "SELECT id, parent FROM messages WHERE conversation = ? AND deleted_by IS NULL", (key,)
    ):
        children.setdefault(parent, []).append(identity)
    going: dict[str, None] = {}
    waiting = [message]
    while waiting:
        identity = waiting.pop()
        if identity not in going:
            going[identity] = None
            waiting += children.get(identity, ())
    connection.executemany(
        "UPDATE messages SET deleted_by = ? WHERE conversation = ? AND id = ? AND deleted_by IS NULL",
        [(message, key, identity) for identity in going],
    )


def cut_off_running(connection: Connection) -> int:
    """Marks answers that were waiting or streaming when the program ended; gives how many.

    Those with a picture job at a gateway stay as they are: asking for them goes on.
    """
    rows = connection.execute(
        "SELECT c.id, m.data, m.seq FROM messages m JOIN conversations c ON c.key = m.conversation"
        " WHERE m.status IN ('waiting', 'streaming') AND m.id NOT IN (SELECT message_id FROM jobs)"
    ).fetchall()
    for conversation, data, seq in rows:
        message, _ = lenient(data, Message)
        if message is None:
            connection.execute("UPDATE messages SET status = 'cut_off' WHERE seq = ?", (seq,))
            continue
        failure = message.failure or CUT_OFF
        save(
            connection, conversation, msgspec.structs.replace(message, status=Status.CUT_OFF, failure=failure)
        )
    return len(rows)
