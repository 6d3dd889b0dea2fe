"""A cell's mark stands before its words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from studio.ui.compare.cell_painter import CellPainter
from studio.ui.compare.runs_model import MARK_ROLE


def test_a_mark_is_painted_at_the_left_chosen_or_not(qtbot: QtBot) -> None:
    model = QStandardItemModel(2, 1)
    marked, plain = QStandardItem("words"), QStandardItem("words")
    marked.setData("good", MARK_ROLE)
    model.setItem(0, 0, marked)
    model.setItem(1, 0, plain)
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    table.setItemDelegate(CellPainter(table))
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.resize(300, 200)
    table.show()
    pictures = []
    for row in range(2):
        table.clearSelection()
        rect = table.visualRect(model.index(row, 0))
        pictures.append(table.viewport().grab(rect).toImage())
        table.selectRow(row)
        pictures.append(table.viewport().grab(rect).toImage())
    (marked_row, marked_chosen), (plain_row, plain_chosen) = pictures[:2], pictures[2:]
    assert marked_row != plain_row
    assert marked_chosen != plain_chosen
