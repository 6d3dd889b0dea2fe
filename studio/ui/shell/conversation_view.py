"""The list of conversations as it is seen and used: painting, keys, dragging to folders."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from studio.ui.shell.conversation_list import HEADER_ROLE, ID_ROLE, ConversationList
from studio.ui.shell.icons import painted

Index = QModelIndex | QPersistentModelIndex
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter)


class _Painter(QStyledItemDelegate):
    """Paints one line a row: plain text; a ring while an answer comes in, a dot for something unread."""

    def __init__(self, model: ConversationList, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(HEADER_ROLE):
            self._heading(painter, option, index)
        else:
            self._conversation(painter, option, index)
        painter.restore()

    def _heading(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
        colour = palette.color(QPalette.ColorRole.PlaceholderText)
        place = rect.adjusted(12, 6, -10, 0)
        if self._model.is_folder(index.row()):
            drawing = "chevron-right" if self._model.is_folded(index.row()) else "chevron-down"
            ratio = painter.device().devicePixelRatioF()
            chevron = painted(drawing, 14, ratio, colour)
            painter.drawPixmap(QPoint(rect.left() + 9, place.center().y() - 6), chevron)
            place.setLeft(rect.left() + 28)
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.86)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _VCENTER, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._ring(painter, rect, palette)

    def _conversation(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state = option.state
        body = rect.adjusted(4, 1, -4, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            role = QPalette.ColorRole.Mid if selected else QPalette.ColorRole.Midlight
            painter.setBrush(palette.color(role))
            painter.drawRoundedRect(body, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            self._ring(painter, rect, palette)
        running, unread = self._model.marks(str(index.data(ID_ROLE)))
        right = self._marks(painter, body, palette, running, unread)
        conversation = self._model.conversation(index.row())
        font = QFont(option.font)
        font.setBold(unread)
        painter.setFont(font)
        left = body.left() + 8
        title = str(index.data())
        used = painter.fontMetrics().horizontalAdvance(title)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        place = QRect(left, body.top(), right - left, body.height())
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _VCENTER, shown)
        tags = "  ".join(f"#{tag}" for tag in conversation.tags) if conversation is not None else ""
        if tags and used + 40 < place.width():
            painter.setFont(option.font)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            rest = place.adjusted(used + 10, 0, 0, 0)
            shown = painter.fontMetrics().elidedText(tags, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _VCENTER | int(Qt.AlignmentFlag.AlignRight), shown)

    def _marks(self, painter: QPainter, body: QRect, palette: QPalette, running: bool, unread: bool) -> int:
        """Paints the marks at the right end; where they begin."""
        right = body.right() - 8
        accent = palette.color(QPalette.ColorRole.Accent)
        middle = QPoint(right - 4, body.center().y() + 1)
        if running:
            painter.setPen(QPen(accent, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, 4, 4)
        elif unread:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawEllipse(middle, 4, 4)
        return right - 14 if running or unread else right

    @staticmethod
    def _ring(painter: QPainter, rect: QRect, palette: QPalette) -> None:
        painter.setPen(palette.color(QPalette.ColorRole.Accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 6, 6)


class ConversationView(QListView):
    """The list itself; Return opens (or folds), F2 renames, Delete deletes, rows are dragged onto headings."""

    renamed = Signal(str)
    deleted = Signal(list)
    opened = Signal(str)
    menu_wanted = Signal(list, QPoint)

    def __init__(self, model: ConversationList) -> None:
        super().__init__()
        self._list = model
        self.empty_words = ""
        self.setModel(model)
        self.setItemDelegate(_Painter(model, self))
        self.setAccessibleName("Conversations")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(True)  # drops go onto rows, never between them
        self.setStyleSheet("QListView { border: none; background: transparent; }")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.chosen(), self.viewport().mapToGlobal(at))
        )
        self.clicked.connect(self._open)
        self.doubleClicked.connect(self._rename)

    def chosen(self) -> list[str]:
        """The ids of the selected conversations, from top to bottom."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [index.data(ID_ROLE) for index in rows if index.data(ID_ROLE)]

    def _open(self, index: QModelIndex) -> None:
        if index.data(HEADER_ROLE):
            self._list.toggle_folder(index.row())
        elif len(self.selectedIndexes()) == 1:
            self.opened.emit(index.data(ID_ROLE))

    def _rename(self, index: QModelIndex) -> None:
        if index.data(ID_ROLE):
            self.renamed.emit(index.data(ID_ROLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        identity = current.data(ID_ROLE) if current.isValid() else None
        confirmed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if confirmed and identity:
            self.opened.emit(identity)
        elif confirmed and current.isValid():
            row = current.row()
            self._list.toggle_folder(row)
            self.setCurrentIndex(self._list.index(row))
        elif identity and event.key() == Qt.Key.Key_F2:
            self.renamed.emit(identity)
        elif identity and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit(self.chosen() or [identity])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._list.rowCount() and self.empty_words:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            place = self.viewport().rect().adjusted(12, 18, -12, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(place, int(flags), self.empty_words)
            painter.end()
