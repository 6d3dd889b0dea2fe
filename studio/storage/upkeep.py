"""What keeps the library small and safe: purging, sweeping, the daily check and copy, figures."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import time

import msgspec

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.library import StorageFigures
from studio.storage import exchanges, search_index
from studio.storage import settings as settings_rows
from studio.storage.blobs import FOLDER, Blobs
from studio.storage.database import FILE_NAME, Connection, connect, damaged, migrate, transaction
from studio.storage.files import disk_words, make_private, put_in_place, remove_database, sync_folder

BACKUPS = "backups"
KEPT_BACKUPS = 3
_DAY = 86_400.0
_PORTION = 20


class Doomed(msgspec.Struct, frozen=True):
    """What the user deleted in earlier runs: row numbers of conversations, messages and pictures."""

    conversations: tuple[int, ...] = ()
    messages: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()


def doomed(connection: Connection) -> Doomed:
    """What is marked as deleted now; asked at the start, so that this run's deletions can be undone."""

    def numbers(sql: str) -> tuple[int, ...]:
        return tuple(row[0] for row in connection.execute(sql))

    return Doomed(
        numbers("SELECT key FROM conversations WHERE deleted = 1"),
        numbers("SELECT seq FROM messages WHERE deleted_by IS NOT NULL"),
        numbers("SELECT seq FROM pictures WHERE deleted = 1"),
    )


def in_portions(all_of_it: Doomed) -> Iterator[Doomed]:
    """The same, so little at a time that no write waits long for it."""
    for key in all_of_it.conversations:
        yield Doomed(conversations=(key,))
    for at in range(0, len(all_of_it.messages), _PORTION):
        yield Doomed(messages=all_of_it.messages[at : at + _PORTION])
    for at in range(0, len(all_of_it.pictures), _PORTION):
        yield Doomed(pictures=all_of_it.pictures[at : at + _PORTION])


def purge(connection: Connection, going: Doomed) -> None:
    """Removes what is still marked as deleted, with its text in the index."""
    for key in going.conversations:
        row = connection.execute(
            "SELECT id FROM conversations WHERE key = ? AND deleted = 1", (key,)
        ).fetchone()
        if row is None:
            continue
        for (seq,) in connection.execute(
            "SELECT seq FROM messages WHERE conversation = ?", (key,)
        ).fetchall():
            _remove_message(connection, seq)
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (row[0],))
        connection.execute("DELETE FROM blob_uses WHERE owner = ?", (f"draft:{row[0]}",))
        connection.execute("DELETE FROM conversations WHERE key = ?", (key,))
    for seq in going.messages:
        if connection.execute(
            "SELECT 1 FROM messages WHERE seq = ? AND deleted_by IS NOT NULL", (seq,)
        ).fetchone():
            _remove_message(connection, seq)
    for seq in going.pictures:
        connection.execute("DELETE FROM pictures WHERE seq = ? AND deleted = 1", (seq,))


def _remove_message(connection: Connection, seq: int) -> None:
    search_index.take_out(connection, seq)
    row = connection.execute("SELECT id FROM messages WHERE seq = ?", (seq,)).fetchone()
    connection.execute("DELETE FROM blob_uses WHERE owner = ?", (f"message:{seq}",))
    connection.execute("DELETE FROM exchanges WHERE message_id = ?", (row[0],))
    connection.execute("DELETE FROM messages WHERE seq = ?", (seq,))


def unused(connection: Connection, before: float) -> tuple[str, ...]:
    """The blobs nobody needs that were last put before an epoch time."""
    rows = connection.execute(
        "SELECT sha256 FROM blobs b WHERE created_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM blob_uses u WHERE u.sha256 = b.sha256)",
        (before,),
    )
    return tuple(row[0] for row in rows)


def forget_blob(connection: Connection, blobs: Blobs, sha256: str) -> None:
    """Removes a blob, row and file, unless somebody came to need it meanwhile."""
    gone = connection.execute(
        "DELETE FROM blobs WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM blob_uses WHERE sha256 = ?1)"
        " RETURNING sha256",
        (sha256,),
    ).fetchall()
    if gone:
        blobs.remove(sha256)


