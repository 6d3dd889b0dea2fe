"""Drives real drags between processes on the screen it is run in, and prints what came of them as one JSON line."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.ui.pictures.on_screen import TITLE


class Process:
    """One side of a drag and the lines it says."""

    def __init__(self, side: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.pictures.on_screen", side],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "xcb", "TMPDIR": os.environ["X11ENV_DIR"]},
        )

    def line(self, start: str) -> list[str]:
        """The words after `start` of the next line that begins so."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(start):
                return line[len(start) :].split()
        raise EOFError(f"ended before it said “{start}”")

    def end(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()


def hand(*steps: str | int) -> None:
    """What xdotool does with the mouse."""
    subprocess.run(["xdotool", *map(str, steps)], check=True, timeout=30)


def drag(studio: Process, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Takes a picture of the gallery by the mouse and lets it go elsewhere."""
    hand("mousemove", *start, "sleep", 0.2, "mousedown", 1, "sleep", 0.1)
    hand("mousemove", start[0] - 12, start[1] - 12, "sleep", 0.1, "mousemove", start[0] - 30, start[1] - 20)
    studio.line("laid out")
    for step in range(1, 11):
        x, y = (a + (b - a) * step // 10 for a, b in zip(start, end, strict=True))
        hand("mousemove", x, y, "sleep", 0.06)
    hand("mousemove", end[0], end[1] + 2, "sleep", 0.4, "mouseup", 1)


def main(drop: Path, picture: Path) -> None:
    """A file onto the canvas, then the same picture out of the gallery into another program."""
    studio = Process("studio")
    sink: Process | None = None
    try:
        studio.line("ready")
        subprocess.run(
            [drop, "--onto", TITLE, "--at", "0.5,0.6", picture],
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
        name, width, height, sha256 = studio.line("source")
        x, y = studio.line("cell")
        sink = Process("sink")
        to_x, to_y = sink.line("cell")
        drag(studio, (int(x), int(y)), (int(to_x), int(to_y)))
        suffix, digest = sink.line("dropped")
    finally:
        studio.end()
        if sink is not None:
            sink.end()
    said = {"name": name, "size": [int(width), int(height)], "kept": sha256, "out": suffix, "digest": digest}
    sys.stdout.write("\n" + json.dumps(said) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
