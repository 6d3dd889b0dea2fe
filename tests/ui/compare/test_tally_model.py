"""The tally: a sound model, ratings with intervals, words where votes do not suffice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from studio.domain.tally import Standing
from studio.ui.compare.tally_model import INTERVAL, TITLES, IntervalPainter, TallyModel, cells_of

STANDINGS = (
    Standing(model="good", wins=8, losses=2, rating=1080.0, low=1010.0, high=1150.0),
    Standing(
        model="poor", wins=2, losses=8, ties=1, all_bad=2, self_named=1, rating=920.0, low=850.0, high=990.0
    ),
    Standing(model="new", wins=1, losses=0.5, reason="not enough votes (1.5 of 5)"),
)


def model() -> TallyModel:
    made = TallyModel()
    made.show_standings(STANDINGS)
    return made


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model())


def test_standings_become_words() -> None:
    assert cells_of(STANDINGS[1]) == ("poor", "920", "850 to 990", "10", "2", "8", "1", "2", "1")
    assert cells_of(STANDINGS[2])[1:4] == ("—", "not enough votes (1.5 of 5)", "1.5")
    assert len(cells_of(STANDINGS[0])) == len(TITLES)


def test_an_interval_is_painted_and_still_told_in_words(qtbot: QtBot) -> None:
    made = model()
    assert made.reach() == (850.0, 1150.0)
    assert made.index(0, INTERVAL).data() == ""
    assert made.index(0, INTERVAL).data(Qt.ItemDataRole.AccessibleTextRole) == "1010 to 1150"
    assert made.index(2, INTERVAL).data() == "not enough votes (1.5 of 5)"
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(made)
    table.setColumnWidth(INTERVAL, 240)
    table.resize(900, 200)
    table.show()
    plain = table.grab().toImage()
    table.setItemDelegateForColumn(INTERVAL, IntervalPainter(table))
    assert table.grab().toImage() != plain
