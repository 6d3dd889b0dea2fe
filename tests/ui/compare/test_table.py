"""The look of tables: rows of one height, chosen as a whole, left by Tab."""

from PySide6.QtWidgets import QAbstractItemView, QTableView
from pytestqt.qtbot import QtBot

from studio.ui.compare.table import ROW, dress


def test_a_dressed_table_is_flat_roomy_and_left_by_tab(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    dress(table)
    assert not table.showGrid()
    assert not table.tabKeyNavigation()
    assert table.verticalHeader().defaultSectionSize() == ROW
    assert table.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows
