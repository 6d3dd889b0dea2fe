"""The bar of an export or import: what is done, how far, how it went, and the way out."""

from pathlib import Path

from studio.state.papers import Papers
from studio.ui.shell.paper_bar import PaperBar
from tests.state.room import furnished
from tests.state.waiting import until


async def test_an_import_shows_its_steps_and_its_outcome(tmp_path: Path, qtbot: object) -> None:
    async with furnished(tmp_path / "data") as room:
        papers = Papers(room.shelf, lambda _: room.gateway)
        bar = PaperBar(papers)
        qtbot.addWidget(bar)  # type: ignore[attr-defined]
        source = tmp_path / "notes.json"
        source.write_text("{}")
        words: list[str] = []
        papers.began.connect(lambda _: words.append(bar.words.text()))
        papers.import_files([source])
        await until(lambda: bar.isVisible() and not bar.cancel.isVisible())
        assert words == ["Importing notes.json …"]
        assert bar.words.text() and bar.words.text() != words[0]
        assert bar.close_button.isVisible()
        bar.close_button.click()
        assert not bar.isVisible()


async def test_cancel_is_pressed_once_and_shows_it(tmp_path: Path, qtbot: object) -> None:
    async with furnished(tmp_path / "data") as room:
        papers = Papers(room.shelf, lambda _: room.gateway)
        bar = PaperBar(papers)
        qtbot.addWidget(bar)  # type: ignore[attr-defined]
        papers.began.emit("Importing much")
        papers.progress.emit(40, 100)
        assert (bar.bar.value(), bar.bar.maximum()) == (40, 100)
        bar.cancel.click()
        assert not bar.cancel.isEnabled()
        papers.ended.emit("Import stopped: 40 came in.\n• “x”: bad")
        assert bar.words.text() == "Import stopped: 40 came in."
        assert bar.details.isVisible()
