"""Ctrl+K: one box for conversations, messages, picture prompts, models and commands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.domain.model import Model
from studio.state.search import Search
from studio.ui.shell.commands import Commands
from studio.ui.shell.icons import icon

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """One line of the box: where it leads, in words."""

    kind: str
    text: str
    detail: str
    run: Callable[[], object]
    drawing: str


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.rows[index.row()]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return row.text.replace("\x02", "").replace("\x03", "")
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.kind}: {row.text} {row.detail}".replace("\x02", "").replace("\x03", "")
        return None


class _Painter(QStyledItemDelegate):
    """Paints icon, text with its hits in bold, and the detail at the right; all of it plain text."""

    def __init__(self, rows: _Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._icons: dict[str, QIcon] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.rows[index.row()]
        rect: QRect = option.rect
        palette: QPalette = option.palette
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 6, 6)
        drawing = self._icons.setdefault(row.drawing, icon(row.drawing))
        mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
        drawing.paint(painter, QRect(rect.left() + 14, rect.center().y() - 7, 16, 16), mode=mode)
        ink = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        faint = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(faint))
        metrics = painter.fontMetrics()
        detail = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, rect.width() // 3)
        width = metrics.horizontalAdvance(detail)
        place = QRect(rect.right() - 14 - width, rect.top(), width, rect.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), detail)
        painter.setPen(palette.color(ink))
        room = QRect(rect.left() + 40, rect.top(), place.left() - rect.left() - 52, rect.height())
        self._text(painter, room, row.text)
        painter.restore()

    def _text(self, painter: QPainter, room: QRect, text: str) -> None:
        plain = QFont(painter.font())
        bold = QFont(plain)
        bold.setBold(True)
        left = room.left()
        for number, piece in enumerate(text.replace("\x03", "\x02").split("\x02")):
            painter.setFont(bold if number % 2 else plain)
            metrics = painter.fontMetrics()
            if left >= room.right():
                break
            shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room.right() - left)
            place = QRect(left, room.top(), room.right() - left, room.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)
            left += metrics.horizontalAdvance(shown)
        painter.setFont(plain)


class CommandBox(QDialog):
    """Opens over the window; arrows choose, Enter goes, Esc closes. `>` narrows to commands."""

    message_chosen = Signal(str, str, str)
    picture_chosen = Signal(str)
    model_chosen = Signal(str, str)

    def __init__(
        self,
        window: QWidget,
        commands: Commands,
        search: Search,
        models: Callable[[str], list[Model]],
    ) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self._commands = commands
        self._search = search
        self._models = models
        self._rows = _Rows()
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search chats, messages, pictures, models – or type > for commands")
        self.field.setAccessibleName("Search everything")
        self.view = QListView()
        self.view.setModel(self._rows)
        self.view.setItemDelegate(_Painter(self._rows, self.view))
        self.view.setAccessibleName("Results")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setStyleSheet("QListView { border: none; }")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.field)
        layout.addWidget(self.view)
        self.field.textChanged.connect(self._typed)
        self.view.clicked.connect(lambda index: self._go(index.row()))
        search.found.connect(self._refresh)

    def open_box(self, text: str = "") -> None:
        """Shows the box in the upper middle of its window."""
        window = self.parentWidget()
        if window is None:
            return
        width = min(680, window.width() - 80)
        self.resize(width, min(460, window.height() - 120))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + 70)
        self.field.setText(text)
        self.field.selectAll()
        self._typed(text)
        self.show()
        self.field.setFocus()

    def rows(self) -> list[Row]:
        """What is listed now."""
        return list(self._rows.rows)

    def _typed(self, text: str) -> None:
        self._search.ask("" if text.startswith(">") else text)
        self._refresh()

    def _refresh(self) -> None:
        text = self.field.text().strip()
        rows = self._command_rows(text.removeprefix(">").strip())
        if text and not text.startswith(">"):
            rows = [*self._hit_rows(), *self._model_rows(text), *rows[:6]]
        self._rows.show(rows)
        if rows:
            self.view.setCurrentIndex(self._rows.index(0))

    def _command_rows(self, text: str) -> list[Row]:
        words = text.casefold().split()
        return [
            Row("Command", c.words, self._commands.keys_of(c.identity), c.run, c.drawing or "terminal")
            for c in self._commands.all()
            if all(w in c.words.casefold() for w in words)
        ]

    def _hit_rows(self) -> list[Row]:
        rows: list[Row] = []
        for hit in self._search.hits:
            if hit.kind == "picture":
                rows.append(
                    Row("Picture", hit.excerpt or hit.title, "Picture", self._to_picture(hit.sha256), "image")
                )
                continue
            chat = hit.kind == "conversation"
            rows.append(
                Row(
                    "Chat" if chat else "Message",
                    (hit.excerpt or hit.title) if chat else hit.excerpt,
                    "Chat" if chat else hit.title,
                    self._to_message(hit.conversation_id, hit.message_id),
                    "message-square" if chat else "quote",
                )
            )
        return rows

    def _model_rows(self, text: str) -> list[Row]:
        return [
            Row("Model", m.shown_name, f"Model · {m.gateway}", self._to_model(m.gateway, m.id), "bot")
            for m in self._models(text)[:5]
        ]

    def _to_message(self, conversation: str, message: str) -> Callable[[], object]:
        query = self._search.query
        return lambda: self.message_chosen.emit(conversation, message, query)

    def _to_picture(self, sha256: str) -> Callable[[], object]:
        return lambda: self.picture_chosen.emit(sha256)

    def _to_model(self, gateway: str, model: str) -> Callable[[], object]:
        return lambda: self.model_chosen.emit(gateway, model)

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._rows.rows):
            run = self._rows.rows[row].run
            self.hide()
            run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._rows.rows:
            row = max(0, min(len(self._rows.rows) - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self._rows.index(row))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.view.currentIndex().row())
        else:
            super().keyPressEvent(event)
