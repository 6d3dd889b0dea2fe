"""How the tables of compare look: flat, roomy, rows instead of a grid."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

ROW = 32
"""Height of a row in pixels."""


def dress(table: QTableView) -> None:
    """Gives a table the look, and keyboard use by whole rows."""
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setHighlightSections(False)
    header.setMinimumSectionSize(44)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setStyleSheet(
        "QTableView::item { padding: 0px 6px; }"
        "QTableView::item:selected { background: palette(highlight); color: palette(highlighted-text); }"
        "QHeaderView { background: palette(window); }"
        "QHeaderView::section { background: palette(window); color: palette(window-text); border: none;"
        " border-bottom: 1px solid palette(mid); padding: 6px 6px; }"
    )
