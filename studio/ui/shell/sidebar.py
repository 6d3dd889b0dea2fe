"""The left side: the three places of the program, the list of conversations, and the way to Settings."""

import time
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import Conversation
from studio.state.library import Library
from studio.ui.shell.icons import icon

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = int(Qt.ItemDataRole.UserRole)
HEADER_ROLE = ID_ROLE + 1


def period(moment: float, today: date) -> str:
    """The heading a conversation of `moment` (epoch seconds) stands under."""
    day = datetime.fromtimestamp(max(0.0, moment)).date()
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if day > today - timedelta(days=7):
        return "Last 7 days"
    if day > today - timedelta(days=30):
        return "Last 30 days"
    return day.strftime("%B %Y")


class ConversationList(QAbstractListModel):
    """Headings and conversations as rows; a heading is a `str`."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._rows: list[str | Conversation] = []
        self._filter = ""
        self.archived = False
        library.changed.connect(self.refresh)

    def set_filter(self, text: str) -> None:
        """Shows only conversations whose title, folder or tags contain every word of `text`."""
        self._filter = text.casefold()
        self.refresh()

    def refresh(self) -> None:
        """Reads the library again; rows that stay keep their place and selection."""
        rows = self._arranged()
        if [self._key(r) for r in rows] == [self._key(r) for r in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, conversation: str) -> int:
        """The row of a conversation, or -1."""
        return next(
            (n for n, r in enumerate(self._rows) if isinstance(r, Conversation) and r.id == conversation), -1
        )

    def conversation(self, row: int) -> Conversation | None:
        """The conversation in a row, or None for a heading."""
        value = self._rows[row] if 0 <= row < len(self._rows) else ""
        return value if isinstance(value, Conversation) else None

    def _arranged(self) -> list[str | Conversation]:
        words = self._filter.split()
        rows: list[str | Conversation] = []
        heading = ""
        today = datetime.fromtimestamp(time.time()).date()
        for conversation in self._library.rows(self.archived):
            if words:
                text = f"{conversation.title} {conversation.folder} {' '.join(conversation.tags)}".casefold()
                if not all(w in text for w in words):
                    continue
            under = (
                "Pinned"
                if conversation.pinned
                else conversation.folder or period(conversation.updated_at, today)
            )
            if under != heading:
                heading = under
                rows.append(heading)
            rows.append(conversation)
        return rows

    @staticmethod
    def _key(row: str | Conversation) -> str:
        return row if isinstance(row, str) else row.id

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.conversation(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == HEADER_ROLE:
            return isinstance(row, str)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return row if isinstance(row, str) else row.title or "New chat"
        if isinstance(row, Conversation):
            return self._fact(row, role)
        return None

    def _fact(self, row: Conversation, role: int) -> Any:
        if role == ID_ROLE:
            return row.id
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            marks = [row.title or "New chat"]
            if self._library.running(row.id):
                marks.append("answering")
            if row.unread:
                marks.append("unread")
            return ", ".join(marks)
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return None
        return None

    def marks(self, conversation: str) -> tuple[bool, bool]:
        """Whether an answer is coming in, and whether there is something unread."""
        row = self._library.conversations.get(conversation)
        return self._library.running(conversation), bool(row and row.unread)


class _Painter(QStyledItemDelegate):
    """Paints one line a conversation: plain text, a dot while it answers or is unread."""

    def __init__(self, model: ConversationList, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = option.fontMetrics.height()
        return QSize(100, height + (16 if index.data(HEADER_ROLE) else 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
        painter.save()
        if index.data(HEADER_ROLE):
            font = QFont(option.font)
            font.setPointSizeF(font.pointSizeF() * 0.86)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            place = rect.adjusted(12, 4, -8, -2)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignBottom), str(index.data()))
        else:
            self._conversation(painter, rect, palette, option, index)
        painter.restore()

    def _conversation(
        self, painter: QPainter, rect: QRect, palette: QPalette, option: QStyleOptionViewItem, index: Index
    ) -> None:
        state = option.state
        body = rect.adjusted(4, 1, -4, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                palette.color(QPalette.ColorRole.Mid if selected else QPalette.ColorRole.Midlight)
            )
            painter.drawRoundedRect(body, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and selected:
            painter.setPen(palette.color(QPalette.ColorRole.Accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, 6, 6)
        running, unread = self._model.marks(str(index.data(ID_ROLE)))
        right = body.right() - 8
        if running or unread:
            painter.setPen(Qt.PenStyle.NoPen)
            role = QPalette.ColorRole.Accent if unread and not running else QPalette.ColorRole.PlaceholderText
            painter.setBrush(palette.color(role))
            painter.drawEllipse(QPoint(right - 3, body.center().y() + 1), 4, 4)
            right -= 14
        font = QFont(option.font)
        font.setBold(unread)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        place = QRect(body.left() + 8, body.top(), right - body.left() - 8, body.height())
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)


class ConversationView(QListView):
    """The list itself; Return opens, F2 renames, Delete deletes."""

    renamed = Signal(str)
    deleted = Signal(list)
    opened = Signal(str)
    menu_wanted = Signal(list, QPoint)

    def __init__(self, model: ConversationList) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_Painter(model, self))
        self.setAccessibleName("Conversations")
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(300)
        self.setStyleSheet("QListView { border: none; background: transparent; }")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.chosen(), self.viewport().mapToGlobal(at))
        )
        self.clicked.connect(self._open)
        self.doubleClicked.connect(lambda index: self.renamed.emit(index.data(ID_ROLE) or ""))

    def chosen(self) -> list[str]:
        """The ids of the selected conversations."""
        return [i.data(ID_ROLE) for i in self.selectedIndexes() if i.data(ID_ROLE)]

    def _open(self, index: QModelIndex) -> None:
        if index.data(ID_ROLE) and len(self.selectedIndexes()) == 1:
            self.opened.emit(index.data(ID_ROLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        identity = current.data(ID_ROLE) if current.isValid() else None
        if identity and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(identity)
        elif identity and event.key() == Qt.Key.Key_F2:
            self.renamed.emit(identity)
        elif identity and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit(self.chosen())
        else:
            super().keyPressEvent(event)


class Sidebar(QWidget):
    """Places, search, conversations, settings."""

    place_chosen = Signal(str)
    new_chat = Signal()
    opened = Signal(str)
    rename_wanted = Signal(str)
    delete_wanted = Signal(list)
    export_wanted = Signal(list)
    settings_wanted = Signal()
    search_wanted = Signal()

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.model = ConversationList(library)
        self.view = ConversationView(self.model)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filter chats")
        self.search.setAccessibleName("Filter chats")
        self.search.setClearButtonEnabled(True)
        self._places: dict[str, QToolButton] = {}
        self.setMinimumWidth(200)
        self._build()
        self.search.textChanged.connect(self.model.set_filter)
        self.view.opened.connect(self.opened)
        self.view.renamed.connect(self.rename_wanted)
        self.view.deleted.connect(self.delete_wanted)
        self.view.menu_wanted.connect(self._menu)

    def show_place(self, place: str) -> None:
        """Marks "chat", "compare" or "pictures" as the place shown."""
        self._places[place].setChecked(True)

    def select(self, conversation: str) -> None:
        """Marks the conversation that is shown."""
        row = self.model.row_of(conversation)
        index = self.model.index(row) if row >= 0 else QModelIndex()
        if index != self.view.currentIndex():
            self.view.setCurrentIndex(index)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(6)
        places = QHBoxLayout()
        places.setSpacing(4)
        group = QButtonGroup(self)
        for name, label, drawing in (
            ("chat", "Chat", "message-square"),
            ("compare", "Compare", "columns-3"),
            ("pictures", "Pictures", "image"),
        ):
            button = self._wide_button(label, drawing)
            button.setText(label)
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.clicked.connect(lambda _=False, chosen=name: self.place_chosen.emit(chosen))
            group.addButton(button)
            places.addWidget(button)
            self._places[name] = button
        layout.addLayout(places)
        new = self._wide_button("New chat", "square-pen")
        new.setToolTip("New chat (Ctrl+N)")
        new.clicked.connect(self.new_chat)
        layout.addWidget(new)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)
        find = self._wide_button("Search everything", "search")
        find.setToolTip("Search and commands (Ctrl+K)")
        find.clicked.connect(self.search_wanted)
        layout.addWidget(find)
        settings = self._wide_button("Settings", "settings")
        settings.setToolTip("Settings (Ctrl+,)")
        settings.clicked.connect(self.settings_wanted)
        layout.addWidget(settings)

    def _wide_button(self, label: str, drawing: str) -> QToolButton:
        button = QToolButton()
        button.setText(f" {label}")
        button.setAccessibleName(label)
        button.setIcon(icon(drawing))
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        return button

    def _menu(self, ids: list[str], at: QPoint) -> None:
        if not ids:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = self._library.conversations.get(ids[0])
        if first is None:
            return
        if len(ids) == 1:
            menu.addAction(icon("pencil"), "Rename\tF2", lambda: self.rename_wanted.emit(ids[0]))
        pin = "Unpin" if first.pinned else "Pin"
        menu.addAction(icon("pin"), pin, lambda: self._change(ids, pinned=not first.pinned))
        archive = "Take out of the archive" if first.archived else "Archive"
        menu.addAction(icon("archive"), archive, lambda: self._change(ids, archived=not first.archived))
        menu.addAction(icon("download"), "Export …", lambda: self.export_wanted.emit(ids))
        menu.addSeparator()
        shown = "Show the chats" if self.model.archived else "Show the archive"
        menu.addAction(icon("archive"), shown, self._turn_archive)
        menu.addSeparator()
        menu.addAction(icon("trash-2"), "Delete\tDel", lambda: self.delete_wanted.emit(ids))
        menu.popup(at)

    def _change(self, ids: list[str], **fields: object) -> None:
        for identity in ids:
            self._library.change(identity, **fields)

    def _turn_archive(self) -> None:
        self.model.archived = not self.model.archived
        self.search.setPlaceholderText("Filter the archive" if self.model.archived else "Filter chats")
        self.model.refresh()
