"""The canvas: the source picture with the mask painted over it, by mouse, pen and keys."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QWidget

from studio.state.picture_mask import Stroke, Tool
from studio.state.picture_studio import PictureStudio
from studio.ui.pictures.edges import EdgeGrip
from studio.ui.pictures.keyboard import KeyboardHand
from studio.ui.pictures.layers import PictureLayer, double_line, draw_ground, draw_layer, outline_colour
from studio.ui.pictures.mask import MaskLayer
from studio.ui.pictures.viewport import ARROW_PIXELS, Navigator, Viewport

SMALLEST_BRUSH = 1
LARGEST_BRUSH = 2000
HAND = "hand"
EXTEND = "extend"
LIGHTEST_PRESSURE = 0.15


class Canvas(QWidget):
    """Shows the source through a viewport and turns what the hand does into strokes of the studio's mask.

    `tool_changed` and `brush_changed` say that a key chose another tool or size.
    """

    tool_changed = Signal()
    brush_changed = Signal()

    def __init__(
        self, studio: PictureStudio, layer: PictureLayer, viewport: Viewport, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("Paint what may change. K paints by keys: arrows move, Space paints.")
        self.setMinimumSize(240, 200)
        self.tool: str = Tool.BRUSH.value
        self.brush = 60
        self.overlay = MaskLayer()
        self._studio = studio
        self._layer = layer
        self._viewport = viewport
        self._navigator = Navigator(self, viewport)
        self._keys = KeyboardHand(self, self._press, self._go_on, lambda _: self._end())
        self._edges = EdgeGrip()
        self._points: list[tuple[float, float, float]] = []
        self._live_tool: Tool | None = None
        self._erasing = False
        self._pen_down = False
        self._at: QPointF | None = None
        self._shown_cursor = QRectF()
        viewport.changed.connect(self.update)
        layer.changed.connect(self._source_changed)
        studio.mask_changed.connect(self._mask_changed)

    # -- tools

    def choose_tool(self, tool: str) -> None:
        """Brush, eraser, rectangle, lasso (names of `Tool`), hand or extend."""
        self._abandon()
        self.tool = tool
        self._navigator.hand = tool == HAND
        self._edges.clear()
        self._show_cursor_shape()
        self.tool_changed.emit()
        self.update()

    def set_brush(self, width: int) -> None:
        """The brush's width in pixels of the picture."""
        self.brush = min(LARGEST_BRUSH, max(SMALLEST_BRUSH, width))
        self.brush_changed.emit()
        self._move_cursor(self._at)

    def set_overlay(self, colour: QColor, strength: float) -> None:
        """The colour and opacity (0–1) the mask is shown in."""
        self.overlay.set_colour(colour, strength)
        self.update()

    def do_whole(self, tool: Tool) -> None:
        """Fills, inverts or clears the mask."""
        if self._studio.desk.source is not None:
            self._studio.paint(Stroke(tool=tool))

    # -- what changed

    def _source_changed(self) -> None:
        self.overlay.set_picture(self._layer.size)
        self.overlay.show(self._studio.desk.mask, self._studio.imports)
        self.update()

    def _mask_changed(self) -> None:
        self.overlay.set_picture(self._layer.size)
        touched = self.overlay.show(self._studio.desk.mask, self._studio.imports)
        if not touched.isEmpty():
            self._update_picture(touched)

    def _update_picture(self, area: QRectF) -> None:
        self.update(self._viewport.rect_to_view(area).toAlignedRect().adjusted(-2, -2, 2, 2))

    # -- strokes

    def _press(self, at: QPointF, erase: bool = False) -> None:
        if self.tool not in (HAND, EXTEND):
            self._begin(at, 1.0, erase)

    def _go_on(self, at: QPointF) -> None:
        self._move_cursor(at)
        self._continue(at, 1.0)

    def _begin(self, at: QPointF, pressure: float, erase: bool) -> None:
        if self._studio.desk.source is None:
            return
        tool = Tool(self.tool)
        if erase and tool is Tool.BRUSH:
            tool = Tool.ERASER
        self._live_tool, self._erasing = tool, erase
        self._points = [self._point(at, pressure)]
        if tool in (Tool.BRUSH, Tool.ERASER):
            self._update_picture(self.overlay.extend_live(tool, self._points))

    def _continue(self, at: QPointF, pressure: float) -> None:
        if self._live_tool is None:
            return
        point = self._point(at, pressure)
        if self._live_tool in (Tool.BRUSH, Tool.ERASER):
            if _near(self._points[-1], point):
                return
            self._points.append(point)
            self._update_picture(self.overlay.extend_live(self._live_tool, self._points))
            return
        before = self._live_bounds()
        if self._live_tool is Tool.RECTANGLE:
            self._points = [self._points[0], point]
        else:
            self._points.append(point)
        self._update_picture(before.united(self._live_bounds()))

    def _end(self) -> None:
        tool, points = self._live_tool, tuple(self._points)
        self._live_tool, self._points = None, []
        if tool is None:
            return
        stroke = Stroke(
            tool=tool, points=points, erase=self._erasing and tool in (Tool.RECTANGLE, Tool.LASSO)
        )
        if tool in (Tool.BRUSH, Tool.ERASER):
            self.overlay.finish_live(stroke)
        elif len(points) < 2 or stroke.bounds().isEmpty():
            self.update()
            return
        self._studio.paint(stroke)
        self.update()

    def _abandon(self) -> bool:
        if self._live_tool is None:
            return False
        painted = self._live_tool in (Tool.BRUSH, Tool.ERASER)
        self._live_tool, self._points = None, []
        if painted:
            self.overlay.drop_live()
        self.update()
        return True

    def _point(self, at: QPointF, pressure: float) -> tuple[float, float, float]:
        where = self._viewport.to_picture(at)
        strength = LIGHTEST_PRESSURE + (1 - LIGHTEST_PRESSURE) * pressure
        return round(where.x(), 2), round(where.y(), 2), round(self.brush * strength, 2)

    def _live_bounds(self) -> QRectF:
        slack = 4 / self._viewport.scale
        area = QPolygonF([QPointF(x, y) for x, y, _ in self._points]).boundingRect()
        return area.adjusted(-slack, -slack, slack, slack)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose tools, brackets the size, arrows move the view."""
        if event.key() == Qt.Key.Key_Escape and self._abandon():
            return
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._navigator.hand = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif not self._arrow(event) and not self._letter(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space lets go of the hand."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._navigator.hand = self.tool == HAND
            self._show_cursor_shape()
            return
        super().keyReleaseEvent(event)

    def _arrow(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Left: QPointF(1, 0),
            Qt.Key.Key_Right: QPointF(-1, 0),
            Qt.Key.Key_Up: QPointF(0, 1),
            Qt.Key.Key_Down: QPointF(0, -1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._viewport.pan(step * ARROW_PIXELS)
        return step is not None

    def _letter(self, event: QKeyEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        tools = {
            Qt.Key.Key_B: Tool.BRUSH.value,
            Qt.Key.Key_E: Tool.ERASER.value,
            Qt.Key.Key_R: Tool.RECTANGLE.value,
            Qt.Key.Key_L: Tool.LASSO.value,
            Qt.Key.Key_H: HAND,
            Qt.Key.Key_O: EXTEND,
        }
        tool = tools.get(Qt.Key(event.key()))
        if tool is not None and not shift:
            self.choose_tool(tool)
            return True
        match event.key():
            case Qt.Key.Key_BracketLeft | Qt.Key.Key_BraceLeft:
                self.set_brush(min(self.brush - 1, round(self.brush / 1.2)))
            case Qt.Key.Key_BracketRight | Qt.Key.Key_BraceRight:
                self.set_brush(max(self.brush + 1, round(self.brush * 1.2)))
            case Qt.Key.Key_X:
                erasing = self.tool == Tool.ERASER.value
                self.choose_tool(Tool.BRUSH.value if erasing else Tool.ERASER.value)
            case Qt.Key.Key_V if shift:
                self.do_whole(Tool.INVERT)
            case _:
                return False
        return True

    # -- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button paints, with Alt or the right button it erases."""
        if self._pen_down:
            return
        if self.tool == EXTEND:
            self._edges.press(self._viewport, event.position())
            return
        erase = event.button() == Qt.MouseButton.RightButton or bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._press(event.position(), erase)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on painting, or moves the outline of the brush."""
        self._move_cursor(event.position())
        if self.tool == EXTEND:
            self._edges.move(self._viewport, event.position(), self._studio.desk.source is not None)
            self.setCursor(self._edges.cursor())
            self.update()
        elif not self._pen_down:
            self._continue(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends the stroke; a dragged edge extends the canvas."""
        if self.tool == EXTEND:
            margins = self._edges.release()
            if any(margins):
                self._studio.extend(*margins)
            self.update()
        elif not self._pen_down:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen paints with its pressure; its other end erases."""
        if self.tool in (HAND, EXTEND):
            event.ignore()
            return
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        match event.type():
            case QEvent.Type.TabletPress:
                self._pen_down = True
                self._begin(event.position(), event.pressure(), eraser)
            case QEvent.Type.TabletMove if self._pen_down:
                self._continue(event.position(), event.pressure())
            case QEvent.Type.TabletRelease:
                self._end()
                self._pen_down = False
            case _:
                pass
        self._move_cursor(event.position())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The brush's outline appears."""
        self._show_cursor_shape()
        self._move_cursor(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """The brush's outline goes."""
        self._move_cursor(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted; a hidden page says nothing about the size of the one that is seen."""
        if self.isVisible() or not self.parent():
            self._viewport.set_view(QSizeF(event.size()))

    def showEvent(self, event: QShowEvent) -> None:
        """From now on this is the view the picture is fitted to."""
        self._viewport.set_view(QSizeF(self.size()))

    def _show_cursor_shape(self) -> None:
        shapes = {HAND: Qt.CursorShape.OpenHandCursor, EXTEND: Qt.CursorShape.ArrowCursor}
        self.setCursor(shapes.get(self.tool, Qt.CursorShape.CrossCursor))

    def _move_cursor(self, at: QPointF | None) -> None:
        self._at = at
        old, self._shown_cursor = self._shown_cursor, self._cursor_rect()
        for rect in (old, self._shown_cursor):
            if not rect.isEmpty():
                self.update(rect.toAlignedRect().adjusted(-3, -3, 3, 3))

    def _cursor_rect(self) -> QRectF:
        if self._at is None or self.tool not in (Tool.BRUSH.value, Tool.ERASER.value):
            return QRectF()
        reach = (self.brush / 2 + self._studio.desk.feather) * self._viewport.scale
        return QRectF(self._at.x() - reach, self._at.y() - reach, 2 * reach, 2 * reach)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what must be: the event's own rectangle."""
        painter = QPainter(self)
        within = QRectF(event.rect())
        painter.setClipRect(event.rect())
        size = self._layer.size
        picture = self._viewport.rect_to_view(QRectF(0, 0, size.width(), size.height()))
        draw_ground(painter, self.palette(), within, picture if self._layer.loaded else QRectF())
        if self._layer.loaded:
            draw_layer(painter, self._layer, self._viewport, within, self.devicePixelRatioF())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._viewport.scale < 2)
            self.overlay.draw(painter, picture, within)
            painter.setPen(QPen(outline_colour(self.palette()), 1))
            painter.drawRect(picture.adjusted(-0.5, -0.5, 0.5, 0.5))
            self._draw_live(painter)
            if self.tool == EXTEND:
                self._edges.draw(painter, self.palette(), self._viewport)
        self._draw_brush(painter)
        self._keys.draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _draw_live(self, painter: QPainter) -> None:
        if self._live_tool not in (Tool.RECTANGLE, Tool.LASSO) or len(self._points) < 2:
            return
        corners = [self._viewport.to_view(QPointF(x, y)) for x, y, _ in self._points]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in double_line():
            painter.setPen(pen)
            if self._live_tool is Tool.RECTANGLE:
                painter.drawRect(QRectF(corners[0], corners[-1]).normalized())
            else:
                painter.drawPolygon(QPolygonF(corners))

    def _draw_brush(self, painter: QPainter) -> None:
        if self._shown_cursor.isEmpty() or self._at is None or self._navigator.panning:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = self.brush / 2 * self._viewport.scale
        outer = self._cursor_rect().width() / 2
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1, Qt.PenStyle.DotLine))
        painter.drawEllipse(self._at, outer, outer)
        for colour, width in ((QColor(0, 0, 0, 160), 2.5), (QColor(255, 255, 255, 230), 1.2)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._at, reach, reach)


def _near(before: tuple[float, float, float], after: tuple[float, float, float]) -> bool:
    step = max(0.5, after[2] / 20)
    return abs(before[0] - after[0]) < step and abs(before[1] - after[1]) < step
