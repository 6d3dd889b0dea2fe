"""A grid of thumbnails that paints only what is in view, whatever there is below."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from studio.domain.picture import PictureMade, Raster
from studio.domain.text import first_words
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.layers import image_of

TILE = 176
GAP = 12
CAPTION = 20
CACHE_BYTES = 64 << 20
SETTLE_MS = 30
_CAPTION_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PictureGrid(QAbstractScrollArea):
    """Shows pictures in rows. `opened(sha256)` on double click and Enter, `menu_wanted(QPoint)` on the screen,
    `delete_wanted` on Delete, `dragged` when the selection is dragged away, `selection_changed`.
    """

    opened = Signal(str)
    menu_wanted = Signal(QPoint)
    delete_wanted = Signal()
    dragged = Signal()
    selection_changed = Signal()

    def __init__(self, thumbnails: Thumbnails, tile: int = TILE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._tile = tile
        self._pictures: tuple[PictureMade, ...] = ()
        self._images: OrderedDict[str, QImage | None] = OrderedDict()
        self._bytes = 0
        self._selected: set[str] = set()
        self._current = -1
        self._anchor = -1
        self._pressed: QPointF | None = None
        self._captions: dict[str, str] = {}
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._want)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Pictures")
        thumbnails.ready.connect(self._take)

    # -- what is shown

    def show_pictures(self, pictures: Sequence[PictureMade]) -> None:
        """These, in this order; the selection keeps what is still there."""
        current = self.current()
        self._pictures = tuple(pictures)
        self._captions = {}
        here = {made.ref.sha256 for made in pictures}
        self._selected &= here
        self._current = next(
            (i for i, made in enumerate(pictures) if current is not None and made.ref == current.ref), -1
        )
        self._lay_out()
        self._want()
        self.viewport().update()

    def selected(self) -> tuple[str, ...]:
        """The selected pictures in the order shown."""
        return tuple(made.ref.sha256 for made in self._pictures if made.ref.sha256 in self._selected)

    def current(self) -> PictureMade | None:
        """The picture the keyboard is at."""
        return self._pictures[self._current] if 0 <= self._current < len(self._pictures) else None

    def thumbnail(self, sha256: str) -> QImage | None:
        """The small image, where it is in memory."""
        return self._images.get(sha256)

    def select(self, index: int, extend: bool = False, toggle: bool = False) -> None:
        """Moves the keyboard's place to `index` and selects: it alone, from the anchor to it, or in addition."""
        if not 0 <= index < len(self._pictures):
            return
        sha = self._pictures[index].ref.sha256
        if extend and self._anchor >= 0:
            first, last = sorted((self._anchor, index))
            self._selected = {made.ref.sha256 for made in self._pictures[first : last + 1]}
        elif toggle:
            self._selected ^= {sha}
            self._anchor = index
        else:
            self._selected = {sha}
            self._anchor = index
        self._current = index
        self._reveal(index)
        self.viewport().update()
        self.selection_changed.emit()

    # -- geometry

    def _columns(self) -> int:
        return max(1, (self.viewport().width() - GAP) // (self._tile + GAP))

    def _row_height(self) -> int:
        return self._tile + CAPTION + GAP

    def _lay_out(self) -> None:
        rows = -(-len(self._pictures) // self._columns())
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * self._row_height() + GAP - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._row_height() // 3)

    def _cell(self, index: int) -> QRect:
        columns = self._columns()
        row, column = divmod(index, columns)
        spare = self.viewport().width() - GAP - columns * (self._tile + GAP)
        left = GAP + column * (self._tile + GAP) + spare // 2
        top = GAP + row * self._row_height() - self.verticalScrollBar().value()
        return QRect(left, top, self._tile, self._tile + CAPTION)

    def _in_view(self, rect: QRect) -> range:
        top = rect.top() + self.verticalScrollBar().value() - GAP
        first = max(0, top // self._row_height()) * self._columns()
        last = ((top + rect.height()) // self._row_height() + 1) * self._columns()
        return range(min(first, len(self._pictures)), min(last, len(self._pictures)))

    def index_at(self, point: QPoint) -> int:
        """The index of the picture under a point of the viewport, or -1."""
        near = self._in_view(QRect(point, QSize(1, 1)))
        return next((i for i in near if self._cell(i).contains(point)), -1)

    def _reveal(self, index: int) -> None:
        cell, bar = self._cell(index), self.verticalScrollBar()
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top() - GAP)
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + GAP)

    # -- thumbnails

    def _want(self) -> None:
        seen = self._in_view(self.viewport().rect())
        ahead = range(seen.stop, min(len(self._pictures), seen.stop + 2 * self._columns()))
        rows = [self._pictures[i].ref for i in (*seen, *ahead)]
        self._thumbnails.want([ref for ref in rows if ref.sha256 not in self._images])

    def _take(self, sha256: str, raster: Raster | None) -> None:
        if sha256 in self._images:
            return
        image = None if raster is None else self._small(raster)
        self._images[sha256] = image
        self._bytes += 0 if image is None else image.sizeInBytes()
        while self._bytes > CACHE_BYTES and len(self._images) > 1:
            _, old = self._images.popitem(last=False)
            self._bytes -= 0 if old is None else old.sizeInBytes()
        for index in self._in_view(self.viewport().rect()):
            if self._pictures[index].ref.sha256 == sha256:
                self.viewport().update(self._cell(index))

    def _small(self, raster: Raster) -> QImage:
        side = round(self._tile * self.devicePixelRatioF())
        whole = image_of(raster)
        fitted = QSize(raster.width, raster.height).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        smooth = Qt.TransformationMode.SmoothTransformation
        small = whole.scaled(fitted.expandedTo(QSize(1, 1)), mode=smooth)
        return small.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    # -- keys and hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Shift extends, Ctrl+A takes all, Enter opens, Delete deletes."""
        columns = self._columns()
        page = max(1, self.viewport().height() // self._row_height()) * columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self._pictures),
            Qt.Key.Key_End: len(self._pictures),
        }
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        current = self.current()
        if key in steps:
            to = max(0, min(len(self._pictures) - 1, max(0, self._current) + steps[key]))
            self.select(0 if self._current < 0 else to, extend=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current.ref.sha256)
        elif key == Qt.Key.Key_Delete and self._selected:
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._selected = {made.ref.sha256 for made in self._pictures}
            self.viewport().update()
            self.selection_changed.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects; what is selected already stays so until it is clear that no drag begins."""
        index = self.index_at(event.position().toPoint())
        self._pressed = event.position() if index >= 0 else None
        if index < 0:
            self._selected = set()
            self.viewport().update()
            self.selection_changed.emit()
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._pictures[index].ref.sha256 not in self._selected or control or shift:
            self.select(index, extend=shift, toggle=control)
        self._current = index

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag begins after the usual distance."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click on one of several selected leaves it alone selected."""
        index = self.index_at(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self._pressed is not None and plain and index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.select(index)
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens."""
        index = self.index_at(event.position().toPoint())
        if index >= 0:
            self.opened.emit(self._pictures[index].ref.sha256)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu for what is under the hand, or for the keyboard's place."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.index_at(self.viewport().mapFromGlobal(event.globalPos()))
            if index >= 0 and self._pictures[index].ref.sha256 not in self._selected:
                self.select(index)
        if self._selected:
            self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns change; what was at the top stays near it."""
        self._lay_out()
        self._settle.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What is still in view is moved as it is; only what comes into view is painted."""
        self.viewport().scroll(0, dy)
        self._settle.start()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the cells that lie in the event's rectangle."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().window())
        metrics = painter.fontMetrics()
        for index in self._in_view(event.rect()):
            self._paint_cell(painter, metrics, index)
        painter.end()

    def _paint_cell(self, painter: QPainter, metrics: QFontMetrics, index: int) -> None:
        made, cell = self._pictures[index], self._cell(index)
        sha = made.ref.sha256
        square = QRect(cell.topLeft(), QSize(self._tile, self._tile))
        painter.fillRect(square, self.palette().alternateBase())
        image = self._images.get(sha)
        if image is not None:
            self._images.move_to_end(sha)
            size = image.size() / self.devicePixelRatioF()
            place = QRect(QPoint(), size)
            place.moveCenter(square.center())
            painter.drawImage(place, image)
        elif sha in self._images:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "File is missing")
        if made.starred:
            badge = QRectF(square.right() - 26, square.top() + 6, 20, 20)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 140))
            painter.drawEllipse(badge.adjusted(-3, -3, 3, 3))
            painter.setPen(QColor(255, 210, 80))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, "★")
        caption = QRect(cell.left(), square.bottom() + 1, self._tile, CAPTION)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        words = self._captions.get(sha)
        if words is None:
            whole = made.name or first_words(made.prompt, 60) or made.origin
            words = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, self._tile)
            self._captions[sha] = words
        painter.drawText(caption, _CAPTION_FLAGS, words)
        self._paint_frame(painter, square, sha in self._selected, index == self._current and self.hasFocus())

    def _paint_frame(self, painter: QPainter, square: QRect, selected: bool, current: bool) -> None:
        if not selected and not current:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(colour, 3 if selected else 1, Qt.PenStyle.SolidLine))
        painter.drawRect(square.adjusted(1, 1, -2, -2))
        if current:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DotLine))
            painter.drawRect(square.adjusted(4, 4, -5, -5))
