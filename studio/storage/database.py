"""The one door to SQLite: how the library's file is opened, upgraded, and how its failures become words.

The law of this file: connections are made here and nowhere else; the codes of `_WORDS` are failures a person can
act on, every other error of SQLite is a bug and stays loud. `synchronous` is FULL for every commit: streaming
flushes come at most four times a second for each answer, which a disk can bear, and one rule is easier to trust
than two.
"""

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from studio.domain.errors import Failure, Kind, Remedy, StudioError

Connection: TypeAlias = sqlite3.Connection
DatabaseError = sqlite3.DatabaseError
IntegrityError = sqlite3.IntegrityError

FILE_NAME = "studio.db"
BUSY_SECONDS = 5.0
BRIEF_SECONDS = 0.2
SQLITE_VERSION = sqlite3.sqlite_version
NEWER_SCHEMA = "newer_schema"
"""`Failure.code` of a library that a newer version of the program made."""

_MAGIC = b"SQLite format 3\x00"

_WORDS: dict[int, tuple[str, Remedy]] = {
    sqlite3.SQLITE_BUSY: (
        "Another program is using the library file {path}. Close it; then it goes on.",
        Remedy.RETRY,
    ),
    sqlite3.SQLITE_READONLY: ("The library {path} is read-only, so nothing is being saved.", Remedy.FOLDER),
    sqlite3.SQLITE_IOERR: (
        "The disk reported an error while the library {path} was used. Check the disk.",
        Remedy.RETRY,
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The library {path} is damaged. Start the program again: it then saves what can be read.",
        Remedy.NONE,
    ),
    sqlite3.SQLITE_FULL: (
        "The disk is full, so nothing is being saved in {path}. Make room on it.",
        Remedy.FOLDER,
    ),
    sqlite3.SQLITE_CANTOPEN: ("The library {path} cannot be opened. Choose another folder.", Remedy.FOLDER),
    sqlite3.SQLITE_PROTOCOL: (
        "The library {path} cannot be locked; a network folder is no place for it. Choose another folder.",
        Remedy.FOLDER,
    ),
    sqlite3.SQLITE_NOTADB: ("The file {path} is not a library of this program.", Remedy.FOLDER),
}
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PASSING = ("BUSY", "READONLY", "IOERR", "FULL", "CANTOPEN", "PROTOCOL")


def _code(error: sqlite3.Error) -> int:
    """The primary result code, 0 where the error did not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file is damaged or no database."""
    return _code(error) in _DAMAGE


def is_interrupted(error: sqlite3.Error) -> bool:
    """Whether the statement was given up because nobody waits for it any more."""
    return _code(error) == sqlite3.SQLITE_INTERRUPT


def in_words(error: sqlite3.Error, path: Path) -> StudioError | None:
    """The failure behind an error of SQLite, or None for a bug."""
    known = _WORDS.get(_code(error))
    if known is None:
        return None
    words, remedy = known
    return StudioError(
        Failure(
            kind=Kind.STORAGE,
            message=words.format(path=path),
            remedy=remedy,
            code=getattr(error, "sqlite_errorname", None),
            detail=str(error),
        )
    )


def passes(failure: Failure) -> bool:
    """Whether writing again later can help (disk full, locked, an error of the disk)."""
    words = (failure.code or "").split("_")
    return words[0] == "SQLITE" and len(words) > 1 and words[1] in _PASSING


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the failures of `_WORDS` into `StudioError`; everything else passes as it is."""
    try:
        yield
    except sqlite3.Error as error:
        told = in_words(error, path)
        if told is None:
            raise
        raise told from error


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """All or nothing: BEGIN IMMEDIATE … COMMIT, rolled back by any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> Connection:
    """A connection with the pragmas of FAULTS.md 6; it belongs to the thread that calls.

    A file that is made has mode 0600 whatever the umask is. `immutable` opens a file on a read-only disk, where
    WAL cannot work; nobody else may write to it meanwhile.
    """
    if not (read_only or immutable):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
        path.chmod(0o600)
    query = "immutable=1&mode=ro" if immutable else "mode=ro" if read_only else "mode=rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{query}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA mmap_size=0")
        connection.execute("PRAGMA cache_size=-16000")
        if not (read_only or immutable):
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA journal_size_limit=67108864")
    except BaseException:
        connection.close()
        raise
    return connection


