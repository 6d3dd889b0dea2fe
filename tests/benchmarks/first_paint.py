"""One process of the start benchmark: opens a window, reports when it was first painted and what memory it takes.

Usage: first_paint.py bare|ours DATA_DIR IDLE_SECONDS. Prints one JSON object: `painted` is on the system's
monotonic clock, `rss` and `pss` are in KiB after IDLE_SECONDS (0 reports at once).
"""

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


class FirstPaint(QObject):
    """Watches all events until the main window and everything in it has been painted once."""

    def __init__(self, idle_seconds: float) -> None:
        super().__init__()
        self._idle_ms = int(idle_seconds * 1000)
        self._painting = False
        self._painted = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # Opaque children may cover the window itself, which is then not painted.
            if isinstance(watched, QWidget) and isinstance(watched.window(), QMainWindow):
                self._painting = True
        elif self._painting:
            self._painted = time.monotonic()
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            QTimer.singleShot(self._idle_ms, self._report)
        return False

    def _report(self) -> None:
        memory = {"Rss": 0, "Pss": 0}
        for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
            name, _, rest = line.partition(":")
            if name in memory:
                memory[name] = int(rest.split()[0])
        print(json.dumps({"painted": self._painted, "rss": memory["Rss"], "pss": memory["Pss"]}), flush=True)
        os._exit(0)


def main() -> int:
    """Opens the window that was asked for."""
    kind, data_dir, idle = sys.argv[1], sys.argv[2], float(sys.argv[3])
    application = QApplication(sys.argv[:1])
    probe = FirstPaint(idle)
    application.installEventFilter(probe)
    if kind == "ours":
        from studio.__main__ import main as studio

        return studio(["--data-dir", data_dir])
    window = QMainWindow()
    window.resize(1200, 800)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
