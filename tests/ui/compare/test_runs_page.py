"""Runs on the screen: begun, paused, read, exported, deleted; a thousand cells stay a table."""

import csv
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from studio.domain.comparison import Check, RunPlan, RunRow
from studio.ui.compare.runs_page import RunsPage
from tests.ui.compare.stage import Stage, lanes, staged, until


def plan(rows: int, **more: object) -> RunPlan:
    return RunPlan(
        rows=tuple(RunRow(f"Question {n}", expected="question") for n in range(rows)),
        lanes=lanes("demo/terse", "members/grand-vizier"),
        check=Check("contains"),
        **more,
    )


def made(stage: Stage) -> RunsPage:
    view = stage.open_view()
    view.show_section("runs")
    page = view.pages.currentWidget()
    assert isinstance(page, RunsPage)
    return page


async def ended(page: RunsPage) -> None:
    await until(
        lambda: page.session is not None and not page.session.going and not page.session.running(), 60
    )


async def test_a_run_is_begun_with_the_lanes_shown_and_read_cell_by_cell(stage: Stage) -> None:
    page = made(stage)
    assert page._empty.isVisible()
    page.new.click()
    page.editor.set_lanes(lanes("demo/terse", "members/grand-vizier"))
    page.editor.prompts.setPlainText("Speak of rivers\nSpeak of hills")
    page.editor.start.click()
    await ended(page)
    assert page.choice.currentText() == "Speak of rivers"
    assert page.model.rowCount() == 2
    await until(lambda: page.words.text().startswith("4 of 4 answers"))
    assert "2 failed" in page.words.text()
    page.table.setCurrentIndex(page.model.index(0, 1))
    answer = page.session.answer((0, 0, 0))  # type: ignore[union-attr]
    assert answer is not None
    assert answer.text in page.detail.toPlainText()
    page.table.setCurrentIndex(page.model.index(1, 2))
    assert "tier" in page.detail.toPlainText()
    page.table.setCurrentIndex(page.model.index(1, 0))
    assert page.detail.toPlainText() == "Speak of hills"
    assert not page.go.isVisible()
    page.again.click()
    await ended(page)


async def test_a_run_is_paused_and_goes_on(tmp_path: Path) -> None:
    async with staged(tmp_path, pace=0.05) as stage:
        page = made(stage)
        page._begin(plan(15))
        await until(lambda: page.session is not None and page.session.settled() > 2)
        assert page.go.text() == "Pause"
        page.go.click()
        await until(lambda: page.session.running() == 0)  # type: ignore[union-attr]
        await until(lambda: page.words.text().endswith("paused"))
        assert page.go.text() == "Go on"
        page.go.click()
        await ended(page)
        assert page.session.settled() == 30  # type: ignore[union-attr]


async def test_the_last_run_is_there_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        page = made(stage)
        page._begin(plan(2, name="Kept"))
        await ended(page)
    async with staged(tmp_path) as stage:
        page = made(stage)
        await until(lambda: page.session is not None)
        assert page.choice.currentText() == "Kept"
        assert page.session.settled() == 4  # type: ignore[union-attr]


async def test_results_are_exported(stage: Stage, tmp_path: Path) -> None:
    page = made(stage)
    page._begin(plan(2))
    await ended(page)
    page.export.click()
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.close()
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    assert {row["Check"] for row in rows if row["Status"] == "done"} <= {"passed", "missed"}


async def test_a_deleted_run_comes_back(stage: Stage) -> None:
    page = made(stage)
    page._begin(plan(1))
    await ended(page)
    page.remove.click()
    assert page.session is None
    assert stage.told[-1][1] is not None
    stage.told[-1][1]()
    await until(lambda: page.session is not None)
    assert page.choice.count() == 1


async def test_a_thousand_cells_are_a_table_that_asks_only_for_what_is_seen(stage: Stage) -> None:
    page = made(stage)
    session = stage.comparisons.runs.new(plan(500))
    page._open(session.id)
    page._list()
    assert page.model.rowCount() == 500
    seen: set[int] = set()
    answer = session.answer
    session.answer = lambda cell: (seen.add(cell[0]), answer(cell))[1]  # type: ignore[method-assign]
    page.table.viewport().update()
    page.table.grab()
    page.table.scrollToBottom()
    page.table.grab()
    assert 0 < len(seen) < 100
