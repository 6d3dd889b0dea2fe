"""The form of a run: what is missing is said before it starts, broken rows of a file are listed."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from studio.domain.comparison import Check, RunPlan
from studio.state.runs_reading import read_file
from studio.ui.compare.run_editor import RunEditor
from tests.state.test_comparison import lanes


def editor(qtbot: QtBot) -> RunEditor:
    made = RunEditor()
    qtbot.addWidget(made)
    made.set_lanes(lanes("demo/companion", "demo/terse"))
    return made


def choose(made: RunEditor, kind: str, value: str = "") -> None:
    made.check.setCurrentIndex(made.check.findData(kind))
    made.check.activated.emit(made.check.currentIndex())
    made.value.setText(value)


def test_what_is_missing_is_said(qtbot: QtBot) -> None:
    made = editor(qtbot)
    assert made.problem() == "Write at least one prompt, or open a file."
    assert not made.start.isEnabled()
    made.prompts.setPlainText("One\nTwo")
    made.repeats.setValue(3)
    assert made.sum.text() == "2 prompts × 2 lanes × 3 = 12 answers"
    assert made.start.isEnabled()
    made.set_lanes(())
    assert "Add lanes" in made.problem()


def test_a_check_needs_something_to_look_for(qtbot: QtBot) -> None:
    made = editor(qtbot)
    made.prompts.setPlainText("One")
    choose(made, "contains")
    assert "column “expected”" in made.problem()
    choose(made, "contains", "1")
    assert made.problem() == ""
    choose(made, "regex", "(")
    assert "not valid" in made.problem()
    choose(made, "json")
    assert made.problem() == ""
    assert not made.value.isEnabled()


def test_too_many_cells_are_refused(qtbot: QtBot) -> None:
    made = editor(qtbot)
    made.prompts.setPlainText("\n".join(str(n) for n in range(200)))
    made.repeats.setValue(100)
    assert made.problem() == "A run has 20,000 cells at most."


def test_a_file_takes_the_place_of_what_is_typed_and_its_broken_rows_are_listed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = editor(qtbot)
    made.show()
    path = tmp_path / "sums.csv"
    path.write_text("prompt,expected\n1+1,2\nbroken\n2+2,4\n", encoding="utf-8")
    made.take(read_file(path), path.stem)
    assert [row.expected for row in made.rows()] == ["2", "4"]
    assert made.problems.text() == "Row 3 has 1 cells instead of 2."
    assert made.problems.isVisible()
    assert made.prompts.isReadOnly()
    choose(made, "equals")
    assert made.problem() == ""
    begun: list[RunPlan] = []
    made.begun.connect(begun.append)
    made.start.click()
    assert begun[0].name == "sums"
    assert begun[0].check == Check("equals")
    made.clear.click()
    assert made.rows() == ()
    assert not made.prompts.isReadOnly()
