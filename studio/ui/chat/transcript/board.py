"""The board under the transcript: it moves the stage, paints it, and hands mouse and keys to their rooms."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from studio.ui.chat.transcript.canvas import Canvas
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.finder import Finder
from studio.ui.chat.transcript.focus import Focus
from studio.ui.chat.transcript.keyboard import Keyboard
from studio.ui.chat.transcript.latest import LatestButton
from studio.ui.chat.transcript.menus import open_context
from studio.ui.chat.transcript.picture_box import PictureSource
from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.pointer import Pointer
from studio.ui.chat.transcript.repaint import Painted, repaint
from studio.ui.chat.transcript.rows import Kit, Row
from studio.ui.chat.transcript.scrollbar import FlatScrollBar
from studio.ui.chat.transcript.selection import Selection, Spot, is_text
from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Target
from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.style import Style

if TYPE_CHECKING:
    from studio.ui.chat.transcript.view import Transcript

_FRAME = 16
_SLOWEST = 100


class Board(Canvas):
    """A scroll area that shows a `Stage`."""

    finder: Finder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points = 0.0
        self.pictures: PictureSource | None = None
        self.workshop = Workshop(self)
        self.workshop.ready.connect(self._formula_ready)
        self.stage = Stage(self._kit())
        self.selection = Selection(self.stage)
        self.focus = Focus(self.stage)
        self.painted = Painted([])
        self.pending: dict[str, Entry] = {}
        self.unseen = 0
        self._keyboard = Keyboard(cast("Transcript", self))
        self._setting_bar = False
        self._since_flush = QElapsedTimer()
        self._cost = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self._more = QTimer(self, singleShot=True)
        self._more.timeout.connect(self.refresh)
        self._furnish()
        self._pointer = Pointer(cast("Transcript", self))
        self._latest = LatestButton(self)
        self._latest.clicked.connect(self.scroll_to_end)

    def _furnish(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(FlatScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self._bar_moved)

    def _kit(self) -> Kit:
        style = Style(self.palette(), self.font(), self.points)
        quiet = Style(self.palette(), self.font(), style.size * 0.94)
        quiet.make_quiet()
        return Kit(style, quiet, self.workshop, self.pictures)

    def refresh_theme(self) -> None:
        """Takes palette, font and size anew."""
        self.stage.set_kit(self._kit())
        self.painted.forget()
        self.refresh()

    def _formula_ready(self) -> None:
        for item in self.stage.items:
            for row in item.rows:
                if row.box is not None and row.leaf is not None and row.box.awaits_formula:
                    row.version = -1
        self.refresh()

    # Moving

    def schedule(self) -> None:
        """Takes what is pending at the next frame; after a costly one later, so that typing stays fluent."""
        if not self._timer.isActive():
            frame = min(max(_FRAME, self._cost * 6), _SLOWEST)
            past = self._since_flush.elapsed() if self._since_flush.isValid() else frame
            self._timer.start(max(int(frame - past), 0))

    def flush(self) -> None:
        """Takes all pending states now."""
        self._timer.stop()
        if not self.pending:
            return
        self._since_flush.start()
        entries, self.pending = list(self.pending.values()), {}
        for entry in entries:
            self.stage.update_entry(entry)
        self.refresh()
        self._cost = self._since_flush.nsecsElapsed() / 1e6
        self._since_flush.start()

    def refresh(self) -> None:
        """Arranges the rows anew and paints what changed."""
        size = self.viewport().size()
        self.stage.resize(size.width(), size.height())
        at_end = self.stage.arrange()
        self._sync_bar()
        repaint(self.viewport(), self.painted, self.stage.placed)
        self._show_latest(at_end)
        if self.stage.unfinished:
            self._more.start(0)

    def _sync_bar(self) -> None:
        self._setting_bar = True
        bar, stage = self.verticalScrollBar(), self.stage
        maximum = max(int(stage.total - stage.height), 0)
        if bar.maximum() != maximum:
            bar.setRange(0, maximum)
        if bar.pageStep() != int(stage.height):
            bar.setPageStep(int(stage.height))
            bar.setSingleStep(int(stage.kit.style.line * 3))
        bar.setValue(maximum if stage.following else int(stage.value))
        self._setting_bar = False

    def _bar_moved(self, value: int) -> None:
        if self._setting_bar:
            return
        self.stage.following = value >= self.verticalScrollBar().maximum()
        self.stage.scroll_to(value)
        self.refresh()

    def scroll_pixels(self, distance: float) -> None:
        """Scrolls by `distance` pixels; upward lets go of the end, reaching the end sticks to it again."""
        if distance < 0:
            self.stage.following = False
        elif self.stage.following:
            return
        self.stage.scroll_by(distance)
        if self.stage.arrange() and distance > 0:
            self.stage.following = True
        self.refresh()

    def scroll_to_start(self) -> None:
        """Shows the beginning."""
        self.stage.following = False
        self.stage.scroll_to(0)
        self.painted.forget()
        self.refresh()

    def scroll_to_end(self) -> None:
        """Shows the end and stays there."""
        self.stage.following = True
        self.painted.forget()
        self.refresh()

    def let_go(self) -> None:
        """Stops following the end: the reader is doing something here."""
        self.stage.following = False

    def _show_latest(self, at_end: bool) -> None:
        if at_end:
            self.unseen = 0
        self._latest.setVisible(not at_end)
        if not at_end:
            self._latest.set_new(self.unseen)
            size, port = self._latest.size(), self.viewport().geometry()
            self._latest.move(port.center().x() - size.width() // 2, port.bottom() - size.height() - 12)
            self._latest.raise_()

    def show_spot(self, spot: Spot) -> None:
        """Scrolls as little as needed to bring a place of the text into view."""
        row = self.stage.prepare(spot[0], spot[1])
        rect = row.box.caret(spot[2]) if row.box is not None else QRectF()
        placed = next((p for p in self.stage.placed if p.row is row), None)
        height = self.viewport().height()
        if placed is not None:
            top, bottom = placed.top + rect.top(), placed.top + rect.bottom()
            if top >= 8 and bottom <= height - 8:
                return
            if -height < top < 2 * height:
                self.scroll_pixels(top - 24 if top < 8 else bottom - height + 24)
                return
        self.let_go()
        self.stage.show_row(spot[0], spot[1], height * 0.3)
        self.stage.scroll_by(rect.top())
        self.refresh()

    def show_focus(self) -> None:
        """Brings what has the keyboard's focus into view."""
        current, at = self.focus.current(), self.focus.item
        seen = [p for p in self.stage.placed if p.item == at and (current is None or p.index == current[0])]
        y = seen[0].top + current[1].rect.top() if seen and current is not None else 0.0
        if not seen or not 0 <= y < self.viewport().height() - 20:
            self.let_go()
            index = current[0] if current is not None else 0
            self.stage.show_row(at, index, self.viewport().height() * 0.2)
            self.refresh()
        self.viewport().update()

    def select(self, anchor: Spot, head: Spot) -> None:
        """Selects from one place to another and paints the rows between."""
        self.selection.put(anchor, head)
        self.viewport().update()

    # Finding places

    def placed_at(self, y: float) -> Placed | None:
        """The row at `y` pixels from the top of the view, or the one above."""
        best = None
        for placed in self.stage.placed:
            if placed.y <= y:
                best = placed
            if placed.bottom > y:
                break
        return best or (self.stage.placed[0] if self.stage.placed else None)

    def spot_at(self, point: QPointF) -> Spot | None:
        """The place in the text nearest to a point of the view."""
        placed = self.placed_at(point.y())
        if placed is None or placed.row.box is None:
            return None
        if not is_text(placed.row):
            return placed.item, placed.index, 0
        inner = QPointF(point.x() - placed.x, point.y() - placed.top)
        return placed.item, placed.index, placed.row.box.position_at(inner)

    def first_spot(self) -> Spot | None:
        """The first place of the text in view."""
        for placed in self.stage.placed:
            if is_text(placed.row) and placed.bottom > 0:
                return placed.item, placed.index, 0
        return None

    def target_at(self, point: QPointF) -> tuple[Placed, Target] | None:
        """What can be clicked at a point of the view."""
        placed = self.placed_at(point.y())
        if placed is None or placed.row.box is None:
            return None
        target = placed.row.box.target_at(QPointF(point.x() - placed.x, point.y() - placed.top), -placed.top)
        return (placed, target) if target is not None else None

    def target_corner(self, row: Row, target: Target) -> QPoint:
        """The lower left corner of a target in the view."""
        placed = next((p for p in self.stage.placed if p.row is row), None)
        if placed is None:
            return QPoint()
        return QPointF(placed.x + target.rect.left(), placed.top + target.rect.bottom()).toPoint()

    def repaint_row(self, row: Row) -> None:
        """Paints one row again."""
        for placed in self.stage.placed:
            if placed.row is row:
                self.viewport().update(
                    QRect(0, int(placed.y), self.viewport().width(), int(placed.height) + 2)
                )

    def repaint_feet(self, items: set[int]) -> None:
        """Paints the feet of some messages again, because their actions come or go."""
        for placed in self.stage.placed:
            if placed.row.name == "foot" and placed.item in items:
                self.repaint_row(placed.row)

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Nothing: the bar follows the stage, and Qt's own answer would paint everything anew."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays out anew for the new width."""
        self.painted.forget()
        self.refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; any upward turn lets go of the end at once. Sideways turns move wide code and tables."""
        line = self.stage.kit.style.line * 3
        across = event.pixelDelta().x() or event.angleDelta().x() / 120 * line
        pixels = event.pixelDelta().y() or event.angleDelta().y() / 120 * line
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            across, pixels = pixels, 0.0
        event.accept()
        placed = self.placed_at(event.position().y())
        if abs(across) > abs(pixels) and placed is not None and placed.row.box is not None:
            if placed.row.box.scroll_sideways(-across):
                self.repaint_row(placed.row)
        elif pixels:
            self.scroll_pixels(-pixels)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hands over to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hands over to the pointer."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hands over to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Hands over to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pointer.double(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._pointer.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Opens the menu for what is under the pointer or has the focus."""
        point = QPointF(event.pos())
        placed = self.placed_at(point.y())
        at = (
            self.focus.item
            if event.reason() is QContextMenuEvent.Reason.Keyboard
            else (placed.item if placed else -1)
        )
        open_context(self, self.target_at(point), at, event.globalPos())  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hands over to the keyboard's room."""
        if not self._keyboard.press(event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through what can be pressed in the message before it leaves."""
        if self.hasFocus() and self.focus.step(1 if forward else -1):
            self.show_focus()
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab the last message gets the focus."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focus.to_message(-1)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()
