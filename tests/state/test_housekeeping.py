"""Housekeeping: figures and usage on request, one broom at a time."""

from studio.domain.errors import Kind, failing
from studio.domain.library import StorageFigures, UsageRow
from studio.state.housekeeping import Housekeeping
from tests.state.world import opened, settled


async def test_figures_and_usage_are_read_when_asked() -> None:
    async with opened() as w:
        w.store.storage = StorageFigures(folder="/data", messages=7)
        w.store.rows = (UsageRow(gateway="g", model="m", day="2026-11-21"),)
        house = Housekeeping(w.store)
        house.refresh()
        assert house.figures is None
        await settled()
        assert house.figures is not None
        assert house.figures.messages == 7
        assert house.usage == w.store.rows


async def test_each_broom_says_what_it_does_and_what_came_of_it() -> None:
    async with opened() as w:
        house = Housekeeping(w.store)
        for work in (house.compact, house.purge_exchanges, house.delete_everything):
            work()
            assert house.busy
            await settled()
            assert house.busy == ""
            assert house.outcome
        assert w.store.calls == ["compact", "purge", "delete"]


async def test_a_second_broom_waits_for_no_first() -> None:
    async with opened() as w:
        house = Housekeeping(w.store)
        house.compact()
        house.delete_everything()
        await settled()
        assert w.store.calls == ["compact"]


async def test_a_failure_is_told_and_the_next_try_is_free() -> None:
    async with opened() as w:
        house = Housekeeping(w.store)

        async def full() -> None:
            raise failing(Kind.STORAGE, "The disk is full.")

        w.store.compact = full
        house.compact()
        await settled()
        assert house.problem is not None
        assert (house.busy, house.outcome) == ("", "")
        house.purge_exchanges()
        await settled()
        assert house.problem is None
