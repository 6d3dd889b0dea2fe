"""Saves what can be read of a damaged library: the file is kept aside untouched, its rows are copied one by one.

Rows that cannot be read come from the newest daily copy, where it has them; pictures on disk that nobody names any
more are shown in the gallery again.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from studio.domain.conversation import Conversation, Draft, Message, Role, Text, new_id
from studio.domain.picture import PictureMade, PictureRef
from studio.storage import blobs as blob_rows
from studio.storage import conversations, gallery, messages, search_index, upkeep
from studio.storage.blobs import Blobs
from studio.storage.coding import lenient
from studio.storage.conversations import blobs_of, use_blobs
from studio.storage.database import (
    Connection,
    DatabaseError,
    IntegrityError,
    connect,
    header_version,
    migrate,
    newest_schema,
    refuse_newer,
    steps,
    transaction,
)
from studio.storage.files import disk_words, put_in_place, remove_database
from studio.storage.imports.sizes import picture_size

_NUMBERED = ("conversations", "messages", "pictures", "votes", "exchanges")
_NAMED = ("settings", "gateways", "drafts", "blobs", "comparisons", "line_ups", "catalogues", "jobs", "usage")
_CHUNK = 1000
_UNKNOWN_END = 2_000_000
_MOST_LOST = 200_000
_HEADER_READ = 1 << 16


class Saved(msgspec.Struct):
    """What came over: rows by table, those lost by table, and how many the daily copy gave back."""

    rows: dict[str, int] = {}
    lost: dict[str, list[int]] = {}
    from_copy: int = 0


def rescue(path: Path, missing: bool = False) -> str:
    """Puts a sound library in the place of a damaged one; the sentence that tells the user.

    Raises `StudioError` when the disk has no room for that; everything is then as before.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now():%Y-%m-%d-%H%M%S}")
    fresh = path.with_name(path.name + ".new")
    copies = upkeep.backups(path.parent)
    try:
        with tempfile.TemporaryDirectory(prefix=".salvage-", dir=path.parent) as place:
            work = Path(place) / path.name
            for end in ("", "-wal"):
                if path.with_name(path.name + end).is_file():
                    shutil.copyfile(path.with_name(path.name + end), work.with_name(work.name + end))
            remove_database(fresh)
            saved = _copied(work, fresh, copies[0] if copies else None)
            if not saved.rows.get("messages") and not saved.rows.get("conversations"):
                copy = _restored(fresh, copies, path)
            else:
                copy = None
        _mend(fresh, Blobs(path.parent))
        for end in ("", "-wal", "-shm"):
            if path.with_name(path.name + end).exists():
                path.with_name(path.name + end).replace(aside.with_name(aside.name + end))
        put_in_place(fresh, path)
    except OSError as error:
        raise disk_words(error, path) from error
    return _in_words(saved, copy, None if missing else aside)


def _in_words(saved: Saved, copy: Path | None, aside: Path | None) -> str:
    what = (
        "The library was gone." if aside is None else f"The library was damaged; it is kept as {aside.name}."
    )
    if copy is not None:
        day = copy.stem.removeprefix("studio-")
        return f"{what} The copy of {day} was restored."
    if not saved.rows.get("messages") and not saved.rows.get("conversations"):
        return f"{what} Nothing of it could be read, and there was no copy, so a new one was started."
    lost = len(saved.lost.get("messages", []))
    text = f"{what} Restored {saved.rows.get('messages', 0):,} messages"
    text += f" in {saved.rows.get('conversations', 0):,} conversations"
    if saved.from_copy:
        text += f", {saved.from_copy:,} of all rows from the last daily copy"
    return text + (f"; up to {lost:,} messages could not be read." if lost else ".")


