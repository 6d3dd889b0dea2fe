"""Lanes side by side in equal columns; tabs when they would be too narrow; one alone when it is focused."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from studio.ui.compare.lane import LaneColumn

NARROWEST = 320
"""Pixels a lane needs to be readable beside others."""


class Columns(QWidget):
    """Holds the lane columns in the order given. `moved(lane id, place)` when one was dragged to another place."""

    moved = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.lanes: list[LaneColumn] = []
        self.alone: LaneColumn | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName("Lanes")
        self.tabs.currentChanged.connect(lambda _: self.arrange())
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._marker = _Marker(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addLayout(self._row, 1)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Mid)
        self.tabs.setStyleSheet(
            "QTabBar { background: palette(window); }"
            "QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; }"
            "QTabBar::tab:selected { border-bottom: 2px solid palette(highlight); font-weight: bold; }"
            "QTabBar::tab:hover { background: palette(midlight); }"
        )

    def show_lanes(self, lanes: Sequence[LaneColumn]) -> None:
        """Shows these lanes; one that is not among them any more is let go of."""
        for column in self.lanes:
            if column not in lanes:
                self._row.removeWidget(column)
                column.hide()
                column.deleteLater()
        fresh = [c for c in lanes if c not in self.lanes]
        for at, column in enumerate(lanes):
            self._row.insertWidget(at, column, 1)
        self.lanes = list(lanes)
        for column in fresh:
            column.dragged.connect(self._show_place)
            column.dropped.connect(lambda point, lane=column: self._drop(lane, point))
        if self.alone not in self.lanes:
            self.alone = None
        self.arrange()

    def name_tabs(self, names: Sequence[str]) -> None:
        """Writes the names of the lanes on their tabs."""
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(names):
            self.tabs.removeTab(self.tabs.count() - 1)
        while self.tabs.count() < len(names):
            self.tabs.addTab("")
        for at, name in enumerate(names):
            # An ampersand would become a keyboard mark.
            self.tabs.setTabText(at, name.replace("&", "&&"))
            self.tabs.setTabToolTip(at, name)
        self.tabs.blockSignals(False)
        self.arrange()

    def toggle_alone(self, lane: LaneColumn) -> None:
        """Shows one lane full size, or all again."""
        self.alone = None if self.alone is lane else lane
        self.arrange()

    def show_lane(self, at: int) -> None:
        """Brings a lane into view where only some fit."""
        if 0 <= at < self.tabs.count():
            self.tabs.setCurrentIndex(at)

    def fitting(self) -> int:
        """How many lanes fit side by side, at least one."""
        return max(1, self.width() // NARROWEST)

    def shown(self) -> list[LaneColumn]:
        """The lanes in view, from left to right."""
        if self.alone is not None:
            return [self.alone]
        count = self.fitting()
        if len(self.lanes) <= count:
            return list(self.lanes)
        current = max(0, self.tabs.currentIndex())
        first = min(current, len(self.lanes) - count)
        return self.lanes[first : first + count]

    def arrange(self) -> None:
        """Shows the lanes that fit, and tabs for the others."""
        shown = self.shown()
        self.tabs.setVisible(self.alone is None and len(self.lanes) > self.fitting())
        for column in self.lanes:
            column.setVisible(column in shown)
            column.head.set_alone(column is self.alone)

    # -- dragging

    def place_at(self, point: QPoint) -> int:
        """The place among the lanes a lane would have that is dropped at `point` (global)."""
        x = self.mapFromGlobal(point).x()
        for column in self.shown():
            if x < column.geometry().center().x():
                return self.lanes.index(column)
        return self.lanes.index(self.shown()[-1]) + 1

    def _show_place(self, point: QPoint) -> None:
        place = self.place_at(point)
        at = self.lanes[min(place, len(self.lanes) - 1)].geometry()
        x = at.left() if place < len(self.lanes) else at.right()
        self._marker.setGeometry(QRect(max(0, x - 2), at.top(), 4, at.height()))
        self._marker.show()
        self._marker.raise_()

    def _drop(self, lane: LaneColumn, point: QPoint) -> None:
        self._marker.hide()
        place, now = self.place_at(point), self.lanes.index(lane)
        if place > now:
            place -= 1
        if place != now:
            self.moved.emit(lane.session.conversation.id, place)

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class _Marker(QWidget):
    """The line where a dragged lane would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Highlight))
        painter.end()
