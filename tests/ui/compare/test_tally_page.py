"""The page of the tally: narrowed by tag and blindness, exported safely, empty in words."""

import csv
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton

from studio.domain.comparison import Vote
from studio.ui.compare.tally_page import TallyPage
from tests.ui.compare.stage import Stage, settled


def vote(
    number: int, winner: int, *tags: str, blind: bool = True, names: tuple[str, str] = ("a", "b")
) -> Vote:
    return Vote(
        id=f"v{number}",
        comparison_id="c",
        turn=number,
        at=0.0,
        contestants=names,
        winner=winner,
        verdict="winner",
        blind=blind,
        tags=tags,
    )


def made(stage: Stage) -> TallyPage:
    page = TallyPage(stage.parts)
    page.resize(1000, 600)
    page.show()
    return page


def end(page: TallyPage) -> None:
    page.close()
    page.deleteLater()


async def test_without_votes_it_says_how_to_vote(stage: Stage) -> None:
    page = made(stage)
    assert page._empty.isVisible()
    assert not page.table.isVisible()
    end(page)


async def test_standings_follow_votes_tags_and_blindness(stage: Stage) -> None:
    page = made(stage)
    for number in range(8):
        stage.comparisons.cast(
            vote(number, number % 3 == 0, "code" if number < 2 else "poem", blind=number != 7)
        )
    assert page.model.standings[0].rating is not None
    assert page._count.text() == "8 votes"
    page.tag.setCurrentIndex(page.tag.findData("code"))
    page.tag.activated.emit(0)
    assert page._count.text() == "2 votes"
    assert all(s.rating is None for s in page.model.standings)
    page.tag.setCurrentIndex(0)
    page.blind_only.click()
    assert page._count.text() == "7 votes"
    await settled()
    end(page)


async def test_the_export_cannot_be_run_by_a_spreadsheet(stage: Stage, tmp_path: Path) -> None:
    page = made(stage)
    stage.comparisons.cast(vote(1, 0, names=("=HYPERLINK(1)", "b")))
    next(b for b in page.findChildren(QPushButton) if b.text() == "Export…").click()
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "tally.csv"))
    dialog.close()
    with (tmp_path / "tally.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][0] == "'=HYPERLINK(1)"
    await settled()
    end(page)
