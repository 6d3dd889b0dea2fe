"""The version tree beside the canvas: every result under what it was made from, with its star, drift and menu."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from studio.domain.picture import PictureMade, Raster
from studio.domain.text import first_words
from studio.state.picture_studio import PictureStudio
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.gallery import picture_menu
from studio.ui.pictures.layers import image_of
from studio.ui.shell.theme import icon

ROW = 84
THUMB = 68
INDENT = 14
DEEPEST = 5


class VersionsView(QAbstractScrollArea):
    """The family of the picture that is shown. Up and Down walk it, Enter makes a version the source."""

    undoable = Signal(str, object)
    drag_wanted = Signal(object)

    def __init__(self, studio: PictureStudio, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._thumbnails = thumbnails
        self._rows: tuple[tuple[int, PictureMade], ...] = ()
        self._images: dict[str, Raster | None] = {}
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setAccessibleName("Versions")
        thumbnails.ready.connect(self._take)
        studio.gallery.changed.connect(self.refresh)
        studio.shown_changed.connect(self.refresh)
        studio.source_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the family of the version in view, or of the source."""
        self._rows = self._studio.versions()
        missing = [made.ref for _, made in self._rows if made.ref.sha256 not in self._images]
        self._thumbnails.want(missing)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._rows) * ROW - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        self.viewport().update()

    def _take(self, sha256: str, raster: Raster | None) -> None:
        if any(made.ref.sha256 == sha256 for _, made in self._rows):
            self._images[sha256] = raster
            self.viewport().update()

    def _index(self) -> int:
        shown = self._studio.in_view()
        return next((i for i, (_, made) in enumerate(self._rows) if made.ref.sha256 == shown), -1)

    def _at(self, point: QPoint) -> PictureMade | None:
        row = (point.y() + self.verticalScrollBar().value()) // ROW
        return self._rows[row][1] if 0 <= row < len(self._rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks the tree."""
        index = self._index()
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self._rows:
                step = -1 if event.key() == Qt.Key.Key_Up else 1
                to = min(len(self._rows) - 1, max(0, index + step))
                self._studio.ask_with(shown=self._rows[to][1].ref.sha256)
                self._reveal(to)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if index >= 0:
                self._studio.use_as_source(self._rows[index][1].ref.sha256)
            case Qt.Key.Key_Delete if index >= 0:
                self._delete(self._rows[index][1])
            case Qt.Key.Key_S if index >= 0:
                made = self._rows[index][1]
                self._studio.gallery.star((made.ref.sha256,), not made.starred)
            case _:
                event.ignore()

    def _reveal(self, index: int) -> None:
        bar = self.verticalScrollBar()
        top = index * ROW
        if top < bar.value():
            bar.setValue(top)
        elif top + ROW > bar.value() + self.viewport().height():
            bar.setValue(top + ROW - self.viewport().height())

    def _delete(self, made: PictureMade) -> None:
        gone = self._studio.gallery.delete((made.ref.sha256,))
        self.undoable.emit("1 picture deleted", lambda: self._studio.gallery.restore(gone))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Looks at a version."""
        made = self._at(event.position().toPoint())
        self._pressed = event.position().toPoint() if made is not None else None
        if made is not None:
            self._studio.ask_with(shown=made.ref.sha256)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags a version out."""
        made = None if self._pressed is None else self._at(self._pressed)
        far = (
            self._pressed is not None and (event.position().toPoint() - self._pressed).manhattanLength() > 10
        )
        if made is not None and far:
            self._pressed = None
            self.drag_wanted.emit((made.ref.sha256,))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """No drag begins any more."""
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Makes a version the source."""
        made = self._at(event.position().toPoint())
        if made is not None:
            self._studio.use_as_source(made.ref.sha256)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a version."""
        made = self._at(self.viewport().mapFromGlobal(event.globalPos()))
        if made is not None:
            look = self._studio.look_at
            menu = picture_menu(self, self._studio, [made], look)
            menu.addAction(icon("trash-2"), "Delete", lambda: self._delete(made))
            menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar's range follows."""
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in view."""
        painter = QPainter(self.viewport())
        offset = self.verticalScrollBar().value()
        shown = self._index()
        if not self._rows:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            words = "Results appear here, each under the picture it was made from."
            area = self.viewport().rect().adjusted(20, 20, -20, -20)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, words)
        first = max(0, offset // ROW)
        last = min(len(self._rows), (offset + self.viewport().height()) // ROW + 1)
        for index in range(first, last):
            self._paint_row(painter, index, index * ROW - offset, index == shown)
        painter.end()

    def _paint_row(self, painter: QPainter, index: int, top: int, shown: bool) -> None:
        depth, made = self._rows[index]
        width = self.viewport().width()
        left = 12 + min(depth, DEEPEST) * INDENT
        if shown:
            row = QRect(6, top + 2, width - 12, ROW - 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().highlight().color(), 2 if self.hasFocus() else 1))
            painter.setBrush(self.palette().midlight())
            painter.drawRoundedRect(row, 8, 8)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Dark), 1))
        if depth:
            painter.drawLine(left - 8, top, left - 8, top + ROW // 2)
            painter.drawLine(left - 8, top + ROW // 2, left - 2, top + ROW // 2)
        square = QRect(left, top + (ROW - THUMB) // 2, THUMB, THUMB)
        raster = self._images.get(made.ref.sha256)
        if raster is not None:
            size = QSize(raster.width, raster.height).scaled(THUMB, THUMB, Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(), size)
            place.moveCenter(square.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image_of(raster))
        else:
            painter.fillRect(square, self.palette().alternateBase())
        self._paint_words(
            painter, made, QRect(square.right() + 10, top + 10, width - square.right() - 22, ROW - 20)
        )

    def _paint_words(self, painter: QPainter, made: PictureMade, area: QRect) -> None:
        metrics = painter.fontMetrics()
        line = metrics.height() + 2
        origin = {"brought": "Brought in", "received": "Received"}.get(made.origin, "")
        words = made.name or first_words(made.prompt, 80) or origin or "Picture"
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        notes = [made.model or origin, _drift_words(made)]
        lines = [
            (words, self.palette().color(QPalette.ColorRole.WindowText)),
            *((n, faint) for n in notes if n),
        ]
        for number, (text, colour) in enumerate(lines):
            painter.setPen(colour)
            box = QRect(
                area.left(), area.top() + number * line, area.width() - (18 if not number else 0), line
            )
            painter.drawText(
                box,
                Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()),
            )
        if made.starred:
            painter.setPen(QColor(230, 170, 30))
            painter.drawText(
                QRect(area.right() - 16, area.top(), 16, line), Qt.AlignmentFlag.AlignCenter, "★"
            )


def _drift_words(made: PictureMade) -> str:
    if made.drift is None:
        return f"{made.ref.width} × {made.ref.height}"
    return f"repaired {made.drift * 100:.1f} %"
