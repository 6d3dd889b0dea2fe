"""The lines of the command box under their headings, and how they are painted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.ui.shell.icons import icon

Index = QModelIndex | QPersistentModelIndex
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Row:
    """One line: where it leads, in words; hits stand between \\x02 and \\x03. Without `run` it leads nowhere."""

    kind: str
    text: str
    detail: str = ""
    run: Callable[[], object] | None = None
    drawing: str = ""


def plain(text: str) -> str:
    """A text without the marks of its hits."""
    return text.replace("\x02", "").replace("\x03", "")


class Rows(QAbstractListModel):
    """The lines as a list; only those that lead somewhere can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Puts new lines in the place of the old."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def step(self, start: int, step: int) -> int:
        """The row to go to from `start`: `step` lines on, the nearest that can be chosen; -1 for none."""
        able = [n for n, row in enumerate(self.rows) if row.run is not None]
        if not able:
            return -1
        if step > 0:
            return next((n for n in able if n >= start + step), able[-1])
        return next((n for n in reversed(able) if n <= start + step), able[0])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].run is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.rows[index.row()]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return plain(row.text)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return plain(f"{row.kind}: {row.text} {row.detail}".strip())
        return None


class RowPainter(QStyledItemDelegate):
    """Paints icon, text with its hits in bold, and the detail at the right; all of it plain text."""

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._icons: dict[str, QIcon] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._rows.rows[index.row()]
        painter.save()
        if row.run is None:
            self._heading(painter, option, row)
        else:
            self._line(painter, option, row)
        painter.restore()

    def _heading(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        font = QFont(option.font)
        if row.kind == "Heading":
            font.setPointSizeF(font.pointSizeF() * 0.86)
            font.setBold(True)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(option.rect.adjusted(14, 6, -14, 0), _VCENTER, row.text)

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        rect: QRect = option.rect
        palette: QPalette = option.palette
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
        painter.drawText(place, _VCENTER, detail)
        painter.setPen(palette.color(ink))
        room = QRect(rect.left() + 40, rect.top(), place.left() - rect.left() - 52, rect.height())
        self._text(painter, room, row.text)

    def _text(self, painter: QPainter, room: QRect, text: str) -> None:
        plain_font = QFont(painter.font())
        bold = QFont(plain_font)
        bold.setBold(True)
        left = room.left()
        for number, piece in enumerate(text.replace("\x03", "\x02").split("\x02")):
            painter.setFont(bold if number % 2 else plain_font)
            metrics = painter.fontMetrics()
            if left >= room.right():
                break
            shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room.right() - left)
            painter.drawText(QRect(left, room.top(), room.right() - left, room.height()), _VCENTER, shown)
            left += metrics.horizontalAdvance(shown)
        painter.setFont(plain_font)
