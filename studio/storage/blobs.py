"""Pictures and files on disk, each named by the hash of its bytes: the file first, then its row."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from time import time
from uuid import uuid4

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.storage.database import Connection

FOLDER = "pictures"
_PREFIX_OF_UNFINISHED = ".part-"
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SUFFIX = re.compile(r"[a-z0-9]{1,8}\Z")
_DAY = 86_400.0


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
    """Writes a file so that it is there whole or not at all: temporary name, fsync, rename; mode 0600.

    Raises `StudioError` (STORAGE) in words; nothing is left behind then.
    """
    unfinished = path.with_name(_PREFIX_OF_UNFINISHED + uuid4().hex)
    try:
        make_private(path.parent)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise disk_words(error, path) from error


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


class Blobs:
    """The picture folder of one library. Every method works on files only and may run on any one thread."""

    def __init__(self, library: Path) -> None:
        self.folder = library / FOLDER

    def put(self, data: bytes, suffix: str) -> str:
        """Keeps `data`; gives its sha256. `suffix` is a file suffix without dot, made by us from the content."""
        suffix = suffix.lower().lstrip(".")
        if not _SUFFIX.match(suffix):
            suffix = "bin"
        name = hashlib.sha256(data).hexdigest()
        known = self.path(name)
        if known is None or known.stat().st_size != len(data):
            write_whole(self.folder / name[:2] / f"{name}.{suffix}", data)
        return name

    def path(self, sha256: str) -> Path | None:
        """Where a blob lies, or None."""
        if not _HASH.match(sha256):
            return None
        return next(iter(sorted((self.folder / sha256[:2]).glob(sha256 + ".*"))), None)

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob. Raises `StudioError` (STORAGE) when its file is missing or was changed."""
        path = self.path(sha256)
        if path is None:
            raise failing(
                Kind.STORAGE,
                f"The file of this picture is missing from {self.folder}. Put it back there, or remove the picture.",
                Remedy.PICTURE,
                code="blob_missing",
                detail=sha256[:64],
            )
        try:
            data = path.read_bytes()
        except OSError as error:
            raise disk_words(error, path) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise failing(
                Kind.STORAGE,
                f"The file {path} was changed behind the program's back. Put the old one back, or remove the picture.",
                Remedy.PICTURE,
                code="blob_changed",
            )
        return data

    def remove(self, sha256: str) -> None:
        """Deletes a blob's file; one that is gone already is fine."""
        path = self.path(sha256)
        if path is not None:
            path.unlink(missing_ok=True)

    def on_disk(self) -> Iterator[Path]:
        """Every file in the folder, unfinished ones too."""
        if not self.folder.is_dir():
            return
        for shelf in sorted(self.folder.iterdir()):
            if shelf.is_dir():
                yield from sorted(shelf.iterdir())


def enter(connection: Connection, sha256: str, suffix: str, size: int) -> None:
    """Records a blob whose file is on disk."""
    connection.execute(
        "INSERT INTO blobs(sha256, suffix, size, created_at) VALUES(?, ?, ?, ?)"
        " ON CONFLICT(sha256) DO UPDATE SET created_at = excluded.created_at",
        (sha256, suffix, size, time()),
    )


def unused(connection: Connection, before: float) -> tuple[str, ...]:
    """The blobs nobody needs that were last put before an epoch time."""
    rows = connection.execute(
        "SELECT sha256 FROM blobs b WHERE created_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM blob_uses u WHERE u.sha256 = b.sha256)",
        (before,),
    )
    return tuple(row[0] for row in rows)


def forget(connection: Connection, sha256: str) -> None:
    """Removes a blob's row, so that its file may go."""
    connection.execute("DELETE FROM blobs WHERE sha256 = ?", (sha256,))


def strays(connection: Connection, blobs: Blobs, now: float) -> tuple[Path, ...]:
    """Files older than a day that no row names: what a crash between file and row left behind."""
    known = {row[0] for row in connection.execute("SELECT sha256 FROM blobs")}
    return tuple(
        path
        for path in blobs.on_disk()
        if path.is_file() and path.stem not in known and path.stat().st_mtime < now - _DAY
    )
