"""What the library holds and uses: sizes, counts, usage by day; and the broom: compact, purge, delete all."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.library import StorageFigures, UsageRow
from studio.state import tasks
from studio.state.ports import Store

_Work = Callable[[], Coroutine[Any, Any, None]]


class Housekeeping(QObject):
    """`changed` says that figures, usage, work in progress or its outcome are others now."""

    changed = Signal()

    def __init__(self, store: Store, wipe: _Work | None = None) -> None:
        """`wipe` deletes everything where more than the store must forget it (the list of chats)."""
        super().__init__()
        self._store = store
        self._wipe = wipe or store.delete_everything
        self.figures: StorageFigures | None = None
        self.usage: tuple[UsageRow, ...] = ()
        self.busy = ""
        self.outcome = ""
        self.problem: Failure | None = None

    def refresh(self) -> None:
        """Reads figures and usage anew."""

        async def read() -> None:
            self.figures = await self._store.figures()
            self.usage = await self._store.usage()

        self._run(read, "", "")

    def compact(self) -> None:
        """Gives the space of deleted things back to the disk."""
        self._run(self._after(self._store.compact), "Compacting…", "Compacted.")

    def purge_exchanges(self) -> None:
        """Deletes every recorded request and answer; messages stay."""
        self._run(
            self._after(self._store.purge_exchanges), "Deleting the records…", "The records are deleted."
        )

    def delete_everything(self) -> None:
        """Deletes all conversations, pictures, comparisons and records; gateways, keys and settings stay."""
        self._run(self._after(self._wipe), "Deleting everything…", "Everything is deleted.")

    def _after(self, work: _Work) -> _Work:
        """`work`, and then the figures as they are after it."""

        async def do() -> None:
            await work()
            self.figures = await self._store.figures()
            self.usage = await self._store.usage()

        return do

    def _run(self, work: _Work, busy: str, outcome: str) -> None:
        """One thing at a time: while something is done, the next is not begun."""
        if self.busy:
            return

        async def run() -> None:
            self.problem = None
            self.outcome = ""
            await tasks.attempt(work(), self._fail)
            self.busy = ""
            self.outcome = outcome if self.problem is None else ""
            self.changed.emit()

        self.busy = busy
        self.changed.emit()
        tasks.start(run(), "housekeeping")

    def _fail(self, failure: Failure) -> None:
        self.problem = failure