def _copied(work: Path, fresh: Path, copy: Path | None) -> Saved:
    """Every row of `work` that can be read, in the new file `fresh`."""
    saved = Saved()
    version = (
        min(header_version(work) or newest_schema(), newest_schema()) if work.is_file() else newest_schema()
    )
    target = connect(fresh)
    try:
        migrate(target, fresh, steps()[: max(version, 1)])
        target.execute("PRAGMA foreign_keys=OFF")
        source = _opened(work)
        if source is not None:
            try:
                with transaction(target):
                    for table in (*_NAMED, *_NUMBERED):
                        _copy_table(source, target, table, saved)
            finally:
                source.close()
            if copy is not None and any(saved.lost.values()):
                _fill_gaps(copy, target, saved)
        migrate(target, fresh)
    finally:
        target.close()
    return saved


def _opened(work: Path) -> Connection | None:
    """A connection to the working copy, without its log when that makes it unreadable; None when nothing helps."""
    if not work.is_file() or not work.stat().st_size:
        return None
    for _ in range(2):
        connection = None
        try:
            connection = connect(work)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except DatabaseError:
            if connection is not None:
                connection.close()
            for end in ("-wal", "-shm"):
                work.with_name(work.name + end).unlink(missing_ok=True)
    return None


def _columns(connection: Connection, table: str) -> list[str]:
    try:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    except DatabaseError:
        return []


def _copy_table(source: Connection, target: Connection, table: str, saved: Saved) -> None:
    known = _columns(source, table)
    names = [name for name in _columns(target, table) if name in known]
    if not names:
        return
    lost: list[int] = []
    insert = f"INSERT OR IGNORE INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
    count = 0
    for row in _readable(source, table, names, lost):
        try:
            count += target.execute(insert, row).rowcount
        except IntegrityError:
            continue  # a row whose values were overwritten with something else
    saved.rows[table] = count
    if lost:
        saved.lost[table] = lost


