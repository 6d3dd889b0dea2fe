"""The canvas under the board: it paints the rows in view with selection, search hits, focus and caret."""

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea

from studio.ui.chat.transcript.finder import Finder
from studio.ui.chat.transcript.focus import Focus
from studio.ui.chat.transcript.furniture import FootBox
from studio.ui.chat.transcript.keyboard import Keyboard
from studio.ui.chat.transcript.painting import paint_bubbles, paint_row
from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.pointer import Pointer
from studio.ui.chat.transcript.repaint import FRINGE
from studio.ui.chat.transcript.selection import Selection
from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Look


class Canvas(QAbstractScrollArea):
    """A scroll area that paints a `Stage`; what it shows belongs to the classes above it."""

    stage: Stage
    selection: Selection
    finder: Finder
    focus: Focus
    _pointer: Pointer
    _keyboard: Keyboard

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that meet the region."""
        painter = QPainter(self.viewport())
        region = event.region()
        if region.rectCount() == 1:
            self._paint_area(painter, QRectF(event.rect()))
            return
        # A bar that stays at the top and a line at the bottom must not cost everything between them.
        rects: Any = region
        for rect in rects:
            painter.setClipRect(rect)
            self._paint_area(painter, QRectF(rect))

    def _paint_area(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, self.stage.kit.style.colours.ground)
        paint_bubbles(painter, self.stage, area)
        for placed in self.stage.placed:
            if placed.bottom > area.top() and placed.y < area.bottom():
                self._paint(painter, placed, area)
        self._paint_caret(painter)

    def _paint(self, painter: QPainter, placed: Placed, area: QRectF) -> None:
        top = max(area.top(), 0.0) - placed.top
        look = Look(self.stage.kit.style, top, area.bottom() - placed.top, -placed.top)
        look.selection = self.selection.range_in(placed.item, placed.index, placed.row)
        if self.finder.needle:
            look.found = self.finder.ranges(placed.row)
            now = self.finder.now
            if now is not None and now[:2] == (placed.item, placed.index):
                look.found_now = now[2:]
        hot = self._pointer.hot
        if hot is not None and hot[0].row is placed.row:
            look.hot = hot[1]
        focused = self.hasFocus() and self.focus.item == placed.item
        current = self.focus.current() if focused and self.focus.stop >= 0 else None
        if current is not None and current[0] == placed.index:
            look.hot = current[1]
        if isinstance(placed.row.box, FootBox):
            placed.row.box.active = placed.item == self._pointer.over or self.focus.item == placed.item
        paint_row(painter, self.stage, placed, look, area.left() < placed.x - FRINGE)
        if current is not None and current[0] == placed.index:
            self._paint_ring(painter, current[1].rect.translated(placed.x, placed.top))
        elif focused and self.focus.stop < 0:
            painter.fillRect(
                QRectF(self.stage.left - 12, placed.y, 3, placed.height), self.stage.kit.style.colours.accent
            )

    def _paint_ring(self, painter: QPainter, area: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.stage.kit.style.colours.accent, 2))
        painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 4, 4)

    def _paint_caret(self, painter: QPainter) -> None:
        head, ink = self.selection.head, self.stage.kit.style.colours.accent
        if not self._keyboard.browsing or head is None:
            return
        for placed in self.stage.placed:
            if (placed.item, placed.index) == head[:2] and placed.row.box is not None:
                rect = placed.row.box.caret(head[2]).translated(placed.x, placed.top)
                painter.fillRect(QRectF(rect.x() - 0.5, rect.y(), 2, rect.height()), ink)
