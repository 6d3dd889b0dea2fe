"""The results of a run: a sound model in which each cell stands for itself."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from studio.domain.comparison import Check, RunPlan, RunRow
from studio.domain.conversation import Message, Role, Status, Text
from studio.domain.errors import Failure, Kind
from studio.state.runs_checks import Verdict
from studio.state.runs_session import RunSession
from studio.ui.compare.runs_model import MARK_ROLE, RunModel, line_of, mark_of, results_table
from tests.ui.compare.stage import Stage, lanes, until


def answer(status: Status, text: str = "", failure: Failure | None = None) -> Message:
    parts = (Text(text),) if text else ()
    return Message(id="m", parent="q", role=Role.ASSISTANT, status=status, parts=parts, failure=failure)


async def finished(stage: Stage, repeats: int = 1) -> RunSession:
    plan = RunPlan(
        rows=(RunRow("Speak of hearts", expected="hearts"), RunRow("=1+1", expected="zebra")),
        lanes=lanes("demo/companion", "members/grand-vizier"),
        repeats=repeats,
        check=Check("contains"),
    )
    session = stage.comparisons.runs.new(plan)
    session.start()
    await until(lambda: not session.going and not session.running())
    return session


async def test_the_model_keeps_qts_rules(stage: Stage, qtmodeltester: ModelTester) -> None:
    model = RunModel()
    qtmodeltester.check(model)
    model.show_run(await finished(stage))
    qtmodeltester.check(model)


async def test_prompts_go_down_and_lanes_across(stage: Stage) -> None:
    model = RunModel()
    session = await finished(stage, repeats=2)
    model.show_run(session)
    assert (model.rowCount(), model.columnCount()) == (4, 3)
    assert [model.index(row, 0).data() for row in range(2)] == [
        "1.1  Speak of hearts",
        "1.2  Speak of hearts",
    ]
    assert model.cell_at(model.index(3, 2)) == (1, 1, 1)
    assert model.cell_at(model.index(0, 0)) is None
    head = model.headerData(1, Qt.Orientation.Horizontal)
    passed, checked = session.passed(0)
    assert head == f"A  demo/companion   {passed} of {checked} passed"
    assert model.index(0, 2).data().startswith("failed: ")
    assert model.index(0, 2).data(MARK_ROLE) == "bad"


async def test_cells_in_view_change_while_the_run_goes_on(stage: Stage) -> None:
    model = RunModel()
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: changed.append((a.row(), a.column())))
    plan = RunPlan(rows=(RunRow("One"),), lanes=lanes("demo/terse", "demo/companion"))
    session = stage.comparisons.runs.new(plan)
    model.show_run(session)
    assert model.index(0, 1).data() == "–"
    session.start()
    await until(lambda: not session.going and not session.running())
    await until(lambda: {(0, 1), (0, 2)} <= set(changed))
    model.show_run(None)
    assert model.rowCount() == 0


def test_a_line_and_a_mark_say_how_a_cell_stands() -> None:
    failure = Failure(kind=Kind.RATE, message="Too many requests.")
    assert [
        line_of(None),
        line_of(answer(Status.WAITING)),
        line_of(answer(Status.DONE, "Some\nwords")),
        line_of(answer(Status.DONE)),
        line_of(answer(Status.FAILED, failure=failure)),
        line_of(answer(Status.CUT_OFF, "Half an")),
    ] == ["–", "…", "Some words", "(no text)", "failed: Too many requests.", "cut off: Half an"]
    done = answer(Status.DONE, "x")
    assert [mark_of(done, verdict) for verdict in Verdict] == ["", "good", "bad", "poor"]
    assert mark_of(answer(Status.STOPPED), Verdict.NONE) == "poor"
    assert mark_of(answer(Status.STREAMING), Verdict.NONE) == "busy"
    assert mark_of(None, Verdict.NONE) == ""


async def test_an_export_has_one_row_for_each_cell(stage: Stage, tmp_path: Path) -> None:
    header, rows = results_table(await finished(stage))
    assert len(rows) == 4
    assert all(len(row) == len(header) for row in rows)
    assert {row[header.index("Status")] for row in rows} == {"done", "failed"}
    assert all(row[header.index("Problem")] for row in rows if row[header.index("Status")] == "failed")
