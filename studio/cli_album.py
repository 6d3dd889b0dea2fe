"""The pictures of one headless job: kept in memory by hash, written to files as they come."""

import hashlib
import os
import tempfile
from pathlib import Path

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.picture import PictureRef
from studio.services.picture_files import SUFFIXES


class Album:
    """Bytes by hash, and files of the pictures among them.

    `folder` None makes a fresh one in the temporary folder at the first picture. File names are made from the
    hash, never from what a gateway says.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._data: dict[str, bytes] = {}

    @property
    def media(self) -> dict[str, bytes]:
        """All bytes by sha256."""
        return dict(self._data)

    async def put(self, data: bytes, _suffix: str) -> str:
        """Keeps bytes; their sha256."""
        name = hashlib.sha256(data).hexdigest()
        self._data[name] = data
        return name

    async def get(self, sha256: str) -> bytes:
        """The bytes kept under `sha256`. Raises KeyError."""
        return self._data[sha256]

    def write(self, ref: PictureRef) -> Path:
        """The file of a picture, written at the first call. Raises `StudioError` (FILE)."""
        try:
            path = self._open_folder() / f"{ref.sha256[:16]}{SUFFIXES.get(ref.mime, '.bin')}"
            if not path.exists():
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._data[ref.sha256])
        except OSError as error:
            reason = (error.strerror or "the system refuses").lower()
            raise failing(
                Kind.FILE,
                f"The picture cannot be written to {self._folder}: {reason}. Choose another folder with --out.",
                Remedy.FOLDER,
            ) from None
        return path

    def check(self) -> None:
        """Makes the chosen folder, before anything is asked for. Raises `StudioError` (FILE)."""
        if self._folder is None:
            return
        try:
            self._open_folder()
        except OSError as error:
            reason = (error.strerror or "the system refuses").lower()
            raise failing(
                Kind.FILE,
                f"The folder {self._folder} cannot be made: {reason}. Choose another one with --out.",
                Remedy.FOLDER,
            ) from None

    def _open_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gateway-studio-"))
        self._folder = self._folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder
