"""The program as a child of a test: where it lies, how it is started, what it said, how it is ended."""

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.gateway import Gateway
from studio.domain.presets import demo_gateway
from studio.storage.library import Library

whole = pytest.mark.skipif(
    os.environ.get("STUDIO_SYSTEM") != "all", reason="takes long: set STUDIO_SYSTEM=all for every test"
)
ROOT = Path(__file__).parents[2]
REALPARTS = Path(os.environ.get("STUDIO_REALPARTS", ROOT.parent / "shared" / "realparts"))


def furnish(folder: Path, *gateways: Gateway) -> None:
    """A library as a user has it who chose the demo, or these gateways."""
    import asyncio

    library = Library.open(folder)
    asyncio.run(library.save_gateways(gateways or (demo_gateway(9),)))
    library.close_now()


class Program:
    """One run of the program with a scenario; lines of its standard output are read as they come."""

    def __init__(
        self,
        folder: Path | str,
        *scenario: str,
        options: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        before: tuple[str, ...] = (),
        typed: str = "",
    ) -> None:
        where = ("--data-dir", str(folder)) if str(folder) != "$DISK" else ()
        self.before = before
        after = ("--", *options, *where)
        self.child = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.system.runner", *scenario, *after],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | (environment or {}),
        )
        assert self.child.stdin is not None
        self.child.stdin.write(typed + "\n")
        self.child.stdin.close()
        self.lines: list[str] = []
        self._fresh: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.errors = ""
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            if line.endswith("\n"):  # a kill may come in the middle of a line
                self.lines.append(line)
                self._fresh.put(line)
        self._fresh.put("")
        self.child.stdout.close()

    def _read_errors(self) -> None:
        assert self.child.stderr is not None
        self.errors = self.child.stderr.read()
        self.child.stderr.close()

    def line(self, first_word: str, seconds: float = 60.0) -> list[str]:
        """The words of the next line that begins with `first_word`; fails where the program ends before."""
        end = time.monotonic() + seconds
        while True:
            line = self._fresh.get(timeout=max(0.01, end - time.monotonic()))
            assert line, f"the program ended with {self.wait()} before it said “{first_word}”: {self.errors}"
            if line.split()[0] == first_word:
                return line.split()

    @property
    def pid(self) -> int:
        """The program's own id, also where another program started it; it must have started."""
        return next(int(line.split()[1]) for line in self.lines if line.startswith("started"))

    def send(self, number: signal.Signals) -> None:
        """Sends the program (not what started it) a signal."""
        os.kill(self.pid, number) if self.before else self.child.send_signal(number)

    def wait(self, seconds: float = 30.0) -> int:
        """Its exit status, once it ended and all it said was read."""
        status = self.child.wait(seconds)
        for reader in self._readers:
            reader.join(5)
        return status

    def end(self) -> None:
        """Ends it, however it stands."""
        if self.child.poll() is None:
            if self.before and self.lines:
                with contextlib.suppress(ProcessLookupError, StopIteration):
                    os.kill(self.pid, signal.SIGKILL)
            else:
                self.child.kill()
        self.wait()


@contextlib.contextmanager
def running(folder: Path | str, *scenario: str, **more: object) -> Iterator[Program]:
    """A program that is ended in any case."""
    program = Program(folder, *scenario, **more)  # type: ignore[arg-type]
    try:
        yield program
    finally:
        program.end()


def on_disk(*mode: str) -> tuple[str, ...]:
    """What to start a program with so that its folder lies on a disk of `realparts/dbfaults/disk.sh`."""
    script = 'exec "$@" --data-dir "$DISK"'
    return (str(REALPARTS / "dbfaults" / "disk.sh"), *mode, "sh", "-c", script, "sh")


def tool(folder: str, name: str) -> Path:
    """A script of the real parts; it may be absent."""
    return REALPARTS / folder / name


def with_keyring(home: Path, password: str = "hunter2") -> tuple[str, ...]:
    """What to start a program with so that it has a real Secret Service of its own, unlocked, kept below `home`."""
    return (str(tool("keyring", "with-keyring.sh")), "-p", password, "-d", str(home), "--")


def has_keyring() -> bool:
    """Whether a real Secret Service can be started here."""
    needed = ("gnome-keyring-daemon", "dbus-run-session", "dbus-send")
    return tool("keyring", "with-keyring.sh").exists() and all(map(shutil.which, needed))
