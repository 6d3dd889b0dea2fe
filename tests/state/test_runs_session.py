"""Runs through real parts: all cells asked within the gateway's limit, paused, checked, failures alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from studio.domain.comparison import Check, Lane, RunPlan, RunRow
from studio.domain.conversation import Status
from studio.state.runs import Runs
from studio.state.runs_checks import Verdict
from studio.state.runs_session import RunSession
from tests.state.room import Room, furnished
from tests.state.test_comparison import lanes
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def plan(rows: int = 3, *models: str, **more: object) -> RunPlan:
    return RunPlan(
        rows=tuple(RunRow(f"Question {n} of hearts", expected="hearts") for n in range(rows)),
        lanes=lanes(*(models or ("demo/companion", "demo/terse"))),
        **more,
    )


async def ended(session: RunSession) -> None:
    await until(lambda: not session.going and not session.running(), 60)


async def test_every_cell_is_asked_and_checked(room: Room) -> None:
    session = Runs(room.library, room.desk).new(plan(3, repeats=2, check=Check("contains")))
    session.start()
    await ended(session)
    assert (session.settled(), session.count(), session.failures()) == (12, 12, 0)
    for cell in session.plan.cells():
        answer = session.answer(cell)
        assert answer is not None
        assert answer.status is Status.DONE
        wanted = Verdict.PASSED if "hearts" in answer.text else Verdict.MISSED
        assert session.verdict(cell) is wanted
    assert session.passed(0)[1] == 6


async def test_no_more_are_asked_at_once_than_the_gateway_allows(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=0.02) as room:
        narrow = msgspec.structs.replace(room.gateway, concurrency=2)
        desk = type(room.desk)(
            room.shelf,
            room.services.answering,
            room.preferences,
            lambda name: narrow if name == "demo" else None,
            room.desk.capabilities,
            room.desk.answer_failed,
        )
        session = Runs(room.library, desk).new(plan(6))
        most = 0

        def note() -> None:
            nonlocal most
            most = max(most, session.running())

        session.changed.connect(note)
        session.start()
        await ended(session)
        assert session.settled() == 12
        assert 1 <= most <= 2


async def test_a_lane_that_fails_disturbs_no_other_and_can_be_asked_again(room: Room) -> None:
    run = plan(2, "demo/terse", "members/grand-vizier")
    gone = Lane(conversation_id="", gateway="gone", model="m")
    session = Runs(room.library, room.desk).new(msgspec.structs.replace(run, lanes=(*run.lanes, gone)))
    session.start()
    await ended(session)
    statuses = {lane: session.answer((0, lane, 0)).status for lane in range(3)}  # type: ignore[union-attr]
    assert statuses == {0: Status.DONE, 1: Status.FAILED, 2: Status.FAILED}
    assert session.failures() == 4
    session.retry_failed()
    assert session.going
    await ended(session)
    assert session.failures() == 4
    assert session.settled() == 6


async def test_a_pause_lets_running_cells_end_and_asks_no_more(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=0.05) as room:
        session = Runs(room.library, room.desk).new(plan(20))
        session.start()
        await until(lambda: session.settled() >= 1)
        session.pause()
        await ended(session)
        before = session.settled()
        assert 0 < before < 40
        session.start()
        await ended(session)
        assert session.settled() == 40


async def test_what_is_stopped_at_once_is_asked_again_later(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = Runs(room.library, room.desk).new(plan(2, "demo/terse"))
        session.start()
        await until(lambda: session.running() == 2)
        session.pause(now=True)
        await ended(session)
        assert session.settled() == 0
        session.start()
        await ended(session)
        assert session.settled() == 2


async def test_costs_are_summed_where_they_are_stated(room: Room) -> None:
    session = Runs(room.library, room.desk).new(plan(2, "demo/companion", "demo/coder"))
    assert session.cost() is None
    session.start()
    await ended(session)
    stated = [session.answer((row, 0, 0)).usage.cost for row in range(2)]  # type: ignore[union-attr]
    assert session.cost() == pytest.approx(sum(stated))


async def test_a_rows_own_instructions_reach_the_model(room: Room) -> None:
    run = RunPlan(rows=(RunRow("Hello", system="Speak of whales."),), lanes=lanes("demo/terse"))
    session = Runs(room.library, room.desk).new(run)
    session.start()
    await ended(session)
    answer = session.answer((0, 0, 0))
    assert answer is not None
    await until(lambda: True)
    exchanges = await room.shelf.exchanges(answer.id)
    assert b"Speak of whales." in exchanges[-1].body
