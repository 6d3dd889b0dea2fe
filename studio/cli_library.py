"""The library from the terminal: its conversations written to a file, while no window has it open."""

import os
from collections.abc import Sequence
from pathlib import Path

from studio.domain.errors import Kind, Remedy, failing
from studio.paths import Paths
from studio.storage.database import FILE_NAME
from studio.storage.library import Library


async def export(paths: Paths, conversations: Sequence[str], form: str, target: Path) -> str:
    """Writes conversations (none means all) as "markdown", "json" or "html"; one sentence saying where they are.

    Raises `StudioError` where there is no library, a window has it open, or the file cannot be written.
    """
    if not (paths.data / FILE_NAME).is_file():
        raise failing(
            Kind.INPUT,
            f"There is no library in {paths.data}. Choose its folder with --data-dir.",
            Remedy.FOLDER,
        )
    if is_open(paths.lock):
        raise failing(
            Kind.STORAGE,
            "A window of Gateway Studio has this library open. Export from there, or close it first.",
            Remedy.RETRY,
        )
    library = Library.open(paths.data)
    try:
        return await library.export(conversations, form, target)
    finally:
        await library.close()


def is_open(lock: Path) -> bool:
    """Whether a running program holds the lock file, whose first line is its process id (QLockFile)."""
    if os.name != "posix":  # there the question itself would end the process
        return lock.exists()
    try:
        process = int(lock.read_text("utf-8", "replace").split("\n", 1)[0])
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True
