"""Merging: one model gets all answers by letter, is asked to cite them, and answers in a chat of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.conversation import Status
from studio.state.comparison import Comparisons
from studio.state.comparison_merge import merge_prompt, start_merge
from tests.state.room import Room, furnished
from tests.state.test_comparison import lanes
from tests.state.test_session import ended, until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def test_the_merge_is_written_from_answers_that_came_and_cites_their_lanes(room: Room) -> None:
    session = Comparisons(room.library, room.desk).new(
        lanes("demo/companion", "members/grand-vizier", "demo/terse")
    )
    assert merge_prompt(session) == ""
    session.send("What is a heap?")
    await until(lambda: not session.running())
    prompt = merge_prompt(session)
    assert "What is a heap?" in prompt
    assert '<answer lane="A">' in prompt
    assert '<answer lane="C">' in prompt
    assert '<answer lane="B">' not in prompt
    assert "demo/terse" not in prompt
    chat = room.library.open(start_merge(session, "demo", "demo/scholar-large"))
    await ended(chat)
    assert chat.conversation.kind == "chat"
    assert chat.path()[-1].status is Status.DONE
    assert chat.conversation.title == "Merged: What is a heap?"


async def test_one_answer_alone_is_not_merged(room: Room) -> None:
    session = Comparisons(room.library, room.desk).new(lanes("demo/companion", "members/grand-vizier"))
    session.send("What is a heap?")
    await until(lambda: not session.running())
    assert start_merge(session, "demo", "demo/companion") == ""
