"""The list of comparisons through real storage: restart, deletion with a way back, line-ups, votes counted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.comparison import Lane
from studio.domain.conversation import Draft
from studio.state import tasks
from studio.state.comparison import Comparisons
from studio.state.comparison_session import ComparisonSession
from tests.state.room import Room, furnished
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def lanes(*models: str) -> tuple[Lane, ...]:
    return tuple(Lane(conversation_id="", gateway="demo", model=model) for model in models)


async def settled() -> None:
    """Until everything is saved and read."""
    await until(lambda: not tasks.running())


async def asked(room: Room, blind: bool = False) -> tuple[Comparisons, ComparisonSession]:
    comparisons = Comparisons(room.library, room.desk)
    session = comparisons.new(lanes("demo/companion", "demo/terse"), blind)
    session.send("Which is best?")
    await until(lambda: not session.running())
    return comparisons, session


async def test_a_comparison_enters_the_list_with_its_first_question(room: Room) -> None:
    comparisons = Comparisons(room.library, room.desk)
    session = comparisons.new(lanes("demo/companion", "demo/terse"))
    assert comparisons.rows() == ()
    session.send("Hello both")
    await until(lambda: not session.running())
    assert [c.title for c in comparisons.rows()] == ["Hello both"]
    assert room.library.rows() == ()


async def test_a_restart_finds_lanes_answers_votes_line_ups_tags_and_draft(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        comparisons, session = await asked(room, blind=True)
        session.set_tags(["code", " code ", ""])
        assert session.vote(0)
        comparisons.save_line_up("Two", session.comparison.lanes)
        session.set_draft(Draft("half a thou"))
        texts = [[m.text for m in lane.path()] for lane in session.lanes]
        order, identity = session.order(), session.comparison.id
        await settled()
    async with furnished(tmp_path / "data") as room:
        comparisons = Comparisons(room.library, room.desk)
        await comparisons.load()
        session = comparisons.open(identity)
        await until(lambda: all(lane.loaded for lane in session.lanes) and session.draft.text)
        assert [[m.text for m in lane.path()] for lane in session.lanes] == texts
        assert session.draft.text == "half a thou"
        assert session.order() == order
        assert session.comparison.tags == ("code",)
        assert not session.hidden()
        vote = session.last_vote()
        assert vote is not None
        assert vote.contestants == ("demo/companion", "demo/terse")
        assert [one.name for one in comparisons.line_ups] == ["Two"]
        assert all(not lane.conversation_id for lane in comparisons.line_ups[0].lanes)


async def test_a_deleted_comparison_comes_back_with_its_answers(room: Room) -> None:
    comparisons, session = await asked(room)
    identity = session.comparison.id
    gone = comparisons.delete(identity)
    assert gone is not None
    assert comparisons.rows() == ()
    assert comparisons.delete(identity) is None
    comparisons.restore(gone)
    back = comparisons.open(identity)
    await until(lambda: all(lane.path() for lane in back.lanes))
    assert [len(lane.path()) for lane in back.lanes] == [2, 2]
    assert [c.id for c in comparisons.rows()] == [identity]
    await settled()
    assert [c.id for c in await room.shelf.comparisons()] == [identity]


async def test_deleting_a_comparison_leaves_a_lane_that_became_a_chat(room: Room) -> None:
    comparisons, session = await asked(room)
    chat = session.continue_as_chat(0)
    assert [c.id for c in room.library.rows()] == [chat]
    comparisons.delete(session.comparison.id)
    await settled()
    assert [c.id for c in await room.shelf.conversations()] == [chat]


async def test_a_line_up_of_the_same_name_is_replaced_and_can_be_deleted(room: Room) -> None:
    comparisons = Comparisons(room.library, room.desk)
    comparisons.save_line_up("Mine", lanes("demo/terse", "demo/thinker"))
    comparisons.save_line_up("Mine", lanes("demo/terse"))
    assert [len(one.lanes) for one in comparisons.line_ups] == [1]
    comparisons.delete_line_up(comparisons.line_ups[0].id)
    await settled()
    assert await room.shelf.line_ups() == ()


async def test_a_new_title_is_kept(room: Room) -> None:
    comparisons, session = await asked(room)
    comparisons.rename(session.comparison.id, "  Mine now ")
    comparisons.rename(session.comparison.id, "   ")
    await settled()
    assert [c.title for c in await room.shelf.comparisons()] == ["Mine now"]


async def test_votes_are_tallied_by_tag_and_by_blindness(room: Room) -> None:
    comparisons, session = await asked(room, blind=True)
    session.set_tags(["code"])
    assert session.vote(1)
    session.send("Again")
    await until(lambda: not session.running())
    assert session.vote(None, "tie")
    assert [(s.model, s.wins) for s in comparisons.standings()] == [
        ("demo/terse", 1.5),
        ("demo/companion", 0.5),
    ]
    assert [s.wins for s in comparisons.standings(blind_only=True)] == [1.0, 0.0]
    assert comparisons.standings("poems") == ()
    assert comparisons.tags() == ("code",)
    assert all(s.rating is None and "not enough votes" in s.reason for s in comparisons.standings())
