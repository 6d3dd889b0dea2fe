"""The one loop in which Qt and asyncio run together, and the place where bugs surface.

qasync starts a Qt timer for each callback. Here callbacks wait in one queue that is drained from one posted
event, timers share one `QTimer` over a heap, and socket notifiers are kept and switched instead of made anew;
that brings a callback near asyncio's own cost (PERFORMANCE.md 8). The law of this file: callbacks run in the
order in which they were queued, never inside one another, and never for longer than `DRAIN_SECONDS` before Qt
may paint. A nested Qt loop opened inside a callback pauses the others until it ends; nothing is lost.
"""

import asyncio
import heapq
import logging
import math
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextvars import Context
from types import TracebackType
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication  # noqa: TID251 - the loop is qasync's, which drives a QApplication
from qasync import QEventLoop

DRAIN_SECONDS = 0.008
"""How long callbacks may run before painting and input get their turn (half a frame at 60 Hz)."""

_LONGEST_TIMER_MS = 24 * 3600 * 1000
_MANY_CANCELLED = 100
_WAKE = QEvent.Type(QEvent.registerEventType())

log = logging.getLogger(__name__)

BugHandler = Callable[[BaseException], None]


class _Waker(QObject):
    """Turns the posted event back into a call."""

    def __init__(self, drain: Callable[[], None]) -> None:
        super().__init__()
        self._drain = drain

    def customEvent(self, event: QEvent) -> None:
        self._drain()


class _Watch:
    """A socket notifier and what to call when it fires; stands in the queue like an `asyncio.Handle`."""

    __slots__ = ("_cancelled", "_handle", "_loop", "_notifier", "_paused", "_queued")

    def __init__(self, loop: "StudioLoop", fd: int, kind: QSocketNotifier.Type) -> None:
        self._cancelled = False
        self._loop = loop
        self._handle: asyncio.Handle | None = None
        self._queued = False
        self._paused = False
        self._notifier = QSocketNotifier(fd, kind)
        self._notifier.setEnabled(False)
        self._notifier.activated["int"].connect(self._fire)  # type: ignore[index]

    def start(self, handle: asyncio.Handle) -> None:
        """Calls `handle` from now on."""
        self._handle = handle
        self._paused = False
        self._notifier.setEnabled(True)

    def stop(self) -> bool:
        """Calls nothing any more; tells whether it did before."""
        handle, self._handle = self._handle, None
        self._notifier.setEnabled(False)
        if handle is None:
            return False
        handle.cancel()
        return True

    def discard(self) -> None:
        """Gives the notifier back to Qt."""
        self.stop()
        self._notifier.activated["int"].disconnect()  # type: ignore[index]

    def _fire(self, _fd: int) -> None:
        if self._queued:
            # Its turn has not come yet; without this the notifier would fire in a circle until then.
            self._paused = True
            self._notifier.setEnabled(False)
            return
        self._queued = True
        self._loop.enqueue(self)

    def _run(self) -> None:
        self._queued = False
        handle = self._handle
        if handle is None:
            return
        if self._paused:
            self._paused = False
            self._notifier.setEnabled(True)
        if not handle.cancelled():
            handle._run()


