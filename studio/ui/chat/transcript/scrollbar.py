"""A flat scroll bar: the stock one renders its gradients anew whenever the text grows (PERFORMANCE.md 2)."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QStyle, QWidget

from studio.ui.rendering.style import mixed

_LEAST = 28
_EDGE = 2
_THICK = 6


class FlatScrollBar(QScrollBar):
    """A scroll bar without arrows: a rounded handle on the ground of the text, darker under the pointer.

    Its colours are those of `parent`, because a style sheet on scroll bars empties their own palette. A press
    beside the handle moves by a page; with Shift or the middle button it brings the handle there.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._owner = parent
        self._grip: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Scroll the conversation")

    def handle(self) -> QRect:
        """Where the handle is; empty when there is nothing to scroll."""
        span = self.maximum() - self.minimum()
        if span <= 0:
            return QRect()
        room = self.height() - 2 * _EDGE
        size = min(max(room * self.pageStep() // (span + self.pageStep()), _LEAST), room)
        top = QStyle.sliderPositionFromValue(0, span, self.sliderPosition() - self.minimum(), room - size)
        return QRect((self.width() - _THICK) // 2, _EDGE + top, _THICK, size)

    def sizeHint(self) -> QSize:
        """12 pixels wide."""
        return QSize(12, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and the handle over it."""
        painter = QPainter(self)
        palette = (self._owner or self).palette()
        ground, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), ground)
        area = self.handle()
        if area.isEmpty():
            return
        colour = mixed(ground, ink, 0.48 if self.isSliderDown() else 0.38 if self.underMouse() else 0.2)
        half, ratio = _THICK // 2, self.devicePixelRatioF()
        painter.fillRect(area.adjusted(0, half, 0, -half), colour)
        cap, side = _disc(round(_THICK * ratio), colour.rgba()), _THICK * ratio
        painter.drawImage(QRectF(area.left(), area.top(), _THICK, half), cap, QRectF(0, 0, side, side / 2))
        low = QRectF(area.left(), area.bottom() + 1 - half, _THICK, half)
        painter.drawImage(low, cap, QRectF(0, side / 2, side, side / 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the handle, or moves it."""
        area, y = self.handle(), event.position().y()
        jump = event.button() is Qt.MouseButton.MiddleButton or bool(
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if area.isEmpty() or event.button() is Qt.MouseButton.RightButton:
            return
        if jump:
            self._grip = area.height() / 2
            self._drag_to(y)
        elif area.top() <= y <= area.bottom():
            self._grip = y - area.top()
        else:
            above = y < area.top()
            step = QAbstractSlider.SliderAction
            self.triggerAction(step.SliderPageStepSub if above else step.SliderPageStepAdd)
        self.setSliderDown(self._grip is not None)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the handle."""
        if self._grip is not None:
            self._drag_to(event.position().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go of the handle."""
        self._grip = None
        self.setSliderDown(False)
        self.update()

    def _drag_to(self, y: float) -> None:
        room = self.height() - 2 * _EDGE - self.handle().height()
        top = round(y - (self._grip or 0.0)) - _EDGE
        self.setSliderPosition(
            self.minimum() + QStyle.sliderValueFromPosition(0, self.maximum() - self.minimum(), top, room)
        )


@lru_cache(maxsize=16)
def _disc(size: int, colour: int) -> QImage:
    """A disc of `size` device pixels whose halves round the ends of the handle; a path costs twenty times more."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(colour))
    painter.drawEllipse(0, 0, size, size)
    painter.end()
    return image
