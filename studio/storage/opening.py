"""How a library is opened, whatever lies in its folder."""

import os
import shutil
import tempfile
from pathlib import Path
from time import strftime
from uuid import uuid4

import msgspec

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.storage import conversations, messages, salvage, search_index
from studio.storage.database import (
    FILE_NAME,
    Connection,
    DatabaseError,
    connect,
    damaged,
    header_version,
    is_damage,
    migrate,
    newest_schema,
    refuse_newer,
    seems_sound,
    transaction,
    translated,
)
from studio.storage.files import disk_words, make_private, write_whole

_MADE = "library.txt"
_SUSPECT = "damage-seen.txt"


class Opened(msgspec.Struct):
    """How it went: whether only reading is possible, and what the user must be told.

    `scratch` is a folder of its own that holds a copy of the database, and goes when the library is closed.
    """

    path: Path
    read_only: bool = False
    notices: tuple[str, ...] = ()
    scratch: Path | None = None


def look(folder: Path) -> Opened:
    """Makes the folder where there is none, and finds out whether it can be written to.

    Raises `StudioError` (STORAGE, remedy FOLDER) naming the path when it cannot be a library's folder.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise failing(
                Kind.STORAGE,
                f"{folder} is a file, not a folder. Choose a folder for the library.",
                Remedy.FOLDER,
            )
        make_private(folder)
        path = folder / FILE_NAME
        if _writable(folder):
            folder.chmod(0o700)
            return Opened(path)
        there = path.is_file()
    except OSError as error:
        raise disk_words(error, folder) from error
    if not there:
        raise failing(
            Kind.STORAGE,
            f"{folder} cannot be written to, and there is no library in it. Choose another folder.",
            Remedy.FOLDER,
        )
    return _for_reading(path)


def _for_reading(path: Path) -> Opened:
    """A library on a disk that cannot be written to. Raises `StudioError` when it would have to be upgraded first."""
    version = header_version(path)
    refuse_newer(version or 0, path)
    if version is not None and version < newest_schema():
        raise failing(
            Kind.STORAGE,
            f"The library {path} is of an older version and cannot be upgraded, because its folder is read-only. "
            "Copy it to a folder that can be written to.",
            Remedy.FOLDER,
        )
    notices = [f"The folder {path.parent} is read-only: you can read everything, but nothing new is saved."]
    beside = path.with_name(path.name + "-wal")
    if beside.is_file() and beside.stat().st_size:
        notices.append(f"The newest changes lie in {beside.name}, which cannot be read on a read-only disk.")
    return Opened(path, read_only=True, notices=tuple(notices))


def copied(folder: Path) -> Opened:
    """A copy of a library's database for reading only, whoever has it open and whatever version made it.

    Raises `StudioError` when it cannot be copied, or holds what this version cannot read.
    """
    path = folder / FILE_NAME
    scratch = Path(tempfile.mkdtemp(prefix="studio-copy-"))
    copy = scratch / FILE_NAME
    try:
        for end in ("", "-wal"):
            if end == "" or path.with_name(path.name + end).is_file():
                shutil.copyfile(path.with_name(path.name + end), copy.with_name(copy.name + end))
        with translated(path):
            connection = connect(copy)
            try:
                connection.execute(
                    "PRAGMA journal_mode=DELETE"
                )  # brings the log in, so that it can be immutable
                conversations.all_shown(connection)
            finally:
                connection.close()
    except (OSError, StudioError, DatabaseError) as error:
        shutil.rmtree(scratch, ignore_errors=True)
        if isinstance(error, OSError):
            raise disk_words(error, path) from error
        if isinstance(error, StudioError):
            raise
        raise failing(
            Kind.STORAGE,
            f"The library {path} cannot be read by this version of Gateway Studio. Update the program.",
        ) from error
    told = f"This is a copy of {path} for reading: nothing new is saved."
    return Opened(copy, read_only=True, notices=(told,), scratch=scratch)


def _writable(folder: Path) -> bool:
    probe = folder / f".part-{uuid4().hex}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        probe.unlink()
    except OSError:
        return False
    return True


def open_writing(opened: Opened) -> Connection:
    """The writing connection: upgraded, looked over, with what a crash left in order. Call on the writer's thread.

    A damaged file is kept aside and what can be read of it is saved; `opened.notices` say so then.
    """
    try:
        return _open_writing(opened)
    except OSError as error:
        raise disk_words(error, opened.path) from error


def _open_writing(opened: Opened) -> Connection:
    path = opened.path
    with translated(path):
        try:
            _refuse_suspect(path)
            connection = _open_sound(path)
        except DatabaseError as error:
            if not is_damage(error):
                raise
            opened.notices += (salvage.rescue(path, missing=not path.exists()),)
            connection = _open_sound(path)
            (path.parent / _SUSPECT).unlink(missing_ok=True)
    if not (path.parent / _MADE).exists():
        made = f"A Gateway Studio library, made {strftime('%Y-%m-%d')}.\n"
        write_whole(path.parent / _MADE, made.encode())
    return connection


def _refuse_suspect(path: Path) -> None:
    """Raises the error of damage for a file that is known to be damaged, or is not there though it should be."""
    size = path.stat().st_size if path.is_file() else 0
    if size == 0 and not path.is_dir() and (path.parent / _MADE).exists():
        raise damaged("the file is empty or gone, although there was a library here")
    if (path.parent / _SUSPECT).exists():
        raise damaged("damage was seen in an earlier run")
    if size:
        refuse_newer(header_version(path) or 0, path)


def _open_sound(path: Path) -> Connection:
    connection = connect(path)
    try:
        migrate(connection, path)
        seems_sound(connection)
        search_index.make(connection)
        with transaction(connection):
            messages.cut_off_running(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_reading(opened: Opened) -> Connection:
    """A connection that only reads; on a read-only disk one that needs no files beside the database."""
    with translated(opened.path):
        return connect(opened.path, read_only=True, immutable=opened.read_only)


def mark_suspect(path: Path) -> None:
    """Remembers that damage was seen, so that the next start saves what can be read."""
    try:
        (path.parent / _SUSPECT).touch(mode=0o600)
    except OSError:
        return  # a disk that takes nothing: the next start finds the damage by itself
