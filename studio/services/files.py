"""Text files a user attaches: checked like pictures, read whole, never executed."""

import asyncio
import os
import stat
from pathlib import Path

from studio.domain.conversation import File
from studio.domain.errors import Kind, Remedy, failing
from studio.domain.text import clean_text

LIMIT = 8 * 1024 * 1024


async def open_text(path: Path) -> File:
    """The file as an attachment. Raises `StudioError` (FILE) for what is no regular text file of at most 8 MiB."""
    return await asyncio.to_thread(_read, path)


def _read(path: Path) -> File:
    shown = clean_text(path.name)[:80]
    data = _regular_bytes(path, shown)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise failing(
            Kind.FILE, f"“{shown}” is neither a picture nor a text file; it was not attached.", Remedy.PICTURE
        )
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = clean_text(data.decode(encoding, "replace"))
    return File(name=shown, mime="text/plain", text=text, size=len(data))


def _regular_bytes(path: Path, shown: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise failing(
            Kind.FILE, f"“{shown}” cannot be opened: {error.strerror or 'unknown reason'}.", Remedy.PICTURE
        ) from None
    try:
        about = os.fstat(handle)
        _refuse_odd(about, shown)
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(LIMIT + 1)
    finally:
        os.close(handle)


def _refuse_odd(about: os.stat_result, shown: str) -> None:
    if not stat.S_ISREG(about.st_mode):
        what = "a folder" if stat.S_ISDIR(about.st_mode) else "not a file"
        raise failing(Kind.FILE, f"“{shown}” is {what}; it was not attached.", Remedy.PICTURE)
    if about.st_size > LIMIT:
        size = about.st_size // (1024 * 1024)
        raise failing(
            Kind.FILE, f"“{shown}” is too big for a text attachment ({size} MB; limit 8 MB).", Remedy.PICTURE
        )
