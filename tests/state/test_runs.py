"""Runs are conversations: they survive a restart and go on, are listed, deleted and brought back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.conversation import File, Message, Role
from studio.state.runs import PLAN_NAME, Runs, plan_in
from tests.state.room import Room, furnished
from tests.state.test_comparison import settled
from tests.state.test_runs_session import ended, plan
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


@pytest.mark.logs(r"socket\.send\(\) raised")  # the gateway's side of the streams that are cut off
async def test_a_run_goes_on_after_a_restart_with_what_is_missing(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=0.1) as room:
        session = Runs(room.library, room.desk).new(plan(12, name="Long"))
        session.start()
        await until(lambda: session.settled() >= 4)
        run = session.id
    async with furnished(tmp_path / "data") as room:
        await room.library.load()
        runs = Runs(room.library, room.desk)
        assert [row.title for row in runs.rows()] == ["Long"]
        assert room.library.rows() == ()
        runs.open(run)
        await until(lambda: runs.get(run) is not None)
        session = runs.get(run)
        assert session is not None
        kept = session.settled()
        assert 4 <= kept < 24
        first = {cell: session.answer(cell) for cell in session.plan.cells() if session.answer(cell)}
        assert not session.going
        session.start()
        await ended(session)
        assert session.settled() == 24
        assert all(
            session.answer(cell) == answer for cell, answer in first.items() if answer.status == "done"
        )


async def test_a_run_without_a_name_is_called_by_its_first_prompt(room: Room) -> None:
    runs = Runs(room.library, room.desk)
    runs.new(plan(1))
    assert [row.title for row in runs.rows()] == ["Question 0 of hearts"]


async def test_a_deleted_run_comes_back(room: Room) -> None:
    runs = Runs(room.library, room.desk)
    session = runs.new(plan(1))
    session.start()
    await ended(session)
    await settled()
    gone = runs.delete(session.id)
    assert runs.rows() == ()
    assert runs.get(session.id) is None
    runs.restore(gone)
    runs.open(session.id)
    await until(lambda: runs.get(session.id) is not None)
    back = runs.get(session.id)
    assert back is not None
    assert back.settled() == 2


async def test_a_run_whose_plan_is_broken_is_said(room: Room) -> None:
    runs = Runs(room.library, room.desk)
    said: list[str] = []
    runs.failed.connect(said.append)
    session = room.library.new(kind="run", title="Broken")
    part = File(name=PLAN_NAME, mime="application/json", text="{broken")
    session.adopt((Message(id="root", parent=None, role=Role.USER, parts=(part,)),))
    await settled()
    runs.open(session.conversation.id)
    await until(lambda: said)
    assert "could not be read" in said[0]


def test_messages_without_a_plan_have_none() -> None:
    assert plan_in([Message(id="m", parent=None, role=Role.USER)]) == (None, None)
