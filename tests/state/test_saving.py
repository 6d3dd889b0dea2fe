"""Whether the disk takes what is saved, told from the writer's thread to the window's."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QThread

from studio.domain.conversation import Draft
from studio.domain.errors import Failure, Kind, StudioError
from studio.state.saving import Saving
from studio.storage.library import Library
from tests.state.waiting import until


async def test_a_full_disk_is_told_in_the_windows_thread_and_taken_back(tmp_path: Path) -> None:
    shelf = Library.open(tmp_path / "data")
    saving = Saving(shelf)
    seen: list[tuple[str, bool]] = []
    saving.changed.connect(
        lambda: seen.append(
            (saving.failure.code or "" if saving.failure else "", QThread.currentThread() is saving.thread())
        )
    )

    async def allow(pages: int) -> None:
        limited = shelf._writer.alone(lambda c: c.execute(f"PRAGMA max_page_count={pages}").close())
        await asyncio.wrap_future(limited)

    await allow(1)
    with pytest.raises(StudioError):
        await shelf.save_draft("a", Draft("word " * 200_000))
    await until(lambda: seen)
    assert shelf.unsaved == 1
    await allow(1_000_000)
    await until(lambda: len(seen) == 2)
    assert [code for code, _ in seen] == ["SQLITE_FULL", ""]
    assert all(at_home for _, at_home in seen)
    assert len((await shelf.draft("a")).text) == 1_000_000
    await shelf.close()
    saving.close()


class Once:
    """A disk that refused something nobody repeats."""

    unsaved = 0

    def on_failure(self, tell: object) -> None:
        self.fail = tell

    def on_recovered(self, tell: object) -> None:
        self.recover = tell


async def test_a_failure_that_leaves_nothing_waiting_is_told_for_a_moment_only() -> None:
    disk = Once()
    saving = Saving(disk)  # type: ignore[arg-type]
    disk.fail(Failure(kind=Kind.STORAGE, message="full"))  # type: ignore[operator]
    await until(lambda: saving.failure is not None)
    saving._look.setInterval(0)
    saving._look.start()
    await until(lambda: saving.failure is None)
    saving.close()
