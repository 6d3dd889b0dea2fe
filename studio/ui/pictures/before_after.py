"""Before and after: a slider, a swap, a peek, side by side, and what differs, under one zoom and one place."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui.pictures.layers import PictureLayer, draw_ground, draw_layer, outline_colour
from studio.ui.pictures.viewport import ARROW_PIXELS, Navigator, Viewport

GRIP = 12
SLIDE = 0.02
LOUDNESS = 4
"""By how much a difference is made brighter, so that small ones are seen."""


class Mode(StrEnum):
    """How two pictures are compared."""

    SINGLE = "single"
    SLIDER = "slider"
    SIDE_BY_SIDE = "side by side"
    DIFFERENCE = "difference"


class BeforeAfter(QWidget):
    """Two versions of a picture. C swaps, P held down peeks at the other, M goes on to the next way to compare."""

    mode_changed = Signal()

    def __init__(
        self, before: PictureLayer, after: PictureLayer, viewport: Viewport, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Before and after")
        self.setMinimumSize(240, 200)
        self.mode = Mode.SINGLE
        self.swapped = False
        self.split = 0.5
        """Where the slider stands, as a share of the view's width."""
        self._before = before
        self._after = after
        self._viewport = viewport
        self._navigator = Navigator(self, viewport)
        self._navigator.hand = True
        self._peeking = False
        self._sliding = False
        viewport.changed.connect(self.update)
        for layer in (before, after):
            layer.changed.connect(self._layers_changed)

    def set_mode(self, mode: Mode) -> None:
        """Another way to compare."""
        self.mode = mode
        if self.isVisible() or not self.parent():
            self._fit_view()
        self.mode_changed.emit()
        self.update()

    def swap(self) -> None:
        """Exchanges the two pictures."""
        self.swapped = not self.swapped
        self.mode_changed.emit()
        self.update()

    def peek(self, on: bool) -> None:
        """While on, the other picture is shown."""
        self._peeking = on
        self.update()

    def slide(self, to: float) -> None:
        """Moves the slider to a share (0–1) of the width."""
        self.split = min(1.0, max(0.0, to))
        self.update()

    @property
    def comparable(self) -> bool:
        """Whether there are two pictures."""
        return self._before.ref is not None and self._after.ref is not None

    # -- keys and hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """C, P, M and D compare; arrows slide, or move the view."""
        modes = list(Mode)
        match event.key():
            case Qt.Key.Key_C:
                self.swap()
            case Qt.Key.Key_P if not event.isAutoRepeat():
                self.peek(True)
            case Qt.Key.Key_M:
                self.set_mode(modes[(modes.index(self.mode) + 1) % len(modes)])
            case Qt.Key.Key_D:
                self.set_mode(Mode.SINGLE if self.mode is Mode.DIFFERENCE else Mode.DIFFERENCE)
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._arrow(event.key())
            case _:
                super().keyPressEvent(event)

    def _arrow(self, key: int) -> None:
        if self.mode is Mode.SLIDER and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.slide(self.split + (SLIDE if key == Qt.Key.Key_Right else -SLIDE))
            return
        steps = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        across, down = steps[Qt.Key(key)]
        self._viewport.pan(QPointF(across, down) * ARROW_PIXELS)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The peek ends with the key."""
        if event.key() == Qt.Key.Key_P and not event.isAutoRepeat():
            self.peek(False)
            return
        super().keyReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The slider follows the hand that is over it."""
        if self.mode is not Mode.SLIDER:
            self._navigator.hand = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            return
        if self._sliding:
            self.slide(event.position().x() / max(1, self.width()))
            return
        over = abs(event.position().x() - self.split * self.width()) < GRIP
        self._navigator.hand = not over
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.OpenHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the slider."""
        near = abs(event.position().x() - self.split * self.width()) < GRIP
        self._sliding = self.mode is Mode.SLIDER and near

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets the slider go."""
        self._sliding = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted; a hidden page says nothing about the size of the one that is seen."""
        if self.isVisible() or not self.parent():
            self._fit_view()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on this is the view the picture is fitted to."""
        self._fit_view()

    def _layers_changed(self) -> None:
        if self.isVisible():
            self._fit_view()
        self.update()

    def _fit_view(self) -> None:
        halved = self.mode is Mode.SIDE_BY_SIDE and self.comparable
        self._viewport.set_view(QSizeF(self.width() / 2 if halved else self.width(), self.height()))

    # -- painting

    def _pair(self) -> tuple[PictureLayer, PictureLayer]:
        if not self.comparable:
            only = self._after if self._after.ref is not None else self._before
            return only, only
        swapped = self.swapped != self._peeking
        return (self._after, self._before) if swapped else (self._before, self._after)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pair in the way that was chosen."""
        painter = QPainter(self)
        left, right = self._pair()
        whole = QRectF(self.rect())
        mode = self.mode if self.comparable else Mode.SINGLE
        match mode:
            case Mode.SINGLE:
                self._draw(painter, right, whole)
                self._label(painter, self._name(right), whole)
            case Mode.SLIDER:
                self._draw_slider(painter, left, right, whole)
            case Mode.SIDE_BY_SIDE:
                self._draw_side_by_side(painter, left, right, whole)
            case Mode.DIFFERENCE:
                self._draw_difference(painter, left, right, whole)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _name(self, layer: PictureLayer) -> str:
        if not self.comparable:
            return ""
        return "Before" if layer is self._before else "After"

    def _draw(self, painter: QPainter, layer: PictureLayer, area: QRectF) -> None:
        size = self._viewport.picture
        picture = self._viewport.rect_to_view(QRectF(0, 0, size.width(), size.height()))
        draw_ground(painter, self.palette(), area, picture if layer.loaded else QRectF())
        if not layer.loaded:
            return
        painter.save()
        # A result of another size lies over the same place, scaled.
        if layer.size != size:
            painter.setClipRect(area)
            painter.translate(picture.topLeft())
            painter.scale(picture.width() / layer.size.width(), picture.height() / layer.size.height())
            level = layer.level_for(self._viewport.scale * self.devicePixelRatioF())
            if level is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(QRectF(QPointF(), QSizeF(layer.size)), level, QRectF(level.rect()))
        else:
            painter.setClipRect(area)
            draw_layer(painter, layer, self._viewport, area, self.devicePixelRatioF())
        painter.restore()
        painter.setPen(QPen(outline_colour(self.palette()), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(picture.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _draw_slider(self, painter: QPainter, left: PictureLayer, right: PictureLayer, whole: QRectF) -> None:
        line = round(self.split * self.width())
        first = QRectF(0, 0, line, whole.height())
        second = QRectF(line, 0, whole.width() - line, whole.height())
        for layer, area in ((left, first), (right, second)):
            painter.save()
            painter.setClipRect(area)
            self._draw(painter, layer, area)
            self._label(painter, self._name(layer), area)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 120), 4))
        painter.drawLine(QPointF(line, 0), QPointF(line, whole.height()))
        painter.setPen(QPen(QColor(255, 255, 255), 2))
        painter.drawLine(QPointF(line, 0), QPointF(line, whole.height()))
        painter.setBrush(self.palette().highlight())
        middle = QPointF(line, whole.height() / 2)
        painter.drawEllipse(middle, GRIP, GRIP)
        for way in (-1, 1):
            tip = middle + QPointF(way * 7, 0)
            painter.drawPolyline([tip + QPointF(-way * 3, -3.5), tip, tip + QPointF(-way * 3, 3.5)])

    def _draw_side_by_side(
        self, painter: QPainter, left: PictureLayer, right: PictureLayer, whole: QRectF
    ) -> None:
        half = whole.width() / 2
        area = QRectF(0, 0, half, whole.height())
        for layer, offset in ((left, 0.0), (right, half)):
            painter.save()
            painter.translate(offset, 0)
            painter.setClipRect(area)
            self._draw(painter, layer, area)
            self._label(painter, self._name(layer), area)
            painter.restore()
        painter.fillRect(QRectF(half - 1, 0, 2, whole.height()), self.palette().window())

    def _draw_difference(
        self, painter: QPainter, left: PictureLayer, right: PictureLayer, whole: QRectF
    ) -> None:
        self._draw(painter, left, whole)
        size = self._viewport.picture
        picture = self._viewport.rect_to_view(QRectF(0, 0, size.width(), size.height()))
        seen = picture.intersected(whole)
        painter.save()
        painter.setClipRect(seen)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
        draw_layer(painter, right, self._viewport, whole, self.devicePixelRatioF())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_ColorDodge)
        dodge = round(255 * (1 - 1 / LOUDNESS))
        painter.fillRect(seen, QColor(dodge, dodge, dodge))
        painter.restore()
        self._label(painter, "Difference (brightened)", whole)

    def _label(self, painter: QPainter, text: str, area: QRectF) -> None:
        if not text:
            return
        width = painter.fontMetrics().horizontalAdvance(text) + 20
        box = QRectF(area.left() + 12, area.top() + 12, width, 26)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
