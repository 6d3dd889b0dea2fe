"""What a transcript shows while names are hidden: words only, and none before all have ended."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from studio.domain.conversation import Status, Thought
from studio.domain.timing import Timing
from studio.ui.compare.lane_entries import lane_entry
from tests.state.room import Room, furnished
from tests.state.test_session import ended


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def test_without_an_alias_everything_is_shown(room: Room) -> None:
    session = room.session()
    session.send("Hello")
    await ended(session)
    entry = lane_entry(session, session.path()[1], room.gateway)
    assert entry.author == "demo/swift-mini"
    assert entry.message == session.path()[1]
    assert "regenerate" in entry.actions


async def test_with_an_alias_nothing_tells_models_apart(room: Room) -> None:
    session = room.session("demo/thinker")
    session.send("Hello")
    await ended(session)
    answer = session.path()[1]
    entry = lane_entry(session, answer, room.gateway, "Model A")
    assert (entry.author, entry.caption, entry.actions) == ("Model A", "", ("copy",))
    assert entry.message.text == answer.text
    assert entry.message.timing == Timing()
    assert entry.message.usage is None
    assert all(p.seconds is None for p in entry.message.parts if isinstance(p, Thought))
    said = msgspec.json.encode(entry.message).decode().replace(answer.text, "")
    assert "demo/thinker" not in said


async def test_a_failure_does_not_name_the_model_before_the_vote(room: Room) -> None:
    session = room.session("members/grand-vizier")
    session.send("Hello")
    await ended(session)
    entry = lane_entry(session, session.path()[1], room.gateway, "Model B")
    assert entry.message.status is Status.FAILED
    assert "grand-vizier" not in msgspec.json.encode(entry.message).decode()


async def test_an_answer_is_covered_while_others_are_still_coming(room: Room) -> None:
    session = room.session()
    session.send("First")
    await ended(session)
    session.send("Second")
    await ended(session)
    first, last = session.path()[1], session.path()[3]
    covered = lane_entry(session, last, room.gateway, "Model A", held_back=True)
    assert covered.message.text == ""
    assert covered.message.running
    assert "together" in covered.live
    assert lane_entry(session, first, room.gateway, "Model A", held_back=True).message.text == first.text