def wait_for_locks(connection: Connection, briefly: bool) -> None:
    """How long statements wait for another program's lock: five seconds, or a moment when that was in vain."""
    seconds = BRIEF_SECONDS if briefly else BUSY_SECONDS
    connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


@cache
def has_fts5() -> bool:
    """Whether this SQLite was built with the full-text index."""
    connection = sqlite3.connect(":memory:")
    try:
        return any(row[0] == "ENABLE_FTS5" for row in connection.execute("PRAGMA compile_options"))
    finally:
        connection.close()


def steps() -> tuple[tuple[int, str], ...]:
    """The migrations in order: number and SQL."""
    found = [
        (int(entry.name[:4]), entry.read_text("utf-8"))
        for entry in files("studio.storage.migrations").iterdir()
        if entry.name.endswith(".sql") and entry.name[:4].isdigit()
    ]
    return tuple(sorted(found))


def newest_schema() -> int:
    """The schema this version of the program writes."""
    return steps()[-1][0]


def version_of(connection: Connection) -> int:
    """The schema the file has; 0 is a file nothing was written to yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def header_version(path: Path) -> int | None:
    """The schema number read from the file's first bytes without opening it as a database; None for no database."""
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        return None
    return int(struct.unpack(">I", header[60:64])[0])


def refuse_newer(version: int, path: Path) -> None:
    """Raises `StudioError` (code NEWER_SCHEMA) when a newer program made the file."""
    if version > newest_schema():
        raise StudioError(
            Failure(
                kind=Kind.STORAGE,
                message=f"The library {path} was made by a newer version of Gateway Studio, so it was left untouched. "
                "Update the program, or choose another folder.",
                remedy=Remedy.FOLDER,
                code=NEWER_SCHEMA,
            )
        )


def migrate(connection: Connection, path: Path, todo: tuple[tuple[int, str], ...] | None = None) -> int:
    """Brings the file to the newest schema, each step in one transaction with its number; gives the steps done.

    Before the first step of a file that holds something, a copy is taken into `backups/`. Raises `StudioError`
    for a newer schema, whose file stays untouched.
    """
    version = version_of(connection)
    refuse_newer(version, path)
    waiting = [(number, sql) for number, sql in todo or steps() if number > version]
    if waiting and version:
        copy_into(connection, path.parent / "backups" / f"before-schema-{waiting[-1][0]}.db")
    for number, sql in waiting:
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version={number};\nCOMMIT;")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return len(waiting)


def copy_into(connection: Connection, target: Path) -> None:
    """A whole copy of the open database, first under another name, then moved into place."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600))
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    unfinished.replace(target)


def seems_sound(connection: Connection) -> None:
    """A look at the file that costs the same for any size: schema, and both ends of every table.

    Raises `sqlite3.DatabaseError` for damage it meets. The whole file is checked once a day in the background.
    """
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    if version_of(connection) and "messages" not in names:
        raise damaged("the tables are missing")
    for name in names:
        if name in _ENDS:
            for order in ("ASC", "DESC"):
                connection.execute(f"SELECT * FROM {name} ORDER BY rowid {order} LIMIT 1").fetchall()
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    if pages > 1 and connection.execute("PRAGMA freelist_count").fetchone()[0] > pages:
        raise damaged("the list of free pages is longer than the file")


_ENDS = frozenset(
    {"conversations", "messages", "message_texts", "settings", "gateways", "drafts", "pictures"}
)


def damaged(why: str) -> sqlite3.DatabaseError:
    """The error of damage that SQLite itself did not notice."""
    error = sqlite3.DatabaseError(why)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error
