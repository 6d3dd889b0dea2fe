"""What part of a picture is seen and how large: one viewport that several views of the same picture share."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

SMALLEST = 0.01
LARGEST = 32.0
MARGIN = 24
STEP = 1.25
ARROW_PIXELS = 60


class Viewport(QObject):
    """Zoom (screen pixels per picture pixel) and the point of the picture in the middle of the view.

    While `fitted` the picture is kept whole in view whatever size the view has.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.centre = QPointF()
        self.fitted = True
        self._picture = QSize(1, 1)
        self._view = QSizeF(1, 1)

    @property
    def picture(self) -> QSize:
        """The picture's size in its own pixels."""
        return self._picture

    def set_picture(self, size: QSize) -> None:
        """Another picture is shown; one of the same size keeps zoom and place."""
        if size == self._picture:
            return
        self._picture = QSize(max(1, size.width()), max(1, size.height()))
        self.fit()

    def set_view(self, size: QSizeF) -> None:
        """The view has another size, in screen pixels."""
        self._view = QSizeF(max(1.0, size.width()), max(1.0, size.height()))
        if self.fitted:
            self.fit()

    def fit(self) -> None:
        """Shows the whole picture, never larger than life."""
        across = (self._view.width() - 2 * MARGIN) / self._picture.width()
        down = (self._view.height() - 2 * MARGIN) / self._picture.height()
        self.scale = min(1.0, max(SMALLEST, min(across, down)))
        self.centre = QPointF(self._picture.width() / 2, self._picture.height() / 2)
        self.fitted = True
        self.changed.emit()

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Sets the zoom; the picture's point under `at` (view coordinates) stays where it is."""
        scale = min(LARGEST, max(SMALLEST, scale))
        at = self._middle() if at is None else at
        held = self.to_picture(at)
        self.scale = scale
        self.centre = held - (at - self._middle()) / scale
        self._settle()

    def pan(self, by: QPointF) -> None:
        """Moves the picture by so many screen pixels."""
        self.centre -= by / self.scale
        self._settle()

    def to_picture(self, point: QPointF) -> QPointF:
        """From view coordinates to pixels of the picture."""
        return self.centre + (point - self._middle()) / self.scale

    def to_view(self, point: QPointF) -> QPointF:
        """From pixels of the picture to view coordinates."""
        return self._middle() + (point - self.centre) * self.scale

    def rect_to_view(self, rect: QRectF) -> QRectF:
        """A rectangle of the picture in view coordinates."""
        return QRectF(self.to_view(rect.topLeft()), rect.size() * self.scale)

    def rect_to_picture(self, rect: QRectF) -> QRectF:
        """A rectangle of the view in pixels of the picture."""
        return QRectF(self.to_picture(rect.topLeft()), rect.size() / self.scale)

    def _middle(self) -> QPointF:
        return QPointF(self._view.width() / 2, self._view.height() / 2)

    def _settle(self) -> None:
        self.fitted = False
        x = min(max(self.centre.x(), 0.0), float(self._picture.width()))
        y = min(max(self.centre.y(), 0.0), float(self._picture.height()))
        self.centre = QPointF(x, y)
        self.changed.emit()


class Navigator(QObject):
    """Wheel, pinch, hand and keys that move a viewport, for any widget it is installed on.

    Ctrl+wheel or wheel zooms, the middle button or Space and drag pans, Ctrl+0 fits, Ctrl+1 is 100 %.
    """

    def __init__(self, widget: QWidget, viewport: Viewport) -> None:
        super().__init__(widget)
        self._widget = widget
        self._viewport = viewport
        self._grip: QPointF | None = None
        self.hand = False
        """Whether the left button pans (the hand tool, or Space held down)."""
        widget.installEventFilter(self)

    @property
    def panning(self) -> bool:
        """Whether the picture is being dragged now."""
        return self._grip is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for events that moved the viewport."""
        match event:
            case QWheelEvent():
                return self._wheel(event)
            case QMouseEvent():
                return self._mouse(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            case _:
                return False

    def _wheel(self, event: QWheelEvent) -> bool:
        pixels = event.pixelDelta()
        if not pixels.isNull() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._viewport.pan(QPointF(pixels))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._viewport.pan(QPointF(event.angleDelta().y() or event.angleDelta().x(), 0))
        else:
            factor = STEP ** (event.angleDelta().y() / 120)
            self._viewport.zoom_to(self._viewport.scale * factor, event.position())
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, button = event.type(), event.button()
        middle = button == Qt.MouseButton.MiddleButton
        if kind == QEvent.Type.MouseButtonPress and (
            middle or (self.hand and button == Qt.MouseButton.LeftButton)
        ):
            self._grip = event.position()
            self._widget.setCursor(Qt.CursorShape.ClosedHandCursor)
            return True
        if self._grip is None:
            return False
        if kind == QEvent.Type.MouseMove:
            self._viewport.pan(event.position() - self._grip)
            self._grip = event.position()
            return True
        if kind == QEvent.Type.MouseButtonRelease:
            self._grip = None
            self._widget.unsetCursor()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_0 if control:
                self._viewport.fit()
            case Qt.Key.Key_1 if control:
                self._viewport.zoom_to(1.0)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._viewport.zoom_to(self._viewport.scale * STEP)
            case Qt.Key.Key_Minus:
                self._viewport.zoom_to(self._viewport.scale / STEP)
            case _:
                return False
        event.accept()
        return True
