"""What a step of the tour may do: wait for something to be true, press keys, click, take a picture."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.app import App


class StepFailed(Exception):
    """A step did not come to what it should show."""


class Driver:
    """Hands and eyes on one running program."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.window = app.window
        self._folder = folder
        self._number = 0

    async def until(self, true: Callable[[], object], what: str, seconds: float = 20.0) -> None:
        """Waits until `true()`; raises `StepFailed` with `what` was awaited."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise StepFailed(f"waited {seconds:.0f} s for {what}")
            await asyncio.sleep(0.02)

    async def rest(self, turns: int = 6) -> None:
        """Lets what was posted be done and painted."""
        for _ in range(turns):
            await asyncio.sleep(0.02)

    async def picture(self, name: str, widget: QWidget | None = None) -> Path:
        """Saves what a widget (the window, with what lies over it) shows."""
        await self.rest()
        self._number += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._number:02d}-{name}.png"
        shown = (widget or self.window.window()).grab()
        if widget is None:
            self._lay_over(shown)
        if shown.isNull() or not shown.save(str(path)):
            raise StepFailed(f"the picture {path} could not be written")
        return path

    def _lay_over(self, shown: object) -> None:
        """Dialogs and popups are windows of their own: they are painted where they stand."""
        from PySide6.QtGui import QPainter, QPixmap

        assert isinstance(shown, QPixmap)
        painter = QPainter(shown)
        painter.setPen(self.window.palette().dark().color())
        origin = self.window.mapToGlobal(QPoint(0, 0))
        for other in QApplication.topLevelWidgets():
            if other is not self.window.window() and other.isVisible() and other.width() > 40:
                at = other.mapToGlobal(QPoint(0, 0)) - origin
                if at.x() < 0 or at.y() < 0 or at.x() > self.window.width():
                    at = QPoint(
                        (self.window.width() - other.width()) // 2,
                        (self.window.height() - other.height()) // 2,
                    )
                painter.drawPixmap(at, other.grab())
        painter.end()

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Types text into the widget that has the focus, or into `widget`."""
        target = widget or QApplication.focusWidget()
        if target is None:
            raise StepFailed(f"nothing has the focus to type “{text[:20]}” into")
        QTest.keyClicks(target, text)

    def press(
        self,
        key: Qt.Key,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        widget: QWidget | None = None,
    ) -> None:
        """Presses a key."""
        QTest.keyClick(widget or QApplication.focusWidget() or self.window, key, held)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Clicks the middle of a widget, or the place given."""
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )

    def drag(self, widget: QWidget, through: list[tuple[float, float]]) -> None:
        """Presses the left button and moves through places given as shares of width and height."""
        places = [QPoint(round(x * widget.width()), round(y * widget.height())) for x, y in through]
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(widget, place)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])

    def command(self, identity: str) -> None:
        """Runs a command of the window's table, as its keys or the command box would."""
        self.window.commands.action(identity).trigger()
