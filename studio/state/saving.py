"""Whether the disk takes what is saved: heard on the writer's thread, told on the window's."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from studio.domain.errors import Failure

LOOK_AGAIN_MS = 2500
"""How long after a failure it is asked whether anything is still waiting for the disk."""


class Disk(Protocol):
    """What a library tells about its disk."""

    @property
    def unsaved(self) -> int:
        """How many changes wait."""

    def on_failure(self, tell: Callable[[Failure], None]) -> None:
        """`tell` is called on another thread."""

    def on_recovered(self, tell: Callable[[], None]) -> None:
        """`tell` is called on another thread."""


class Saving(QObject):
    """`failure` is why changes are not being saved now, None when they are; `changed` says that it is another.

    `read_only` and `notices` are what was found when the library was opened.
    """

    changed = Signal()
    _failed = Signal(object)
    _recovered = Signal()

    def __init__(self, disk: Disk, read_only: bool = False, notices: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.read_only = read_only
        self.notices = notices
        self.failure: Failure | None = None
        self._disk = disk
        self._look = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._look.timeout.connect(self._look_again)
        # Queued: the slots run in this object's thread, wherever the signals are sent from.
        self._failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self._recovered.connect(self._recover, Qt.ConnectionType.QueuedConnection)
        disk.on_failure(self._failed.emit)
        disk.on_recovered(self._recovered.emit)

    def close(self) -> None:
        """Listens no more."""
        self._disk.on_failure(lambda failure: None)
        self._disk.on_recovered(lambda: None)
        self._look.stop()

    def _fail(self, failure: Failure) -> None:
        self._look.start()
        if failure != self.failure:
            self.failure = failure
            self.changed.emit()

    def _recover(self) -> None:
        if self.failure is not None and not self._disk.unsaved:
            self._look.stop()
            self.failure = None
            self.changed.emit()

    def _look_again(self) -> None:
        """What is done once only (an import) is not kept back: then nothing waits, and nothing is left to tell."""
        if self._disk.unsaved:
            self._look.start()
        else:
            self._recover()
