"""How soon the window is there, and what it costs while nothing happens, against a bare QMainWindow."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Figure, figure, take_turns

ROUNDS = 9
IDLE_SECONDS = 2.0
_PROBE = Path(__file__).with_name("first_paint.py")


def run() -> list[Figure]:
    """Wall time from the start of the process to the end of the first paint, and memory when idle."""
    with tempfile.TemporaryDirectory(prefix="studio-bench-") as folder:
        _probe("ours", folder, 0)  # makes the library and warms the disk's cache
        _probe("bare", folder, 0)
        paint = take_turns({kind: _painter(kind, folder) for kind in ("bare", "ours")}, ROUNDS)
        memory = take_turns({kind: _sitter(kind, folder) for kind in ("bare", "ours")}, 3)
    return [
        figure("start: first paint", paint["ours"] * 1000, "ms", floor=paint["bare"] * 1000, at_most=1.5),
        figure("start: idle memory (RSS)", memory["ours"], "MiB", floor=memory["bare"], at_most=2.0),
    ]


def _painter(kind: str, folder: str) -> Any:
    def measure() -> float:
        began = time.monotonic()
        return float(_probe(kind, folder, 0)["painted"]) - began

    return measure


def _sitter(kind: str, folder: str) -> Any:
    return lambda: float(_probe(kind, folder, IDLE_SECONDS)["rss"]) / 1024


def _probe(kind: str, folder: str, idle: float) -> dict[str, Any]:
    command = [sys.executable, "-P", str(_PROBE), kind, folder, str(idle)]
    # An installed program has its modules compiled; here they are compiled into a folder of their own.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    if ended.returncode != 0 or not ended.stdout.strip():
        raise RuntimeError(f"the {kind} window did not open: {ended.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found
