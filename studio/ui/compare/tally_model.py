"""The tally as a table model, and the painter of its intervals."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from studio.domain.tally import Standing

Index = QModelIndex | QPersistentModelIndex

TITLES = ("Model", "Rating", "95 % interval", "Votes", "Won", "Lost", "Ties", "All bad", "Named itself")
INTERVAL = TITLES.index("95 % interval")
STANDING_ROLE = Qt.ItemDataRole.UserRole


def cells_of(standing: Standing) -> tuple[str, ...]:
    """One standing as words; a model without enough votes says so in the place of its rating."""
    if standing.rating is None or standing.low is None or standing.high is None:
        rating, interval = "—", standing.reason
    else:
        rating, interval = f"{standing.rating:.0f}", f"{standing.low:.0f} to {standing.high:.0f}"
    return (
        standing.model,
        rating,
        interval,
        f"{standing.decisions:g}",
        f"{standing.wins:g}",
        f"{standing.losses:g}",
        str(standing.ties),
        str(standing.all_bad),
        str(standing.self_named),
    )


class TallyModel(QAbstractTableModel):
    """The standings, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.standings: tuple[Standing, ...] = ()

    def show_standings(self, standings: Sequence[Standing]) -> None:
        """Replaces all rows."""
        self.beginResetModel()
        self.standings = tuple(standings)
        self.endResetModel()

    def reach(self) -> tuple[float, float]:
        """The least and the greatest rating any interval reaches."""
        lows = [s.low for s in self.standings if s.low is not None]
        highs = [s.high for s in self.standings if s.high is not None]
        return (min(lows), max(highs)) if lows and highs else (0.0, 1.0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.standings)

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
        standing = self.standings[index.row()]
        words = cells_of(standing)[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                drawn = index.column() == INTERVAL and standing.rating is not None
                return "" if drawn else words
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return words
            case Qt.ItemDataRole.TextAlignmentRole:
                right = index.column() not in (0, INTERVAL)
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.UserRole:
                return standing
            case _:
                return None


class IntervalPainter(QStyledItemDelegate):
    """Paints an interval as a line with a dot at the rating, all on one scale."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        standing, model = index.data(STANDING_ROLE), index.model()
        if not isinstance(standing, Standing) or standing.rating is None or not isinstance(model, TallyModel):
            return
        if standing.low is None or standing.high is None:
            return
        least, most = model.reach()
        area = QRectF(option.rect).adjusted(14, 0, -14, 0)
        scale = area.width() / max(1.0, most - least)
        middle = area.center().y()

        def x(value: float) -> float:
            return area.left() + (value - least) * scale

        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = option.palette
        ink = palette.color(QPalette.ColorRole.Accent)
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(x(standing.low), middle), QPointF(x(standing.high), middle))
        for end in (standing.low, standing.high):
            painter.drawLine(QPointF(x(end), middle - 5), QPointF(x(end), middle + 5))
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(x(standing.rating), middle), 5, 5)
        painter.restore()
