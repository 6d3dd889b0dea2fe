"""A thread that does one thing after another, and the bridge on which a coroutine waits for it."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from studio.domain.errors import StudioError

T = TypeVar("T")
_log = logging.getLogger(__name__)
_Job = tuple[Callable[[], Any], "Future[Any]"]


class Worker:
    """Runs calls on a thread of its own, in the order in which they were handed over.

    `idle` is called on that thread after `idle_seconds()` without work; None waits for ever.
    """

    def __init__(
        self,
        name: str,
        idle: Callable[[], None] | None = None,
        idle_seconds: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._idle = idle
        self._idle_seconds = idle_seconds
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"studio-{name}", daemon=True)
        self._thread.start()

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Hands a call over; its result or exception is in the future. Raises RuntimeError after `close`."""
        if self._closed:
            raise RuntimeError("the library is closed")
        future: Future[T] = Future()
        self._jobs.put((call, future))
        return future

    def close(self, seconds: float = 10.0) -> bool:
        """Lets everything handed over be done, then ends the thread; False when that took longer than `seconds`."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._idle_seconds())
            except Empty:
                if self._idle is not None:
                    self._idle()
                continue
            if job is None:
                return
            call, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            del job, call, future


async def done(future: "Future[T]") -> T:
    """The outcome of a call that must happen even when the task that waits for it is cancelled: every write."""
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[T] = loop.create_future()

    def settle() -> None:
        error = future.exception()
        if waiter.cancelled():
            if error is not None and not isinstance(
                error, StudioError
            ):  # nobody else would hear of a bug now
                _log.error("a call to the library failed after its task was cancelled", exc_info=error)
        elif error is not None:
            waiter.set_exception(error)
        else:
            waiter.set_result(future.result())

    def arrive(_: "Future[T]") -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle)

    future.add_done_callback(arrive)
    return await waiter


async def wanted(future: "Future[T]", given_up: threading.Event) -> T:
    """The outcome of a call that only the waiting task needs: when it is cancelled, `given_up` is set."""
    with contextlib.ExitStack() as stack:
        stack.callback(given_up.set)
        return await asyncio.wrap_future(future)
