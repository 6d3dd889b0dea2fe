"""What keeps the library small and safe: purging, sweeping, the daily check and copy, figures."""

import logging
import os
import shutil
from datetime import date
from pathlib import Path
from time import time

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.library import StorageFigures
from studio.storage import blobs as blob_rows
from studio.storage import exchanges, search_index
from studio.storage.blobs import Blobs, disk_words, make_private, sync_folder
from studio.storage.database import FILE_NAME, Connection, transaction

BACKUPS = "backups"
KEPT_BACKUPS = 3
_DAY = 86_400.0
_PER_STEP = 20

_log = logging.getLogger(__name__)


def purge_step(connection: Connection, before: int) -> bool:
    """Removes some of what was deleted, up to conversation key `before`; True when there may be more."""
    rows = connection.execute(
        "SELECT key FROM conversations WHERE deleted = 1 AND key <= ? LIMIT ?", (before, _PER_STEP)
    ).fetchall()
    for (key,) in rows:
        _remove_messages(connection, "conversation = ?", key)
        connection.execute("DELETE FROM conversations WHERE key = ?", (key,))
    return len(rows) == _PER_STEP


def purge_branches(connection: Connection) -> None:
    """Removes the messages that were deleted one by one."""
    _remove_messages(connection, "deleted_by IS NOT ?", None)


def _remove_messages(connection: Connection, where: str, value: int | None) -> None:
    seqs = [row[0] for row in connection.execute(f"SELECT seq FROM messages WHERE {where}", (value,))]
    for seq in seqs:
        search_index.take_out(connection, seq)
        connection.execute("DELETE FROM blob_uses WHERE owner = ?", (f"message:{seq}",))
        connection.execute("DELETE FROM messages WHERE seq = ?", (seq,))


def purge_lonely(connection: Connection) -> None:
    """Removes drafts and requests whose conversation or message is gone for good, and deleted pictures' rows."""
    connection.execute("DELETE FROM pictures WHERE deleted = 1")
    connection.execute("DELETE FROM comparisons WHERE deleted = 1")


def sweep(connection: Connection, blobs: Blobs, before: float) -> int:
    """Deletes the files nobody needs any more, and what a crash left; gives how many went."""
    gone = 0
    for sha256 in blob_rows.unused(connection, before):
        with transaction(connection):
            blob_rows.forget(connection, sha256)
        blobs.remove(sha256)
        gone += 1
    for path in blob_rows.strays(connection, blobs, time()):
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def last_backup(folder: Path) -> Path | None:
    """The newest daily copy, or None."""
    return next(iter(backups(folder)), None)


def backups(folder: Path) -> list[Path]:
    """The daily copies, newest first."""
    return sorted((folder / BACKUPS).glob("studio-????-??-??.db"), reverse=True)


def backup_is_due(folder: Path) -> bool:
    """Whether the newest daily copy is more than a day old; a copy from the future counts as old."""
    newest = last_backup(folder)
    return newest is None or not 0 <= time() - newest.stat().st_mtime < _DAY


def back_up(connection: Connection, folder: Path) -> Path:
    """Checks the whole file, copies it into `backups/`, keeps the newest three; the copy's path.

    `connection` may be read-only. Raises `sqlite3.DatabaseError` for damage, and then no old copy is lost, and
    `StudioError` when the disk has no room.
    """
    source = folder / FILE_NAME
    if shutil.disk_usage(folder).free < source.stat().st_size * 1.2:
        raise failing(
            Kind.STORAGE,
            f"There is no room for today's copy of the library in {folder}. Make room on the disk.",
            Remedy.FOLDER,
        )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for (verdict,) in connection.execute("PRAGMA quick_check(1)"):
        if verdict != "ok":
            raise failing(
                Kind.STORAGE,
                f"The library {source} is damaged. Start the program again: it then saves what can be read.",
                Remedy.NONE,
                code="SQLITE_CORRUPT",
                detail=str(verdict)[:2000],
            )
    make_private(folder / BACKUPS)
    target = folder / BACKUPS / f"studio-{date.today().isoformat()}.db"
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
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
