"""kill -9 at random moments and at writing system calls (D5, D6): nothing that was promised is lost."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from studio.storage.library import Library

POINTS = int(os.environ.get("STUDIO_KILL_POINTS", "20"))
CALLS = int(os.environ.get("STUDIO_KILL_CALLS", "12"))
ROOT = Path(__file__).parents[2]
STREAMER = [sys.executable, "-m", "tests.storage.streamer"]


@dataclass
class Promises:
    """What the killed children said they had done."""

    users: dict[str, int] = field(default_factory=dict)
    finished: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    flushed: dict[str, int] = field(default_factory=dict)

    def add(self, line: str) -> None:
        words = line.split()
        if not line.endswith("\n"):
            return  # the kill came in the middle of this line
        match words[0]:
            case "U":
                self.users[words[1]] = int(words[2])
            case "T":
                self.shown.setdefault(words[1], []).append((int(words[2]), float(words[3])))
            case "F":
                self.flushed[words[1]] = int(words[2])
            case "D":
                self.finished[words[1]] = int(words[2])


def kept(folder: Path) -> dict[str, int]:
    """Length of the text of every message, read past the library; the file must be sound."""
    connection = sqlite3.connect(folder / "studio.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'messages'").fetchone():
            return {}
        return dict(
            connection.execute(
                "SELECT id, length(coalesce(json_extract(data, '$.parts[0].text'), '')) FROM messages"
            )
        )
    finally:
        connection.close()


def kill_after(folder: Path, lines: int, promises: Promises, flush_ms: int) -> None:
    """Runs the streamer until it has printed so many lines, kills it, and takes down all it said."""
    child = subprocess.Popen(
        [*STREAMER, str(folder), str(flush_ms)], stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1
    )
    assert child.stdout is not None
    try:
        for _ in range(lines):
            promises.add(child.stdout.readline())
    finally:
        child.send_signal(signal.SIGKILL)
    for line in child.stdout:
        promises.add(line)
    child.stdout.close()
    child.wait()


@pytest.mark.parametrize("flush_ms", [20, 250])
def test_nothing_promised_is_lost_when_killed_at_random_moments(tmp_path: Path, flush_ms: int) -> None:
    folder = tmp_path / "library"
    luck = random.Random(flush_ms)
    promises = Promises()
    lost_ms: list[float] = []
    for _ in range(POINTS // 2):
        before = set(promises.shown)
        kill_after(folder, luck.randint(1, 600), promises, flush_ms)
        found = kept(folder)
        for answer in set(promises.shown) - before - set(promises.finished):
            late = [when for length, when in promises.shown[answer] if length > found.get(answer, 0)]
            lost_ms.append((promises.shown[answer][-1][1] - late[0]) * 1e3 if late else 0.0)
    found = kept(folder)
    assert {name for name, length in promises.users.items() if found.get(name) != length} == set()
    assert {name for name, length in promises.finished.items() if found.get(name) != length} == set()
    assert {name for name, length in promises.flushed.items() if found.get(name, 0) < length} == set()
    assert len(promises.users) >= POINTS // 2
    lost_ms.sort()
    print(f"streamed text lost at a flush of {flush_ms} ms: p95 {lost_ms[int(len(lost_ms) * 0.95)]:.0f} ms")

    connection = sqlite3.connect(folder / "studio.db")
    running = "SELECT count(*) FROM messages WHERE status IN ('waiting', 'streaming')"
    Library.open(folder).close_now()
    assert connection.execute(running).fetchone()[0] == 0
    assert connection.execute("INSERT INTO words(words) VALUES('integrity-check')").rowcount >= -1
    connection.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_kill_at_any_writing_call_is_before_or_after_never_between(tmp_path: Path) -> None:
    for call in range(1, CALLS * 4, 4):
        folder = tmp_path / f"library-{call}"
        folder.mkdir()
        database = folder / "studio.db"
        calls = "pwrite64,fdatasync,fsync,ftruncate"
        traced = subprocess.run(
            ["strace", "-f", "-qq", "-o", "/dev/null"]
            + [word for end in ("", "-wal", "-shm") for word in ("-P", f"{database}{end}")]
            + ["-e", f"trace={calls},unlink", "-e", f"inject={calls}:signal=SIGKILL:when={call}"]
            + [*STREAMER, str(folder), "5"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=60,
            cwd=ROOT,
        )
        promises = Promises()
        for line in traced.stdout.splitlines(keepends=True):
            promises.add(line)
        found = kept(folder)
        for said in (promises.users, promises.finished):
            assert {name for name, length in said.items() if found.get(name) != length} == set(), call
