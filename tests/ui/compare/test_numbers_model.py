"""The table of numbers: a sound model, sorted with the unknown below, the best marked."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from studio.state.comparison_numbers import NumberRow
from studio.ui.compare.numbers_model import TITLES, NumbersModel

ROWS = (
    NumberRow(letter="A", name="slow", turn=1, first_word=0.9, rate=20.0, protocol="Messages", status="done"),
    NumberRow(
        letter="B", name="quick", turn=1, first_word=0.1, rate=90.0, protocol="Messages", status="done"
    ),
    NumberRow(letter="C", name="", turn=0, protocol="Messages", status="failed"),
)


def model() -> NumbersModel:
    made = NumbersModel()
    made.show_rows(ROWS)
    return made


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model())


def test_cells_are_words_and_unknown_is_a_dash() -> None:
    made = model()
    column = TITLES.index("First word")
    assert [made.index(row, column).data() for row in range(3)] == ["0.90 s", "0.10 s", "—"]
    assert made.index(2, TITLES.index("Model")).data() == "Model C"
    assert made.index(2, TITLES.index("Turn")).data() == "mean"


def test_the_best_of_a_column_is_marked_for_eye_and_ear() -> None:
    made = model()
    best = made.index(1, TITLES.index("First word"))
    assert best.data(Qt.ItemDataRole.FontRole).bold()
    assert best.data(Qt.ItemDataRole.AccessibleTextRole) == "0.10 s (best)"
    assert made.index(0, TITLES.index("First word")).data(Qt.ItemDataRole.FontRole) is None


def test_sorting_puts_the_unknown_below_in_either_order() -> None:
    made = model()
    column = TITLES.index("Tokens/s")
    made.sort(column, Qt.SortOrder.DescendingOrder)
    assert [row.letter for row in made.rows()] == ["B", "A", "C"]
    made.sort(column, Qt.SortOrder.AscendingOrder)
    assert [row.letter for row in made.rows()] == ["A", "B", "C"]
    for other in range(len(TITLES)):
        made.sort(other)
    assert len(made.rows()) == 3


def test_columns_that_say_nothing_are_named() -> None:
    assert {TITLES[at] for at in model().idle_columns()} == {"Protocol", "Thought"}
