"""A hand of keys for a canvas: a crosshair that arrows move and Space presses down."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

STEP = 16.0
SMALL_STEP = 1.0
REACH = 14.0
_WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
Touch = Callable[[QPointF], object]


class KeyboardHand(QObject):
    """K takes it up and lays it down; arrows move it (with Shift by one pixel), Space held down paints.

    `press`, `move` and `release` are called with the crosshair's place in the widget. A real mouse that moves lays it
    down as well.
    """

    def __init__(self, widget: QWidget, press: Touch, move: Touch, release: Touch) -> None:
        super().__init__(widget)
        self._widget = widget
        self._press, self._move, self._release = press, move, release
        self.at: QPointF | None = None
        """Where the crosshair stands, in the widget's coordinates; None while it is not used."""
        self._down = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for keys that were the hand's."""
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._key_down(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyRelease:
                return self._key_up(event)
            case QMouseEvent() if self.at is not None and event.type() == QEvent.Type.MouseMove:
                self._lay_down()
        return False

    def draw(self, painter: QPainter) -> None:
        """The crosshair, seen on light and on dark."""
        if self.at is None:
            return
        for colour, width in ((QColor(0, 0, 0, 170), 3.0), (QColor(255, 255, 255), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(self.at - QPointF(REACH, 0), self.at + QPointF(REACH, 0))
            painter.drawLine(self.at - QPointF(0, REACH), self.at + QPointF(0, REACH))

    def _key_down(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if held:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_K and not event.isAutoRepeat():
            self._take_up() if self.at is None else self._lay_down()
            return True
        if self.at is None:
            return False
        if key == Qt.Key.Key_Space:
            if not self._down and not event.isAutoRepeat():
                self._down = True
                self._press(self.at)
            return True
        if key == Qt.Key.Key_Escape and not self._down:
            self._lay_down()
            return True
        return self._step(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _key_up(self, event: QKeyEvent) -> bool:
        if self.at is None or event.key() != Qt.Key.Key_Space:
            return False
        if self._down and not event.isAutoRepeat():
            self._down = False
            self._release(self.at)
        return True

    def _step(self, key: Qt.Key, small: bool) -> bool:
        way = _WAYS.get(key)
        if way is None or self.at is None:
            return False
        to = self.at + way * (SMALL_STEP if small else STEP)
        area = self._widget.rect()
        self.at = QPointF(
            min(max(to.x(), 0.0), float(area.width())), min(max(to.y(), 0.0), float(area.height()))
        )
        self._move(self.at)
        self._widget.update()
        return True

    def _take_up(self) -> None:
        self.at = self._widget.rect().toRectF().center()
        self._move(self.at)
        self._widget.update()

    def _lay_down(self) -> None:
        at, self.at = self.at, None
        if self._down and at is not None:
            self._down = False
            self._release(at)
        self._widget.update()
