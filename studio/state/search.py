"""One search over everything, answered while one types."""

from PySide6.QtCore import QObject, Signal

from studio.domain.library import SearchFilter, SearchHit
from studio.state import tasks
from studio.state.ports import Store


class Search(QObject):
    """Asks the store for the newest query only; `found` says that `hits` changed."""

    found = Signal()

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[SearchHit, ...] = ()
        self.query = ""
        self.narrowed = SearchFilter()
        self._store = store
        self._busy = False

    def ask(self, query: str, narrowed: SearchFilter | None = None) -> None:
        """Searches for `query`; while one search runs, only the last query waits."""
        self.query = query.strip()
        self.narrowed = narrowed or SearchFilter()
        if not self._busy:
            tasks.start(self._run(), "search")

    async def _run(self) -> None:
        self._busy = True
        try:
            done: tuple[str, SearchFilter] | None = None
            while done != (self.query, self.narrowed):
                done = (self.query, self.narrowed)
                hits: tuple[SearchHit, ...] = ()
                if done[0]:
                    hits = await self._store.search(done[0], done[1])
                if done == (self.query, self.narrowed):
                    self.hits = hits
                    self.found.emit()
        finally:
            self._busy = False
