"""The mouse in a transcript: hover, press, selections by character, word and row, drags, and scrolling at the edge."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from studio.ui.chat.transcript.caret import word_around
from studio.ui.chat.transcript.drag import PictureDrag
from studio.ui.chat.transcript.picture_box import PictureBox
from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.selection import Spot, text_of
from studio.ui.rendering.box import Target

if TYPE_CHECKING:
    from studio.ui.chat.transcript.view import Transcript

Pressed = tuple[Placed, Target]


class Pointer(QObject):
    """Turns mouse events into selections and activations of a transcript."""

    def __init__(self, view: "Transcript") -> None:
        super().__init__(view)
        self._view = view
        self.hot: Pressed | None = None
        self.over = -1
        self._pressed: Pressed | None = None
        self._origin = QPointF()
        self._unit = 1
        self._first: tuple[Spot, Spot] | None = None
        self._since = QElapsedTimer()
        self._edge = QTimer(self, interval=30)
        self._edge.timeout.connect(self._scroll_at_edge)
        self._last = QPointF()

    def hover(self, point: QPointF) -> None:
        """Notes what is under the pointer."""
        view = self._view
        found = view.target_at(point)
        placed = view.placed_at(point.y())
        over = placed.item if placed is not None and placed.y <= point.y() < placed.bottom else -1
        if over != self.over:
            before, self.over = self.over, over
            view.repaint_feet({before, over})
        old = self.hot
        if (found and (id(found[0].row), found[1])) != (old and (id(old[0].row), old[1])):
            self.hot = found
            for each in (old, found):
                if each is not None:
                    view.repaint_row(each[0].row)
            clickable = found is not None
            view.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.IBeamCursor
            )
            view.viewport().setToolTip("" if found is None or found[1].kind != "button" else found[1].name)

    def leave(self) -> None:
        """Nothing is under the pointer any more."""
        before, self.over, old, self.hot = self.over, -1, self.hot, None
        self._view.repaint_feet({before})
        if old is not None:
            self._view.repaint_row(old[0].row)

    def press(self, event: QMouseEvent) -> None:
        """Begins a click, a drag of a picture, or a selection."""
        view, point = self._view, event.position()
        self._origin = self._last = point
        self._pressed = view.target_at(point)
        if self._pressed is not None and self._pressed[1].kind != "link":
            return
        spot = view.spot_at(point)
        if spot is None:
            return
        view.let_go()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and view.selection.anchor is not None:
            view.select(view.selection.anchor, spot)
            return
        quick = self._since.isValid() and self._since.elapsed() < QApplication.doubleClickInterval()
        self._unit = 3 if self._unit == 2 and quick else 1
        self._first = self._grown(spot)
        view.select(*self._first)

    def double(self, event: QMouseEvent) -> None:
        """Selects a word."""
        self._pressed = None
        spot = self._view.spot_at(event.position())
        if spot is not None:
            self._unit = 2
            self._since.restart()
            self._first = self._grown(spot)
            self._view.select(*self._first)

    def move(self, event: QMouseEvent) -> None:
        """Goes on with what was begun, or hovers."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.hover(event.position())
            return
        self._last = event.position()
        far = (self._last - self._origin).manhattanLength() >= QApplication.startDragDistance()
        if self._pressed is not None and far:
            if self._pressed[1].kind == "picture":
                self._drag_picture()
                return
            if self._pressed[1].kind == "link":
                self._pressed = None
        if self._pressed is None and self._first is not None:
            self._extend()
            outside = not 0 <= self._last.y() < self._view.viewport().height()
            if outside and not self._edge.isActive():
                self._edge.start()

    def release(self, event: QMouseEvent) -> None:
        """Ends a selection, or activates what was pressed."""
        self._edge.stop()
        self._first = None
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        found = self._view.target_at(event.position())
        if found is not None and found[0].row is pressed[0].row and found[1] == pressed[1]:
            self._view.activate(found[0].item, found[0].index, found[1])

    def _grown(self, spot: Spot) -> tuple[Spot, Spot]:
        """`spot` as the word or the row it is in, when words or rows are being selected."""
        at, index, offset = spot
        text = text_of(self._view.stage.items[at].rows[index])
        if self._unit == 2:
            start, end = word_around(text, offset)
            return (at, index, start), (at, index, end)
        if self._unit == 3:
            return (at, index, 0), (at, index, len(text))
        return spot, spot

    def _extend(self) -> None:
        height = self._view.viewport().height()
        inside = QPointF(self._last.x(), min(max(self._last.y(), 0.0), height - 1.0))
        spot = self._view.spot_at(inside)
        if spot is None or self._first is None:
            return
        start, end = self._grown(spot)
        if start < self._first[0]:
            self._view.select(self._first[1], start)
        else:
            self._view.select(self._first[0], end)

    def _scroll_at_edge(self) -> None:
        y, height = self._last.y(), self._view.viewport().height()
        past = y if y < 0 else max(y - height, 0.0)
        if not past or self._first is None:
            self._edge.stop()
            return
        self._view.scroll_pixels(min(max(past / 3, -60.0), 60.0))
        self._extend()

    def _drag_picture(self) -> None:
        pressed, self._pressed = self._pressed, None
        box = pressed[0].row.box if pressed is not None else None
        image = box.image() if isinstance(box, PictureBox) else None
        if image is None:
            return
        self._drag = PictureDrag(image, pressed[1].data if pressed is not None else "", self._view)
        # A drag runs a loop of its own, which must not begin inside a coroutine (FAULTS.md finding 5).
        QTimer.singleShot(0, self._drag.begin)
