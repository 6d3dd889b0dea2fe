"""Extending the canvas by dragging its edges: where the edges are, what is being dragged, how it looks."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen

from studio.ui.pictures.viewport import Viewport

REACH = 14
GRID = 8
"""Margins are whole multiples of this: models like sizes that divide well."""

Margins = tuple[int, int, int, int]


class EdgeGrip:
    """The drag of one edge or corner outwards; margins are (left, top, right, bottom) in pixels of the picture."""

    def __init__(self) -> None:
        self._held: tuple[int, int] | None = None
        self._hover: tuple[int, int] = (0, 0)
        self._start = QPointF()
        self.margins: Margins = (0, 0, 0, 0)

    def clear(self) -> None:
        """Nothing is held, nothing added."""
        self._held, self._hover, self.margins = None, (0, 0), (0, 0, 0, 0)

    def press(self, viewport: Viewport, at: QPointF) -> None:
        """Takes hold of the edge or corner under `at`."""
        side = self._side(viewport, at)
        self._held = side if side != (0, 0) else None
        self._start = viewport.to_picture(at)

    def move(self, viewport: Viewport, at: QPointF, possible: bool) -> None:
        """Drags what is held, or notes what the hand is over."""
        if not possible:
            return
        if self._held is None:
            self._hover = self._side(viewport, at)
            return
        moved = viewport.to_picture(at) - self._start
        across, down = self._held
        self.margins = (
            _grown(-moved.x()) if across < 0 else 0,
            _grown(-moved.y()) if down < 0 else 0,
            _grown(moved.x()) if across > 0 else 0,
            _grown(moved.y()) if down > 0 else 0,
        )

    def release(self) -> Margins:
        """Lets go; what was added."""
        margins = self.margins
        self.clear()
        return margins

    def cursor(self) -> Qt.CursorShape:
        """The shape that says which way the thing under the hand moves."""
        match self._held or self._hover:
            case (0, 0):
                return Qt.CursorShape.ArrowCursor
            case (0, _):
                return Qt.CursorShape.SizeVerCursor
            case (_, 0):
                return Qt.CursorShape.SizeHorCursor
            case (across, down) if across == down:
                return Qt.CursorShape.SizeFDiagCursor
            case _:
                return Qt.CursorShape.SizeBDiagCursor

    def draw(self, painter: QPainter, palette: QPalette, viewport: Viewport) -> None:
        """The handles, and while dragging the new outline with its size."""
        picture = QRectF(0, 0, viewport.picture.width(), viewport.picture.height())
        left, top, right, bottom = self.margins
        outline = viewport.rect_to_view(picture.adjusted(-left, -top, right, bottom))
        colour = palette.color(QPalette.ColorRole.Highlight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if any(self.margins):
            wash = QColor(colour)
            wash.setAlpha(60)
            margin = QPainterPath()
            margin.addRect(outline)
            margin.addRect(viewport.rect_to_view(picture))
            painter.fillPath(margin, wash)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawRect(outline)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.HighlightedText), 1.5))
        painter.setBrush(colour)
        for across in (0, 0.5, 1):
            for down in (0, 0.5, 1):
                if (across, down) != (0.5, 0.5):
                    at = QPointF(
                        outline.left() + across * outline.width(), outline.top() + down * outline.height()
                    )
                    painter.drawEllipse(at, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if any(self.margins):
            width = round(picture.width()) + left + right
            height = round(picture.height()) + top + bottom
            label = QRectF(outline.center() - QPointF(70, 14), QSizeF(140, 28))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(label, 6, 6)
            painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, f"{width} × {height}")

    def _side(self, viewport: Viewport, at: QPointF) -> tuple[int, int]:
        size = viewport.picture
        outline = viewport.rect_to_view(QRectF(0, 0, size.width(), size.height()))
        if not outline.adjusted(-REACH, -REACH, REACH, REACH).contains(at):
            return 0, 0
        across = -1 if abs(at.x() - outline.left()) < REACH else int(abs(at.x() - outline.right()) < REACH)
        down = -1 if abs(at.y() - outline.top()) < REACH else int(abs(at.y() - outline.bottom()) < REACH)
        return across, down


def _grown(by: float) -> int:
    return max(0, round(by / GRID) * GRID)
