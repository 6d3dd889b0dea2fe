"""Storage: figures in words, and nothing is deleted without the typed word."""

from studio.domain.errors import Kind, failing
from studio.domain.library import StorageFigures
from studio.state.housekeeping import Housekeeping
from studio.ui.settings.storage_page import StoragePage
from tests.state.world import opened, settled

FIGURES = StorageFigures(
    folder="/data/<b>studio</b>", database_bytes=2**20, picture_bytes=2**30, messages=4120, conversations=213
)


async def test_figures_are_shown_in_words(qtbot: object) -> None:
    async with opened() as w:
        w.store.storage = FIGURES
        house = Housekeeping(w.store)
        page = StoragePage(house)
        qtbot.addWidget(page)
        assert not page._open.isEnabled()
        house.refresh()
        await settled()
        assert page._folder.text() == "/data/<b>studio</b>"
        assert "213 with 4,120 messages" in page._figures["Conversations"].text()
        assert page._figures["In all"].text().startswith("1")


async def test_everything_is_deleted_only_behind_the_typed_word(qtbot: object) -> None:
    async with opened() as w:
        page = StoragePage(Housekeeping(w.store))
        qtbot.addWidget(page)
        for typed in ("", "yes", "delet"):
            page._typed.setText(typed)
            assert not page._delete.isEnabled()
        page._typed.setText(" Delete ")
        page._delete.click()
        await settled()
        assert w.store.calls == ["delete"]
        assert page._typed.text() == ""
        assert not page._delete.isEnabled()


async def test_a_failure_stands_where_the_outcome_would(qtbot: object) -> None:
    async with opened() as w:

        async def full() -> None:
            raise failing(Kind.STORAGE, "The disk is full.")

        w.store.compact = full
        page = StoragePage(Housekeeping(w.store))
        qtbot.addWidget(page)
        page._compact.click()
        assert page._outcome.text() == "Compacting…"
        await settled()
        assert page._outcome.text() == "The disk is full."
