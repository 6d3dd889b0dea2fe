"""The numbers of a comparison as a table model: sortable, the best of each column marked."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from studio.state.comparison_numbers import COLUMNS, NumberRow, best_values, shown_number

Index = QModelIndex | QPersistentModelIndex

_LEADING = ("Lane", "Model", "Protocol", "Turn")
TITLES = (*_LEADING, *(column.title for column in COLUMNS), "Status")


class NumbersModel(QAbstractTableModel):
    """Rows of numbers in the order the user sorted them by."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NumberRow] = []
        self._best: dict[str, float] = {}
        self._sorted_by = -1
        self._order = Qt.SortOrder.AscendingOrder

    def show_rows(self, rows: Sequence[NumberRow]) -> None:
        """Replaces all rows, sorted as before."""
        self.beginResetModel()
        self._rows = list(rows)
        self._best = best_values(rows)
        self._arrange()
        self.endResetModel()

    def rows(self) -> tuple[NumberRow, ...]:
        """The rows as they are shown."""
        return tuple(self._rows)

    def _arrange(self) -> None:
        if self._sorted_by < 0:
            return
        known = [row for row in self._rows if self._value(row, self._sorted_by) is not None]
        unknown = [row for row in self._rows if self._value(row, self._sorted_by) is None]
        known.sort(
            key=lambda row: self._value(row, self._sorted_by),
            reverse=self._order is Qt.SortOrder.DescendingOrder,
        )
        # What is not known stands below in either order.
        self._rows = known + unknown

    def _value(self, row: NumberRow, column: int) -> Any:
        match column:
            case 0:
                return row.letter
            case 1:
                return row.name.lower()
            case 2:
                return row.protocol
            case 3:
                return row.turn
            case _ if column - len(_LEADING) < len(COLUMNS):
                return getattr(row, COLUMNS[column - len(_LEADING)].field)
            case _:
                return row.status

    def _words(self, row: NumberRow, column: int) -> str:
        if column == 1:
            return row.name or f"Model {row.letter}"
        if column == 3:
            return str(row.turn) if row.turn else "mean"
        if len(_LEADING) <= column < len(_LEADING) + len(COLUMNS):
            return shown_number(row, COLUMNS[column - len(_LEADING)].field)
        return str(self._value(row, column))

    def idle_columns(self) -> tuple[int, ...]:
        """The columns that say nothing: thoughts nobody had, a protocol or a turn that is the same everywhere."""
        idle = []
        if len({row.protocol for row in self._rows}) < 2:
            idle.append(_LEADING.index("Protocol"))
        if len({row.turn for row in self._rows}) < 2:
            idle.append(_LEADING.index("Turn"))
        if all(row.thought_tokens is None for row in self._rows):
            idle.append(TITLES.index("Thought"))
        return tuple(idle)

    def is_best(self, row: int, column: int) -> bool:
        """Whether a cell holds the best value of its column."""
        at = column - len(_LEADING)
        if not 0 <= at < len(COLUMNS):
            return False
        field = COLUMNS[at].field
        return field in self._best and getattr(self._rows[row], field) == self._best[field]

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        best = self.is_best(index.row(), column)
        number = len(_LEADING) <= column < len(_LEADING) + len(COLUMNS)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                words = self._words(row, column)
                return f"{words} (best)" if best else words
            case Qt.ItemDataRole.FontRole if best:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ForegroundRole if best:
                return QGuiApplication.palette().color(QPalette.ColorRole.Link)
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._sorted_by, self._order = column, order
        self._arrange()
        self.layoutChanged.emit()
