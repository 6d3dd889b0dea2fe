"""The second connection, which only reads: long questions never hold up a write, and are given up when unwanted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

from studio.domain.errors import Kind, failing
from studio.storage.database import Connection, DatabaseError, is_interrupted, translated
from studio.storage.worker import Worker, wanted

T = TypeVar("T")
_STEPS_BETWEEN_LOOKS = 5_000


class Reader:
    """A thread with a read-only connection, made by `connect` when the first question comes."""

    def __init__(self, connect: Callable[[], Connection], path: Path) -> None:
        self._connect = connect
        self._path = path
        self._connection: Connection | None = None
        self._worker = Worker("reader")
        self._late: float | None = None
        self._ended = threading.Event()

    @property
    def ended(self) -> bool:
        """Whether it is being closed, so that a long answer should be given up."""
        return self._ended.is_set()

    async def ask(self, query: Callable[[Connection], T]) -> T:
        """The answer to a question; cancelling the task interrupts the statement that runs."""
        given_up = threading.Event()

        def over() -> bool:
            return given_up.is_set() or self.ended or (self._late is not None and monotonic() > self._late)

        def run() -> T:
            connection = self._open()
            connection.set_progress_handler(over, _STEPS_BETWEEN_LOOKS)
            try:
                with translated(self._path):
                    return query(connection)
            except DatabaseError as error:
                if is_interrupted(error):
                    raise failing(Kind.STORAGE, "This was given up before it was complete.") from error
                raise
            finally:
                connection.set_progress_handler(None, 0)

        return await wanted(self._worker.submit(run), given_up)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Inside a question: statements that run longer than this are interrupted (SQLITE_INTERRUPT)."""
        self._late = monotonic() + seconds
        try:
            yield
        finally:
            self._late = None

    async def let_go(self) -> None:
        """Closes the connection, so that the file can be put aside; the next question opens it again."""
        await wanted(self._worker.submit(self._end), threading.Event())

    def close(self) -> None:
        """Gives up the question that runs, and ends the thread."""
        self._ended.set()
        self._worker.submit(self._end)
        self._worker.close()

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
