"""The recorded requests and answers of one message, as the inspector watches them."""

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.exchange import Exchange
from studio.state import tasks
from studio.state.ports import Store


class Exchanges(QObject):
    """Holds the exchanges of the message asked for last; `changed` says that they are others now."""

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.message = ""
        self.rows: tuple[Exchange, ...] = ()
        self.problem: Failure | None = None

    def load(self, message: str) -> None:
        """Reads the exchanges of a message; what is read for a message left meanwhile is dropped."""
        self.message = message
        self.problem = None
        if not message:
            self.rows = ()
            self.changed.emit()
            return

        async def read() -> None:
            rows = await self._store.exchanges(message)
            if self.message == message:
                self.rows = rows
                self.changed.emit()

        tasks.start(tasks.attempt(read(), self._fail), "read exchanges")

    def purge(self) -> None:
        """Deletes every recorded exchange of every message, because the user asked for it."""

        async def purge() -> None:
            await self._store.purge_exchanges()
            self.rows = ()
            self.changed.emit()

        tasks.start(tasks.attempt(purge(), self._fail), "purge exchanges")

    def _fail(self, failure: Failure) -> None:
        self.problem = failure
        self.changed.emit()
