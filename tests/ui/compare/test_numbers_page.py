"""The page of numbers: it follows the answers, is silent while blind, and copies what it shows."""

import csv
import io
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton

from studio.ui.compare.numbers_page import NumbersPage
from tests.ui.compare.stage import Stage, until


def made(stage: Stage) -> NumbersPage:
    page = NumbersPage(stage.parts)
    page.resize(1000, 700)
    page.show()
    return page


def end(page: NumbersPage) -> None:
    page.close()
    page.deleteLater()


def press(page: NumbersPage, words: str) -> None:
    next(b for b in page.findChildren(QPushButton) if b.text() == words).click()


async def test_rows_come_with_the_answers(stage: Stage) -> None:
    page = made(stage)
    session = stage.compared("demo/companion", "demo/terse")
    page.show_session(session)
    assert not page.table.isVisible()
    for count in (2, 4):
        session.send("Another question")
        await until(lambda: not session.running())
        await until(lambda wanted=count: page.model.rowCount() == wanted)
    page.choice.setCurrentIndex(page.choice.findData(2))
    page.choice.activated.emit(page.choice.currentIndex())
    assert [row.turn for row in page.rows()] == [2, 2]
    page.choice.setCurrentIndex(page.choice.findData(-1))
    page.choice.activated.emit(page.choice.currentIndex())
    assert [row.status for row in page.rows()] == ["2 of 2 done"] * 2
    end(page)


async def test_a_blind_comparison_has_no_numbers_before_the_vote(stage: Stage) -> None:
    page = made(stage)
    session = await stage.asked("demo/companion", "demo/terse", blind=True)
    page.show_session(session)
    assert page.model.rowCount() == 0
    assert "after the vote" in page._empty.text()
    assert session.vote(0)
    assert page.model.rowCount() == 2
    end(page)


async def test_the_table_is_copied_as_markdown_and_csv(stage: Stage) -> None:
    page = made(stage)
    page.show_session(await stage.asked("demo/companion", "demo/terse"))
    press(page, "Markdown")
    assert QGuiApplication.clipboard().text().startswith("| Lane | Model |")
    press(page, "CSV")
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [row[1] for row in rows] == ["Model", "demo/companion", "demo/terse"]
    end(page)


async def test_the_table_is_exported_where_the_user_wants_it(stage: Stage, tmp_path: Path) -> None:
    page = made(stage)
    page.show_session(await stage.asked("demo/companion", "demo/terse"))
    for name, start in (("n.csv", "Lane,Model"), ("n.md", "| Lane | Model")):
        press(page, "Export…")
        dialog = page.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.close()
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
        assert stage.told[-1][0] == f"Written to {name}."
    end(page)