def _readable(source: Connection, table: str, names: list[str], lost: list[int]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in order of their numbers; numbers whose rows cannot be read are added to `lost`."""
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    end = _last_number(source, table)
    waiting = [(at, min(at + _CHUNK - 1, end)) for at in range(0, end + 1, _CHUNK)]
    waiting.reverse()
    while waiting and len(lost) < _MOST_LOST:
        first, last = waiting.pop()
        try:
            rows = source.execute(sql, (first, last)).fetchall()
        except (DatabaseError, UnicodeDecodeError, OverflowError):
            if first == last:
                lost.append(first)
            else:
                middle = (first + last) // 2
                waiting += [(middle + 1, last), (first, middle)]
            continue
        yield from rows


def _last_number(source: Connection, table: str) -> int:
    """The highest row number, by whatever still tells it."""
    for sql, values in (
        (f"SELECT max(rowid) FROM {table}", ()),
        ("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)),
    ):
        try:
            row = source.execute(sql, values).fetchone()
        except DatabaseError:
            continue
        number = row[0] if row is not None else 0
        if number is None or isinstance(number, int):
            return min(max(number or 0, 0), 1 << 40)
    return _UNKNOWN_END


def _fill_gaps(copy: Path, target: Connection, saved: Saved) -> None:
    """Takes the rows that were lost from the daily copy, where it has them."""
    source = connect(copy, immutable=True)
    try:
        with transaction(target):
            for table, numbers in saved.lost.items():
                saved.from_copy += _from_copy(source, target, table, numbers)
    except DatabaseError:
        return  # a copy that is damaged too gives nothing
    finally:
        source.close()


def _from_copy(source: Connection, target: Connection, table: str, numbers: list[int]) -> int:
    known = _columns(source, table)
    names = [name for name in _columns(target, table) if name in known]
    insert = f"INSERT OR IGNORE INTO {table}({', '.join(names)}) VALUES({', '.join('?' * len(names))})"
    chosen = f"SELECT {', '.join(names)} FROM {table}"
    if table not in _NUMBERED:  # the numbers of these rows change from copy to copy, their names do not
        return sum(target.execute(insert, row).rowcount for row in source.execute(chosen))
    count = 0
    for number in numbers:
        row = source.execute(f"{chosen} WHERE rowid = ?", (number,)).fetchone()
        if row is not None:
            count += target.execute(insert, row).rowcount
    return count


def _restored(fresh: Path, copies: list[Path], path: Path) -> Path | None:
    """The newest daily copy that can be opened, in the place of `fresh`; None when there is none."""
    for copy in copies:
        try:
            refuse_newer(header_version(copy) or 0, copy)
            source = connect(copy, immutable=True)
        except DatabaseError:
            continue
        try:
            source.execute("SELECT count(*) FROM messages").fetchone()
            remove_database(fresh)
            shutil.copyfile(copy, fresh)
        except DatabaseError:
            continue
        finally:
            source.close()
        fresh.chmod(0o600)
        return copy
    return None


def _mend(fresh: Path, blobs: Blobs) -> None:
    """Makes the saved rows fit together: conversations for lonely messages, texts to index, files in use."""
    connection = connect(fresh)
    try:
        migrate(connection, fresh)
        connection.execute("PRAGMA foreign_keys=OFF")
        search_index.make(connection)
        with transaction(connection):
            _adopt(connection)
            _books(connection)
            _show_lonely_pictures(connection, blobs)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _adopt(connection: Connection) -> None:
    """Gives messages whose conversation is lost a new one."""
    lonely = connection.execute(
        "SELECT DISTINCT conversation FROM messages WHERE conversation NOT IN (SELECT key FROM conversations)"
    ).fetchall()
    for (key,) in lonely:
        at = connection.execute(
            "SELECT max(created_at) FROM messages WHERE conversation = ?", (key,)
        ).fetchone()[0]
        identity = new_id()
        conversations.put_dated(
            connection, Conversation(id=identity, title="Restored conversation", created_at=at, updated_at=at)
        )
        connection.execute("UPDATE conversations SET key = ? WHERE id = ?", (key, identity))


def _books(connection: Connection) -> None:
    """Texts to be indexed and files in use, anew from the messages themselves."""
    connection.execute("DELETE FROM blob_uses")
    connection.execute("DELETE FROM message_texts WHERE indexed = 0 OR seq NOT IN (SELECT seq FROM messages)")
    known = {row[0] for row in connection.execute("SELECT seq FROM message_texts")}
    for seq, identity, role, data in connection.execute(
        "SELECT seq, id, role, data FROM messages"
    ).fetchall():
        value, whole = lenient(data, Message)
        message = value or Message(
            id=identity,
            parent=None,
            role=Role.USER if role == Role.USER else Role.ASSISTANT,
            parts=(Text("The text of this message could not be restored."),),
        )
        if not whole:
            connection.execute(
                "UPDATE messages SET data = ? WHERE seq = ?", (msgspec.json.encode(message).decode(), seq)
            )
        use_blobs(connection, f"message:{seq}", blobs_of(message.parts))
        if seq not in known:
            connection.execute(
                "INSERT INTO message_texts(seq, indexed, facts, text) VALUES(?, 0, ?, ?)",
                (seq, messages.facts_of(message), messages.searched_text(message)),
            )
    for identity, data in connection.execute("SELECT conversation, data FROM drafts").fetchall():
        draft, _ = lenient(data, Draft)
        use_blobs(connection, f"draft:{identity}", blobs_of((draft or Draft()).parts))
    for (data,) in connection.execute("SELECT data FROM pictures").fetchall():
        made, _ = lenient(data, PictureMade)
        if made is not None:
            gallery.save(connection, made)


def _show_lonely_pictures(connection: Connection, blobs: Blobs) -> None:
    """Picture files that nothing names any more go back into the gallery, where the user can decide."""
    used = {row[0] for row in connection.execute("SELECT sha256 FROM blob_uses")}
    for path in blobs.on_disk():
        suffix = path.suffix.lstrip(".")
        if not path.is_file() or len(path.stem) != 64:
            continue
        about = path.stat()
        blob_rows.enter(connection, path.stem, suffix, about.st_size)
        if path.stem in used:
            continue
        with path.open("rb") as file:
            found = picture_size(file.read(_HEADER_READ))
        if found is not None:
            ref = PictureRef(path.stem, found[0], found[2], found[3])
            gallery.save(connection, PictureMade(ref=ref, created_at=about.st_mtime, origin="restored"))
        else:
            use_blobs(connection, f"restored:{path.stem}", frozenset({path.stem}))
