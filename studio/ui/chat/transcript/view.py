"""The transcript: a conversation as one text that can be read, selected, searched and acted upon.

It paints rows (`Stage` says which are where) and never holds widgets, documents or addresses; it loads nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.painting import paint_bubbles, paint_row
from studio.ui.chat.transcript.picture_box import PictureSource
from studio.ui.chat.transcript.rows import Kit
from studio.ui.chat.transcript.scrollbar import FlatScrollBar
from studio.ui.chat.transcript.selection import Selection, Spot, is_text
from studio.ui.chat.transcript.stage import Placed, Stage
from studio.ui.rendering.box import Look, Target
from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.style import Style


class Transcript(QAbstractScrollArea):
    """The view of one conversation."""

    action_requested = Signal(str, str)
    sibling_requested = Signal(str, int)
    link_activated = Signal(str)
    picture_activated = Signal(str, str)
    picture_edit_requested = Signal(str)
    typed = Signal(str)
    status_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = 0.0
        self._pictures: PictureSource | None = None
        self._workshop = Workshop(self)
        self._stage = Stage(self._kit())
        self._selection = Selection(self._stage)
        self._setting_bar = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(FlatScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._bar_moved)

    # Contents

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows a whole path; messages that were shown already keep their layout and their place."""
        fresh = not self._stage.items
        self._stage.set_entries(entries)
        self._selection.clear()
        if fresh:
            self._stage.following = True
        self._refresh()

    def update_entry(self, entry: Entry) -> None:
        """Takes a later state of a message that is shown."""
        if self._stage.update_entry(entry) is not None:
            self._refresh()

    def append_entry(self, entry: Entry) -> None:
        """Adds a message at the end."""
        self._stage.append_entry(entry)
        self._refresh()

    def set_picture_source(self, source: PictureSource) -> None:
        """Takes the function that gives the pixels of a picture, or None while they are fetched."""
        self._pictures = source
        self._stage.kit.pictures = source

    def picture_ready(self, sha256: str) -> None:
        """Paints a picture that has arrived."""
        self.viewport().update()

    def set_font_points(self, points: float) -> None:
        """Sets the size of the text in points; 0 is the system's."""
        self._points = points
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Takes palette and font anew."""
        self._stage.set_kit(self._kit())
        self._refresh()

    def _kit(self) -> Kit:
        style = Style(self.palette(), self.font(), self._points)
        quiet = Style(self.palette(), self.font(), style.size * 0.94)
        quiet.make_quiet()
        return Kit(style, quiet, self._workshop, self._pictures)

    # Selection

    def selected_text(self) -> str:
        """The selection as plain text."""
        return self._selection.text()

    def selected_markdown(self) -> str:
        """The selection as Markdown."""
        return self._selection.markdown()

    def selected_html(self) -> str:
        """The selection as HTML."""
        return self._selection.html()

    def copy(self) -> None:
        """Puts the selection on the clipboard as plain and as rich text."""
        if self._selection.span is None:
            return
        data = QMimeData()
        data.setText(self.selected_text())
        data.setHtml(self.selected_html())
        QGuiApplication.clipboard().setMimeData(data)
        self.status_changed.emit("Copied.")

    def select_all(self) -> None:
        """Selects everything."""
        if self._stage.items:
            last = len(self._stage.items) - 1
            rows = self._stage.open_item(last).rows
            self._selection.put((0, 0, 0), (last, len(rows) - 1, 1 << 40))
            self.viewport().update()

    # Placing

    def _refresh(self) -> None:
        self._stage.resize(self.viewport().width(), self.viewport().height())
        self._stage.arrange()
        self._sync_bar()
        self.viewport().update()

    def _sync_bar(self) -> None:
        self._setting_bar = True
        bar, stage = self.verticalScrollBar(), self._stage
        bar.setPageStep(int(stage.height))
        bar.setSingleStep(int(stage.kit.style.line * 3))
        bar.setRange(0, max(int(stage.total - stage.height), 0))
        bar.setValue(bar.maximum() if stage.following else int(stage.value))
        self._setting_bar = False

    def _bar_moved(self, value: int) -> None:
        if self._setting_bar:
            return
        self._stage.following = value >= self.verticalScrollBar().maximum()
        self._stage.scroll_to(value)
        self._refresh()

    def scroll_pixels(self, distance: float) -> None:
        """Scrolls by `distance` pixels; upward lets go of the end, reaching the end sticks to it again."""
        if distance < 0:
            self._stage.following = False
        self._stage.scroll_by(distance)
        if self._stage.arrange() and distance > 0:
            self._stage.following = True
        self._sync_bar()
        self.viewport().update()

    # Finding places

    def _placed_at(self, y: float) -> Placed | None:
        best = None
        for placed in self._stage.placed:
            if placed.y <= y:
                best = placed
            if placed.bottom > y:
                break
        return best or (self._stage.placed[0] if self._stage.placed else None)

    def _spot_at(self, point: QPointF) -> Spot | None:
        placed = self._placed_at(point.y())
        if placed is None or placed.row.box is None:
            return None
        if not is_text(placed.row):
            return placed.item, placed.index, 0
        inner = QPointF(point.x() - placed.x, point.y() - placed.top)
        return placed.item, placed.index, placed.row.box.position_at(inner)

    def _target_at(self, point: QPointF) -> tuple[Placed, Target] | None:
        placed = self._placed_at(point.y())
        if placed is None or placed.row.box is None:
            return None
        target = placed.row.box.target_at(QPointF(point.x() - placed.x, point.y() - placed.top))
        return (placed, target) if target is not None else None

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lays out anew for the new width."""
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scrolls; any upward turn lets go of the end at once."""
        pixels = event.pixelDelta().y() or event.angleDelta().y() / 120 * self._stage.kit.style.line * 3
        if pixels:
            self.scroll_pixels(-pixels)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begins a selection."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        spot = self._spot_at(event.position())
        if spot is not None:
            self._selection.put(spot, spot)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Goes on with a selection."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._selection.anchor is not None:
            spot = self._spot_at(event.position())
            if spot is not None:
                self._selection.put(self._selection.anchor, spot)
                self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paints the rows that meet the region."""
        painter = QPainter(self.viewport())
        area = QRectF(event.rect())
        painter.fillRect(area, self._stage.kit.style.colours.ground)
        paint_bubbles(painter, self._stage, area)
        for placed in self._stage.placed:
            if placed.bottom >= area.top() and placed.y <= area.bottom():
                look = Look(
                    self._stage.kit.style, max(area.top(), 0) - placed.top, area.bottom() - placed.top
                )
                look.selection = self._selection.range_in(placed.item, placed.index, placed.row)
                paint_row(painter, self._stage, placed, look)
