"""The one thread that writes to the database, and what it does with writes the disk does not take.

A write that fails for a reason that can pass (disk full, locked, disk error) is reported to its caller *and* kept
here; it is tried again before every later write and every two seconds, in order, until it goes through. Writes are
whole values under a key, so a newer one takes the place of an older one.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from studio.domain.errors import Failure, Kind, Remedy, StudioError, failing
from studio.storage.database import (
    Connection,
    DatabaseError,
    in_words,
    is_damage,
    passes,
    transaction,
    translated,
    wait_for_locks,
)
from studio.storage.worker import Worker

T = TypeVar("T")
Change = Callable[[Connection], None]
RETRY_SECONDS = 2.0

_log = logging.getLogger(__name__)


class Writer:
    """Owns the writing connection; `connect` is called on its thread, once.

    `on_failure` is told each failure, `on_recovered` that everything kept back is on disk now; both are called on
    the writer's thread. `pending` is how many writes wait for the disk.
    """

    def __init__(self, path: Path, read_only: bool) -> None:
        self.on_failure: Callable[[Failure], None] = lambda failure: None
        self.on_recovered: Callable[[], None] = lambda: None
        self.on_damage: Callable[[], None] = lambda: None
        self._path = path
        self._read_only = read_only
        self._connection: Connection | None = None
        self._pending: dict[str, Change] = {}
        self._worker = Worker("writer", self._retry, lambda: RETRY_SECONDS if self._pending else None)

    @property
    def pending(self) -> int:
        """How many writes wait for the disk."""
        return len(self._pending)

    def prepare(self, connect: Callable[[], Connection]) -> None:
        """Makes the connection on the writer's thread and waits for it. Raises what `connect` raises."""

        def make() -> None:
            self._connection = connect()

        self._worker.submit(make).result()

    def write(self, key: str, change: Change) -> "Future[None]":
        """Does `change` in a transaction; kept and tried again under `key` when the disk does not take it."""
        return self._worker.submit(lambda: self._write(key, change))

    def once(self, change: Callable[[Connection], T]) -> "Future[T]":
        """Does `change` in a transaction, once: what the caller repeats himself when it fails."""

        def run() -> T:
            self._refuse_read_only()
            with self._telling():
                self._drain()
                with transaction(self._open) as connection:
                    return change(connection)

        return self._worker.submit(run)

    def alone(self, act: Callable[[Connection], T]) -> "Future[T]":
        """Calls `act` without a transaction, in order with the writes: reading back, or VACUUM."""

        def run() -> T:
            with self._telling():
                return act(self._open)

        return self._worker.submit(run)

    def swap(self, act: Callable[[Connection], Connection]) -> "Future[None]":
        """Lets `act` close the connection and open another one in its place; what was kept back is dropped."""

        def run() -> None:
            self._refuse_read_only()
            with self._telling():
                self._pending.clear()
                self._connection = act(self._open)

        return self._worker.submit(run)

    def close(self) -> None:
        """Does what was handed over, tries once more what was kept back, and closes the file."""

        def end() -> None:
            if self._connection is None:
                return
            try:
                with translated(self._path):
                    self._drain()
            except StudioError as error:
                _log.error("%d changes could not be saved: %s", len(self._pending), error)
            self._connection.close()
            self._connection = None

        ending = self._worker.submit(end)
        if self._worker.close():
            ending.result()

    @property
    def _open(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("the library is closed")
        return self._connection

    def _refuse_read_only(self) -> None:
        if self._read_only:
            raise failing(
                Kind.STORAGE,
                f"The library {self._path} was opened for reading only, so this was not saved.",
                Remedy.FOLDER,
                code="SQLITE_READONLY",
            )

    def _write(self, key: str, change: Change) -> None:
        self._refuse_read_only()
        if self._pending:
            self._pending[key] = change
            with self._telling():
                self._drain()
            return
        try:
            with self._telling(), transaction(self._open) as connection:
                change(connection)
        except StudioError as error:
            if passes(error.failure):
                self._pending[key] = change
            raise

    def _drain(self) -> None:
        """Writes what was kept back, oldest first; the first that fails again ends it."""
        if not self._pending:
            return
        wait_for_locks(self._open, briefly=True)  # or many writes in line would each wait out the same lock
        for key, change in list(self._pending.items()):
            try:
                with transaction(self._open) as connection:
                    change(connection)
            except Exception as error:
                if not isinstance(error, DatabaseError) or in_words(error, self._path) is None:
                    del self._pending[
                        key
                    ]  # a bug does not get better by trying again, and must not block the rest
                raise
            del self._pending[key]
        wait_for_locks(self._open, briefly=False)
        self.on_recovered()

    def _retry(self) -> None:
        """Called when nothing else is to do while something waits; a failure was already told."""
        try:
            with translated(self._path):
                self._open.execute(
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                )  # a full disk may have its room in the log
                self._drain()
        except StudioError as error:
            _log.info("still not saved: %s", error)
        except Exception as error:
            _log.exception("a change that was kept back cannot be written", exc_info=error)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Translates errors of the database on their way out, tells them, and remembers damage."""
        try:
            with translated(self._path):
                yield
        except StudioError as error:
            if isinstance(error.__cause__, DatabaseError) and is_damage(error.__cause__):
                self.on_damage()
            self.on_failure(error.failure)
            raise