class StudioLoop(QEventLoop):  # type: ignore[misc]
    """An asyncio loop that runs inside a QApplication.

    `on_bug` is called with every exception nobody awaited, after it was logged; see `catch_bugs`.
    """

    on_bug: BugHandler | None

    def __init__(self, app: QCoreApplication) -> None:
        self.on_bug = None
        self._queue: deque[asyncio.Handle | _Watch] = deque()
        self._posted = False
        self._draining = False
        self._halted = True
        self._interruption: BaseException | None = None
        self._readers: dict[int, _Watch] = {}
        self._writers: dict[int, _Watch] = {}
        self._due: list[asyncio.TimerHandle] = []
        self._cancelled_timers = 0
        self._armed_for = math.inf
        self._waker = _Waker(self._drain)
        self._clock = QTimer()
        self._clock.setSingleShot(True)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._ring)
        self._old_hooks: Any = None
        super().__init__(app)

    # Callbacks.

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Queues `callback`; callbacks run in the order in which they were queued."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._queue.append(handle)
        if not (self._draining or self._posted):
            self._post()
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As `call_soon`, from any thread. Raises RuntimeError when the loop is closed."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._queue.append(handle)
        if not self._posted:
            self._post()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Calls `callback` after `delay` seconds, never earlier."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Calls `callback` when `time()` has reached `when`, never earlier."""
        self._check_closed()
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        timer._scheduled = True  # type: ignore[attr-defined]
        heapq.heappush(self._due, timer)
        if when < self._armed_for:
            self._arm(when)
        return timer

    def enqueue(self, watch: _Watch) -> None:
        """Queues what a socket notifier announced and, where nothing runs, gives it its turn at once."""
        self._queue.append(watch)
        if not self._draining:
            self._drain()

    def _add_callback(self, handle: asyncio.Handle, _delay: float = 0) -> asyncio.Handle:
        # asyncio's own way in for signals; `_timer_handle_cancelled` is its way to tell of a cancelled timer.
        if not handle.cancelled():
            self._queue.append(handle)
            if not self._posted:
                self._post()
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._cancelled_timers += 1
        if self._cancelled_timers > _MANY_CANCELLED and self._cancelled_timers * 2 > len(self._due):
            self._due = [timer for timer in self._due if not timer.cancelled()]
            heapq.heapify(self._due)
            self._cancelled_timers = 0

    def _post(self) -> None:
        self._posted = True
        QCoreApplication.postEvent(self._waker, QEvent(_WAKE))

    def _drain(self) -> None:
        self._posted = False
        if self._draining or self._halted:
            return
        self._draining = True
        queue = self._queue
        clock = time.perf_counter
        end = clock() + DRAIN_SECONDS
        try:
            while queue and not self._halted:
                handle = queue.popleft()
                if not handle._cancelled:
                    handle._run()
                    if clock() > end:
                        break
        except BaseException as interruption:  # SystemExit and KeyboardInterrupt leave through run_forever
            self._interruption = interruption
            self.stop()
        finally:
            self._draining = False
        if queue and not self._posted:
            self._post()

    def _arm(self, when: float) -> None:
        self._armed_for = when
        wait = math.ceil((when - self.time()) * 1000)
        self._clock.start(min(max(wait, 0), _LONGEST_TIMER_MS))

    def _ring(self) -> None:
        self._armed_for = math.inf
        now = self.time()
        due = self._due
        while due and (due[0].cancelled() or due[0].when() <= now):
            timer = heapq.heappop(due)
            timer._scheduled = False  # type: ignore[attr-defined]
            if timer.cancelled():
                self._cancelled_timers = max(0, self._cancelled_timers - 1)
            else:
                self._queue.append(timer)
        if due:
            self._arm(due[0].when())
        if self._queue and not self._draining:
            self._drain()

    # Sockets.

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        return self._watch(self._readers, QSocketNotifier.Type.Read, fd, callback, args)

    def _remove_reader(self, fd: Any) -> bool:
        return self._unwatch(self._readers, fd)

    def _add_writer(self, fd: Any, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        return self._watch(self._writers, QSocketNotifier.Type.Write, fd, callback, args)

    def _remove_writer(self, fd: Any) -> bool:
        return self._unwatch(self._writers, fd)

    def _watch(
        self,
        watches: dict[int, _Watch],
        kind: QSocketNotifier.Type,
        fd: Any,
        callback: Callable[..., object],
        args: tuple[Any, ...],
    ) -> asyncio.Handle:
        self._check_closed()
        number = _number(fd)
        watch = watches.get(number)
        if watch is None:
            watch = watches[number] = _Watch(self, number, kind)
        else:
            watch.stop()
        handle = asyncio.Handle(callback, args, self, None)
        watch.start(handle)
        return handle

    def _unwatch(self, watches: dict[int, _Watch], fd: Any) -> bool:
        # The notifier is kept, switched off: anyio takes its reader away after each piece of an answer.
        watch = watches.get(_number(fd))
        return watch is not None and watch.stop()

    # Threads.

    run_in_executor = asyncio.BaseEventLoop.run_in_executor
    set_default_executor = asyncio.BaseEventLoop.set_default_executor

    # Bugs.

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """Logs what nobody awaited, and hands its exception to `on_bug`."""
        error = context.get("exception")
        details = [str(context.get("message") or "Unhandled exception in event loop")]
        details += [
            f"{key}: {context[key]!r}" for key in sorted(context) if key not in ("message", "exception")
        ]
        log.error("\n".join(details), exc_info=error if isinstance(error, BaseException) else False)
        if self.on_bug is not None and isinstance(error, BaseException):
            self.on_bug(error)

    # Beginning and end.

    def run_forever(self) -> None:
        """Runs until `stop`. A KeyboardInterrupt or SystemExit of a callback is raised here."""
        super().run_forever()
        interruption, self._interruption = self._interruption, None
        if interruption is not None:
            raise interruption

    def stop(self) -> None:
        """Ends `run_forever` after the running callback; what still waits runs when the loop runs again."""
        self._halted = True
        super().stop()

    def close(self) -> None:
        """Gives everything back; a closed loop cannot run again."""
        if self.is_closed():
            return
        super().close()
        self._clock.stop()
        self._queue.clear()
        self._due.clear()
        for watch in (*self._readers.values(), *self._writers.values()):
            watch.discard()
        self._readers.clear()
        self._writers.clear()

    def _before_run_forever(self) -> None:
        # qasync sets no hooks for asynchronous generators, so that one left by `break` was never closed.
        self._halted = False
        self._old_hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=self._generator_begins, finalizer=self._generator_ends)
        super()._before_run_forever()
        if self._queue and not self._posted:
            self._post()

    def _after_run_forever(self) -> None:
        super()._after_run_forever()
        self._halted = True
        sys.set_asyncgen_hooks(*self._old_hooks)

    def _generator_begins(self, generator: AsyncGenerator[Any, Any]) -> None:
        self._asyncgen_firstiter_hook(generator)

    def _generator_ends(self, generator: AsyncGenerator[Any, Any]) -> None:
        self._asyncgen_finalizer_hook(generator)


def _number(fd: Any) -> int:
    if isinstance(fd, int):
        return fd
    try:
        return int(fd.fileno())
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"Invalid file object: {fd!r}") from None


def make_loop() -> StudioLoop:
    """A loop for the application, which is made where there is none yet.

    Closing the last window does not end the application: a dialog is a window too (PARTS.md 2.1).
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    QApplication.setQuitOnLastWindowClosed(False)
    return StudioLoop(app)


def catch_bugs(loop: StudioLoop, on_bug: BugHandler) -> None:
    """Brings every exception that nothing handles to `on_bug`, in the loop's thread, after it was logged.

    Covers tasks and callbacks (the loop), slots (`sys.excepthook`, which PySide calls) and threads.
    """
    loop.on_bug = on_bug

    def in_slot(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            loop.stop()
            return
        log.error("Unhandled exception", exc_info=(kind, error, trace))
        on_bug(error)

    def in_thread(details: threading.ExceptHookArgs) -> None:
        error = details.exc_value
        if error is None or issubclass(details.exc_type, SystemExit):
            return
        log.error("Unhandled exception in a thread", exc_info=error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(on_bug, error)

    sys.excepthook = in_slot
    threading.excepthook = in_thread
