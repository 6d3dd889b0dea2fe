"""Paints a cell of a run: a mark for how it stands, then one line of text."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui.compare.runs_model import MARK_ROLE, Index
from studio.ui.shell.icons import painted

_MARKS = {
    "good": ("circle-check", QPalette.ColorRole.Accent),
    "bad": ("circle-alert", QPalette.ColorRole.BrightText),
    "poor": ("triangle-alert", QPalette.ColorRole.WindowText),
    "busy": ("loader", QPalette.ColorRole.PlaceholderText),
}
_SIDE, _PAD = 14, 8


class CellPainter(QStyledItemDelegate):
    """Leaves room at the left for the mark."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        mark = index.data(MARK_ROLE)
        if mark not in _MARKS:
            super().paint(painter, option, index)
            return
        moved = QStyleOptionViewItem(option)
        whole = QRect(option.rect)
        moved.rect = whole.adjusted(_SIDE + _PAD, 0, 0, 0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(whole, option.palette.color(QPalette.ColorRole.Highlight))
        elif option.features & QStyleOptionViewItem.ViewItemFeature.Alternate:
            painter.fillRect(whole, option.palette.color(QPalette.ColorRole.AlternateBase))
        super().paint(painter, moved, index)
        name, role = _MARKS[mark]
        if option.state & QStyle.StateFlag.State_Selected:
            role = QPalette.ColorRole.HighlightedText
        ratio = painter.device().devicePixelRatio()
        pixmap = painted(name, _SIDE, ratio, option.palette.color(role))
        painter.drawPixmap(whole.left() + _PAD, whole.center().y() - _SIDE // 2, pixmap)
