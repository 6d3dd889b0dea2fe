"""Processes that decode pictures: started when first needed, kept warm, killed when they hang, replaced."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.services.picture_child import Header, read_frame, write_frame

SCRIPT = Path(__file__).with_name("picture_child.py")
DEADLINE = 10.0
"""Seconds one picture may take; then its process is killed, also when it is stopped."""

REQUESTS_PER_CHILD = 500
_PIPE_BYTES = 1 << 20


class ChildLost(Exception):
    """The child died, was killed at the deadline, or answered something that is no answer."""


class DecodeChild:
    """One process; `call` blocks and belongs to one thread."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        # The environment is empty: no key in it could ever reach a decoder that was taken over.
        self._process = subprocess.Popen(
            command or [sys.executable, "-I", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        self.answered = 0
        self._widen_pipes()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def call(self, header: Header, payloads: Sequence[bytes], deadline: float) -> tuple[Header, list[bytes]]:
        """One request and its answer. Raises `ChildLost` after `deadline` seconds at the latest."""
        assert self._process.stdin is not None and self._process.stdout is not None
        watchdog = threading.Timer(deadline, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(self._process.stdin, header, list(payloads))  # type: ignore[arg-type]
            answer = read_frame(self._process.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, ValueError) as lost:
            raise ChildLost from lost
        finally:
            watchdog.cancel()
        if answer is None:
            raise ChildLost
        self.answered += 1
        return answer

    def end(self) -> None:
        """Kills the process and waits until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _widen_pipes(self) -> None:
        if sys.platform != "linux":
            return
        import fcntl

        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is None:
                continue
            try:
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            except OSError:  # over the user's quota of pipe memory: the default is only slower
                continue


class DecodePool:
    """At most `width` decode processes, each served by a thread of its own, so that the event loop never waits."""

    def __init__(self, width: int = 2, deadline: float = DEADLINE, command: Sequence[str] = ()) -> None:
        self._deadline = deadline
        self._command = command
        self._executor = ThreadPoolExecutor(width, thread_name_prefix="pictures")
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._children: set[DecodeChild] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run now."""
        with self._lock:
            return tuple(child.pid for child in self._children if child.alive)

    async def run(self, header: Header, payloads: Sequence[bytes], name: str) -> tuple[Header, list[bytes]]:
        """One request. Raises `StudioError` (PICTURE) naming `name` when the child is lost over it."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._executor, self._call, header, tuple(payloads))
        except ChildLost:
            raise unreadable(name) from None

    def warm(self) -> None:
        """Starts one process ahead of its first use."""
        self._executor.submit(self._child)

    def close(self) -> None:
        """Ends all processes; requests that still run fail at once."""
        self._closed = True
        with self._lock:
            children = tuple(self._children)
        for child in children:
            child.end()
        self._executor.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            late = tuple(self._children)
        for child in late:
            child.end()

    def _call(self, header: Header, payloads: tuple[bytes, ...]) -> tuple[Header, list[bytes]]:
        child = self._child()
        try:
            return child.call(header, payloads, self._deadline)
        except ChildLost:
            self._drop(child)
            raise

    def _child(self) -> DecodeChild:
        child: DecodeChild | None = getattr(self._mine, "child", None)
        if child is not None and child.alive and child.answered < REQUESTS_PER_CHILD:
            return child
        if child is not None:
            self._drop(child)
        if self._closed:
            raise ChildLost
        child = DecodeChild(self._command)
        with self._lock:
            self._children.add(child)
        self._mine.child = child
        return child

    def _drop(self, child: DecodeChild) -> None:
        child.end()
        with self._lock:
            self._children.discard(child)
        self._mine.child = None


def unreadable(name: str) -> StudioError:
    """The failure for a picture no process could finish."""
    return failing(
        Kind.PICTURE,
        f"“{name}” could not be read: it takes too long or too much memory. Save it as PNG and try again.",
        Remedy.PICTURE,
    )
