"""The outer window: it is there and painted before anything that fills it has been imported."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QRect, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

SIDEBAR = 260
BAR = 46
LIGHT = ("#f6f6f7", "#ffffff", "#d3d4d8")
DARK = ("#1e1f22", "#17181a", "#3c3f45")


def read_look(file: Path) -> dict[str, Any]:
    """What the window looked like last: `dark`, `geometry`, `sidebar`; {} where nothing is known."""
    try:
        look = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return look if isinstance(look, dict) else {}


def write_look(file: Path, look: dict[str, Any]) -> None:
    """Keeps the look for the next start; a cache, so a disk that does not take it is no matter."""
    try:
        file.write_text(json.dumps(look), encoding="utf-8")
    except OSError:
        return


class Frame(QMainWindow):
    """A window with the outlines of what comes; `fill` puts the real thing in."""

    closing = Signal()

    def __init__(self, look: dict[str, Any]) -> None:
        super().__init__()
        self.setWindowTitle("Gateway Studio")
        self.setMinimumSize(720, 520)
        self.resize(1280, 860)
        geometry = look.get("geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self._sidebar = SIDEBAR if look.get("sidebar") != "hidden" else 0
        self._colours = DARK if look.get("dark") else LIGHT

    def look(self, dark: bool, sidebar: bool) -> dict[str, Any]:
        """What `read_look` gives back at the next start."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        return {"dark": dark, "geometry": geometry, "sidebar": "shown" if sidebar else "hidden"}

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.centralWidget() is not None:
            return
        window, base, line = (QColor(c) for c in self._colours)
        painter = QPainter(self)
        painter.fillRect(self.rect(), base)
        painter.fillRect(QRect(0, 0, self._sidebar, self.height()), window)
        painter.fillRect(QRect(self._sidebar, 0, self.width(), BAR), window)
        painter.fillRect(QRect(self._sidebar, BAR, self.width(), 1), line)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closing.emit()