def known_blobs(connection: Connection) -> frozenset[str]:
    """The hashes of all blobs that have a row."""
    return frozenset(row[0] for row in connection.execute("SELECT sha256 FROM blobs"))


def remove_strays(blobs: Blobs, known: frozenset[str]) -> int:
    """Deletes files older than a day that no row names: what a crash between file and row left; gives how many."""
    gone = 0
    for path in blobs.on_disk():
        if path.stem not in known and path.is_file() and path.stat().st_mtime < time() - _DAY:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def backups(folder: Path) -> list[Path]:
    """The daily copies, newest first."""
    return sorted((folder / BACKUPS).glob("studio-????-??-??.db"), reverse=True)


def backup_is_due(folder: Path) -> bool:
    """Whether the newest daily copy is more than a day old; a copy from the future counts as old."""
    newest = next(iter(backups(folder)), None)
    return newest is None or not 0 <= time() - newest.stat().st_mtime < _DAY


def back_up(connection: Connection, folder: Path) -> Path:
    """Checks the whole file, copies it into `backups/`, keeps the newest three; the copy's path.

    `connection` may be read-only. Raises `sqlite3.DatabaseError` for damage, and then no older copy goes, and
    `StudioError` when the disk has no room.
    """
    source = folder / FILE_NAME
    if shutil.disk_usage(folder).free < source.stat().st_size * 1.2:
        raise failing(
            Kind.STORAGE,
            f"There is no room for today's copy of the library in {folder}. Make room on the disk.",
            Remedy.FOLDER,
        )
    for (verdict,) in connection.execute("PRAGMA quick_check(1)"):
        if verdict != "ok":
            raise damaged(str(verdict))
    target = folder / BACKUPS / f"studio-{date.today().isoformat()}.db"
    unfinished = target.with_name(target.name + ".part")
    try:
        make_private(folder / BACKUPS)
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_words(error, target) from error
    finally:
        unfinished.unlink(missing_ok=True)
    for old in backups(folder)[KEPT_BACKUPS:]:
        old.unlink(missing_ok=True)
    return target


def figures(connection: Connection, folder: Path) -> StorageFigures:
    """Where things are and how big."""

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    files = [folder / (FILE_NAME + end) for end in ("", "-wal")]
    return StorageFigures(
        folder=str(folder),
        database_bytes=sum(path.stat().st_size for path in files if path.exists()),
        picture_bytes=one("SELECT coalesce(sum(size), 0) FROM blobs"),
        exchange_bytes=exchanges.total(connection),
        conversations=one("SELECT count(*) FROM conversations WHERE deleted = 0"),
        messages=one("SELECT count(*) FROM messages WHERE deleted_by IS NULL"),
        pictures=one("SELECT count(*) FROM pictures WHERE deleted = 0"),
    )


def compact(connection: Connection) -> None:
    """Makes the file as small as it can be; takes a while and wants as much free room as the file is big."""
    if search_index.ready(connection):
        for table in ("words", "fragments"):
            connection.execute(f"INSERT INTO {table}({table}) VALUES('optimize')")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def start_afresh(connection: Connection, path: Path) -> Connection:
    """Closes and deletes everything but settings and gateways; the connection to the new, empty library.

    No other connection may be open. The new file is whole before it takes the old one's place.
    """
    settings, gateways = settings_rows.raw(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    folder = path.parent
    fresh = path.with_name(path.name + ".new")
    remove_database(fresh)
    made = connect(fresh)
    try:
        migrate(made, fresh)
        search_index.make(made)
        with transaction(made):
            settings_rows.put_raw(made, settings, gateways)
    finally:
        made.close()
    shutil.rmtree(folder / BACKUPS, ignore_errors=True)
    for old in folder.glob(f"{path.name}.damaged-*"):
        old.unlink(missing_ok=True)
    put_in_place(fresh, path)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    return connect(path)
