"""Processes that decode pictures: started when first needed, kept warm, killed when they hang, replaced."""

import asyncio
import subprocess
import sys
import threading
import time
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
        # Nothing of our environment goes along: no key in it could reach a decoder that was taken over.
        self._process = subprocess.Popen(
            command or [sys.executable, "-I", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"MALLOC_ARENA_MAX": "1"},  # arenas of threads would count against the memory limit
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
            write_frame(self._process.stdin, header, payloads)  # type: ignore[arg-type]
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


class _Lane:
    """One thread and the process it talks to."""

    def __init__(self, index: int) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"pictures-{index}")
        self.child: DecodeChild | None = None
        self.waiting = 0
        self.remembers: dict[str, int] = {}
        """The number the process gave the picture it still holds decoded, by the picture's key."""


class DecodePool:
    """At most `width` decode processes, each served by a thread of its own, so that the event loop never waits.

    A request goes to the least busy process, or to the one that still holds its picture (`recall`).
    """

    def __init__(self, width: int = 2, deadline: float = DEADLINE, command: Sequence[str] = ()) -> None:
        self._deadline = deadline
        self._command = command
        self._lanes = [_Lane(index) for index in range(width)]
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run now."""
        return tuple(lane.child.pid for lane in self._lanes if lane.child is not None and lane.child.alive)

    async def run(self, header: Header, payloads: Sequence[bytes], name: str) -> tuple[Header, list[bytes]]:
        """One request. Raises `StudioError` (PICTURE) naming `name` when the child is lost over it."""
        return await self._ask(min(self._lanes, key=lambda lane: lane.waiting), header, payloads, name)

    async def recall(self, key: str, header: Header, name: str) -> tuple[Header, list[bytes]] | None:
        """As `run`, about a picture some process still holds decoded; None where none does."""
        lane = next((lane for lane in self._lanes if key in lane.remembers and lane.waiting < 2), None)
        if lane is None:
            return None
        answer, made = await self._ask(lane, {**header, "serial": lane.remembers[key]}, (), name)
        return None if answer.get("refused") == "forgotten" else (answer, made)

    def remember(self, key: str, answer: Header) -> None:
        """Notes which process holds the picture `key` decoded: the one that gave this answer."""
        if answer.get("serial"):
            self._lanes[answer["lane"]].remembers = {key: answer["serial"]}

    async def _ask(
        self, lane: _Lane, header: Header, payloads: Sequence[bytes], name: str
    ) -> tuple[Header, list[bytes]]:
        lane.waiting += 1
        try:
            return await asyncio.wrap_future(lane.thread.submit(self._call, lane, header, tuple(payloads)))
        except ChildLost:
            raise unreadable(name) from None
        finally:
            lane.waiting -= 1

    def warm(self) -> None:
        """Starts one process ahead of its first use."""
        lane = self._lanes[0]
        lane.thread.submit(self._child, lane)

    def close(self) -> None:
        """Ends all processes; requests that still run fail at once."""
        with self._lock:
            self._closed = True
            children = [lane.child for lane in self._lanes if lane.child is not None]
        for child in children:
            child.end()
        for lane in self._lanes:
            lane.thread.shutdown(wait=True, cancel_futures=True)

    def _call(self, lane: _Lane, header: Header, payloads: tuple[bytes, ...]) -> tuple[Header, list[bytes]]:
        child = self._child(lane)
        # A process that served before may have died while nobody looked: the picture is not to blame yet.
        again = child.answered > 0
        began = time.monotonic()
        try:
            answer, made = child.call(header, payloads, self._deadline)
        except ChildLost:
            self._drop(lane)
            if not again or time.monotonic() - began > self._deadline / 2:
                raise
            return self._call(lane, header, payloads)
        return {**answer, "lane": self._lanes.index(lane)}, made

    def _child(self, lane: _Lane) -> DecodeChild:
        child = lane.child
        if child is not None and child.alive and child.answered < REQUESTS_PER_CHILD:
            return child
        if child is not None:
            self._drop(lane)
        with self._lock:
            if self._closed:
                raise ChildLost
            lane.child = DecodeChild(self._command)
            return lane.child

    def _drop(self, lane: _Lane) -> None:
        lane.remembers = {}
        if lane.child is not None:
            lane.child.end()
            lane.child = None


def unreadable(name: str) -> StudioError:
    """The failure for a picture no process could finish."""
    return failing(
        Kind.PICTURE,
        f"“{name}” could not be read: it takes too long or too much memory. Save it as PNG and try again.",
        Remedy.PICTURE,
    )
