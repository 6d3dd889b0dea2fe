"""A row that goes on in the next line."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.compare.flow import FlowLayout


def test_what_does_not_fit_goes_on_below(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=10)
    buttons = [QPushButton(str(n)) for n in range(3)]
    for button in buttons:
        button.setFixedSize(100, 30)
        flow.addWidget(button)
    holder.resize(230, 100)
    holder.show()
    assert [(b.x(), b.y()) for b in buttons] == [(0, 0), (110, 0), (0, 40)]
    assert flow.heightForWidth(400) == 30
    assert flow.heightForWidth(50) == 110
    assert holder.minimumSizeHint().width() == 100
    taken = flow.takeAt(0)
    assert taken is not None
    assert taken.widget() is buttons[0]
    assert flow.count() == 2
    assert flow.takeAt(9) is None
