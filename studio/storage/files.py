"""Files that are there whole or not at all, and what the user is told when the disk does not take them."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from studio.domain.errors import Kind, Remedy, StudioError, failing

_PREFIX_OF_UNFINISHED = ".part-"


def disk_words(error: OSError, path: Path) -> StudioError:
    """The failure behind an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        words, remedy = (
            f"The disk is full, so nothing could be written to {path}. Make room on it.",
            Remedy.FOLDER,
        )
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        words, remedy = f"{path} may not be written to. Choose another folder.", Remedy.FOLDER
    else:
        words, remedy = f"{path} could not be used: {error.strerror}. Check the disk.", Remedy.FOLDER
    return failing(
        Kind.STORAGE, words, remedy, code=errno.errorcode.get(error.errno or 0), detail=str(error)[:2000]
    )


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all; see `write_pieces`."""
    write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file piece by piece: temporary name, fsync, rename; mode 0600.

    It is there whole or not at all, and what was there before stays until then. Raises `StudioError` (STORAGE) in
    words, and whatever `pieces` raises.
    """
    unfinished = path.with_name(_PREFIX_OF_UNFINISHED + uuid4().hex)
    try:
        make_private(path.parent)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise disk_words(error, path) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Makes a folder that only its owner can enter, whatever the umask is."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(0o700)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` durable, where the system knows such a thing."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_database(path: Path) -> None:
    """Removes a database file with everything beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def put_in_place(fresh: Path, path: Path) -> None:
    """Moves a closed database over another closed one; a log that belonged to the old one must not meet the new one."""
    for end in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    fresh.replace(path)
    sync_folder(path.parent)
