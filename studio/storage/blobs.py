"""Pictures and files on disk, each named by the hash of its bytes: the file first, then its row."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from time import time

from studio.domain.errors import Kind, Remedy, failing
from studio.storage.database import Connection
from studio.storage.files import disk_words, write_whole

FOLDER = "pictures"
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SUFFIX = re.compile(r"[a-z0-9]{1,8}\Z")


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
