"""How a library is opened, whatever lies in its folder."""

import os
from pathlib import Path
from uuid import uuid4

import msgspec

from studio.domain.errors import Kind, Remedy, failing
from studio.storage import messages, search_index
from studio.storage.blobs import disk_words, make_private
from studio.storage.database import (
    FILE_NAME,
    Connection,
    connect,
    header_version,
    migrate,
    refuse_newer,
    seems_sound,
    transaction,
    translated,
)


class Opened(msgspec.Struct):
    """How it went: whether only reading is possible, and what the user must be told."""

    path: Path
    read_only: bool = False
    notices: tuple[str, ...] = ()


def look(folder: Path) -> Opened:
    """Makes the folder where there is none, and finds out whether it can be written to.

    Raises `StudioError` (STORAGE, remedy FOLDER) naming the path when it cannot be a library's folder.
    """
    if folder.exists() and not folder.is_dir():
        raise failing(
            Kind.STORAGE, f"{folder} is a file, not a folder. Choose a folder for the library.", Remedy.FOLDER
        )
    try:
        make_private(folder)
    except OSError as error:
        raise disk_words(error, folder) from error
    path = folder / FILE_NAME
    if _writable(folder):
        folder.chmod(0o700)
        return Opened(path)
    if not path.is_file():
        raise failing(
            Kind.STORAGE,
            f"{folder} cannot be written to, and there is no library in it. Choose another folder.",
            Remedy.FOLDER,
        )
    return Opened(
        path,
        read_only=True,
        notices=(f"The folder {folder} is read-only: you can read everything, but nothing new is saved.",),
    )


def _writable(folder: Path) -> bool:
    probe = folder / f".part-{uuid4().hex}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        probe.unlink()
    except OSError:
        return False
    return True


def open_writing(opened: Opened) -> Connection:
    """The writing connection: upgraded, looked over, with what a crash left in order. Call on the writer's thread."""
    path = opened.path
    if path.exists() and path.stat().st_size:
        refuse_newer(header_version(path) or 0, path)
    with translated(path):
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
