"""What is read off lanes, and what is said beside one before it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.comparison import Lane
from studio.state.comparison_lanes import (
    answer_at,
    lane_of,
    lane_problem,
    opened_lane,
    questions,
    starting_lanes,
)
from tests.state.catalogued import catalogued
from tests.state.room import Room, furnished
from tests.state.test_session import ended


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def test_a_lane_nobody_asked_keeps_its_identity(room: Room) -> None:
    lane = Lane(conversation_id="a" * 32, gateway="demo", model="demo/terse", system="Be brief.")
    assert lane_of(opened_lane(room.library, lane)) == lane


async def test_questions_and_answers_are_counted_along_the_path_shown(room: Room) -> None:
    session = room.session()
    for words in ("one", "two"):
        session.send(words)
        await ended(session)
    session.regenerate(session.path()[1].id)
    await ended(session)
    assert [m.text for m in questions(session)] == ["one"]
    session.show_sibling(session.path()[1].id, 1)
    assert [m.text for m in questions(session)] == ["one", "two"]
    second = answer_at(session, 2)
    assert second is not None
    assert second.id == session.path()[-1].id
    assert answer_at(session, 3) is None
    assert answer_at(session, 0) is None


async def test_a_new_comparison_starts_with_two_open_chat_models(room: Room) -> None:
    _, models = await catalogued(room)
    models.used("demo", "demo/thinker")
    found = starting_lanes(models)
    assert len(found) == 2
    assert found[0].model == "demo/thinker"
    assert len({lane.model for lane in found}) == 2
    assert not any(models.get(lane.gateway, lane.model).locked for lane in found)


@pytest.mark.parametrize(
    ("gateway", "model", "words"),
    [
        ("demo", "demo/terse", ""),
        ("demo", "", "Choose a model"),
        ("gone", "demo/terse", "not set up any more"),
        ("demo", "demo/withdrawn", "not in its gateway’s list"),
        ("demo", "members/grand-vizier", "role"),
    ],
)
async def test_an_unavailable_model_is_said_beside_its_lane(
    room: Room, gateway: str, model: str, words: str
) -> None:
    gateways, models = await catalogued(room)
    session = room.library.new(kind="lane", gateway=gateway, model=model)
    problem = lane_problem(session, models, gateways)
    assert words in problem
    assert bool(problem) is bool(words)
