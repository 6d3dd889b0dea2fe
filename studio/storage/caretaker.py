"""Keeps the library in order while nobody looks: purges, sweeps, indexes, and takes the daily copy."""

import logging
import threading
from collections.abc import Callable

from studio.domain.errors import StudioError
from studio.storage import search_index, upkeep
from studio.storage.blobs import Blobs
from studio.storage.database import Connection, DatabaseError, is_damage, is_interrupted
from studio.storage.opening import Opened, mark_suspect, open_reading
from studio.storage.upkeep import Doomed
from studio.storage.worker import Worker
from studio.storage.writer import Writer

FIRST_SECONDS = 60.0
LATER_SECONDS = 3600.0
_STEPS_BETWEEN_LOOKS = 20_000

_log = logging.getLogger(__name__)


class Caretaker:
    """A thread that works in small steps through the writer, first a minute after the start, then hourly."""

    def __init__(self, opened: Opened, writer: Writer, blobs: Blobs, doomed: Doomed, began: float) -> None:
        self._opened = opened
        self._writer = writer
        self._blobs = blobs
        self._doomed = doomed
        self._began = began
        self._stop = threading.Event()
        self._first = True
        self._worker = Worker(
            "caretaker", self._round, lambda: FIRST_SECONDS if self._first else LATER_SECONDS
        )

    def round_now(self) -> None:
        """Does all that is due, and waits for it."""
        self._worker.submit(self._round).result()

    def pause(self) -> None:
        """Gives up the step that runs and waits until it is over; later rounds come as before."""
        self._stop.set()
        self._worker.submit(self._stop.clear).result()

    def close(self) -> None:
        """Gives up the step that runs and ends."""
        self._stop.set()
        self._worker.close()

    def _round(self) -> None:
        """Everything that is due; a failure of the disk is left to the next round."""
        self._first = False
        try:
            for step in (self._purge, self._index, self._sweep, self._back_up):
                if self._stop.is_set():
                    return
                step()
        except StudioError as error:
            _log.warning("housekeeping stopped: %s", error)
        except DatabaseError as error:
            if is_damage(error):
                mark_suspect(self._opened.path)
                _log.error("the library is damaged: %s", error)
            elif not is_interrupted(error):
                raise

    def _purge(self) -> None:
        doomed, self._doomed = self._doomed, Doomed()
        for part in upkeep.in_portions(doomed):
            if self._stop.is_set():
                return
            self._do(lambda c, part=part: upkeep.purge(c, part))  # type: ignore[misc]

    def _do(self, change: Callable[[Connection], None]) -> None:
        self._writer.once(change).result()

    def _index(self) -> None:
        while not self._stop.is_set() and self._writer.alone(search_index.catch_up).result():
            continue

    def _sweep(self) -> None:
        """Files whose last use ended before this start; whoever might still undo has gone with the last run."""
        for sha256 in self._writer.alone(lambda c: upkeep.unused(c, self._began)).result():
            if self._stop.is_set():
                return
            self._do(lambda c, name=sha256: upkeep.forget_blob(c, self._blobs, name))  # type: ignore[misc]
        known = self._writer.alone(upkeep.known_blobs).result()
        upkeep.remove_strays(self._blobs, known)

    def _back_up(self) -> None:
        folder = self._opened.path.parent
        if not upkeep.backup_is_due(folder):
            return
        connection = open_reading(self._opened)
        connection.set_progress_handler(self._stop.is_set, _STEPS_BETWEEN_LOOKS)
        try:
            upkeep.back_up(connection, folder)
        finally:
            connection.close()
