"""Conversations and requests on their way in and out: export, import, and a request as a command."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.domain.errors import Failure
from studio.domain.exchange import as_curl, key_variable
from studio.domain.gateway import Gateway
from studio.state import tasks
from studio.state.ports import Store


class Papers(QObject):
    """`said(sentence)` how it went; `copied(text, sentence)` what belongs on the clipboard; `imported()`.

    `progress(done, total)` runs during an import, which `cancel` ends after the conversation at hand.
    """

    said = Signal(str)
    copied = Signal(str, str)
    imported = Signal()
    progress = Signal(int, int)

    def __init__(
        self, store: Store, gateway: Callable[[str], Gateway | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._gateway = gateway
        self._cancelled = False

    def export(self, conversations: Sequence[str], form: str, target: Path) -> None:
        """Writes conversations to `target` as "markdown", "html" or "json"."""

        async def write() -> None:
            self.said.emit(await self._store.export(conversations, form, target))

        tasks.start(tasks.attempt(write(), self._tell), "export")

    def import_file(self, source: Path) -> None:
        """Reads an export of ours, of ChatGPT, Claude or Open WebUI."""
        self._cancelled = False

        async def read() -> None:
            words = await self._store.import_file(source, self._progressed, lambda: self._cancelled)
            self.imported.emit()
            self.said.emit(words)

        tasks.start(tasks.attempt(read(), self._tell), "import")

    def cancel(self) -> None:
        """Ends a running import; what was taken stays."""
        self._cancelled = True

    def copy_curl(self, message: str) -> None:
        """The last request of a message as a curl command."""

        async def copy() -> None:
            exchanges = await self._store.exchanges(message)
            if not exchanges:
                self.said.emit("No request is kept for this message.")
                return
            gateway = self._gateway(exchanges[-1].gateway)
            variable = key_variable(gateway.name if gateway else "gateway")
            words = f"Copied as curl; the key is read from ${variable}."
            self.copied.emit(as_curl(exchanges[-1], variable), words)

        tasks.start(tasks.attempt(copy(), self._tell), "copy as curl")

    def _progressed(self, done: int, total: int) -> None:
        self.progress.emit(done, total)

    def _tell(self, failure: Failure) -> None:
        self.said.emit(failure.message)
