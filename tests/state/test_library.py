"""The library of conversations: order, marks, deletion with a way back, forks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from studio.domain.conversation import Draft
from studio.state import tasks
from tests.state.room import Room, answers, furnished
from tests.state.test_session import ended, until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def test_an_empty_chat_is_not_in_the_list_until_something_is_said(room: Room) -> None:
    session = room.library.new()
    assert room.library.rows() == ()
    session.send("Now it counts")
    await ended(session)
    assert [c.title for c in room.library.rows()] == ["Now it counts"]


async def test_pinned_come_first_then_the_newest(room: Room) -> None:
    sessions = []
    for words in ("one", "two", "three"):
        session = room.session()
        session.send(words)
        await ended(session)
        sessions.append(session)
    room.library.change(sessions[0].conversation.id, pinned=True)
    assert [c.title for c in room.library.rows()] == ["one", "three", "two"]
    room.library.change(sessions[1].conversation.id, archived=True)
    assert [c.title for c in room.library.rows()] == ["one", "three"]
    assert [c.title for c in room.library.rows(archived=True)] == ["two"]


async def test_a_rename_keeps_the_place_and_survives(room: Room, tmp_path: Path) -> None:
    session = room.session()
    session.send("first words")
    await ended(session)
    before = session.conversation.updated_at
    room.library.rename(session.conversation.id, "  My title ")
    assert session.conversation.title == "My title"
    assert session.conversation.updated_at == before
    room.library.rename(session.conversation.id, "   ")
    assert session.conversation.title == "My title"
    await tasks.end_all(5)
    assert [c.title for c in await room.shelf.conversations()] == ["My title"]


async def test_a_deletion_can_be_taken_back(room: Room) -> None:
    session = room.session()
    session.send("keep or not")
    await ended(session)
    gone = room.library.delete([session.conversation.id])
    assert room.library.rows() == ()
    room.library.restore(gone)
    assert [c.title for c in room.library.rows()] == ["keep or not"]
    await until(lambda: True)
    assert len(await room.shelf.conversations()) == 1


async def test_a_fork_copies_the_path_and_leaves_the_old_one_alone(room: Room) -> None:
    session = room.session()
    session.send("One")
    await ended(session)
    session.send("Two")
    await ended(session)
    forked = room.library.fork(session, answers(session)[0].id)
    assert [m.text for m in forked.path()] == [m.text for m in session.path()[:2]]
    assert not {m.id for m in forked.path()} & {m.id for m in session.path()}
    forked.send("Elsewhere")
    await ended(forked)
    assert len(session.path()) == 4
    assert len(await room.shelf.messages(forked.conversation.id)) == 4


async def test_closing_keeps_a_prompt_taken_back_and_leaves_no_timer(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = room.session()
        session.send("Not yet answered")
        identity = session.conversation.id
        await room.library.close(2.0)
        assert session.draft.text == "Not yet answered"
        assert not [t for t in session.findChildren(QTimer) if t.isActive() and t.interval() > 16]
        assert tasks.running() == ()
        assert (await room.shelf.draft(identity)).text == "Not yet answered"


async def test_an_unsent_draft_is_listed_and_kept_but_an_empty_chat_is_not(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        empty = room.library.new()
        empty.change(model="demo/terse")
        drafted = room.library.new()
        drafted.set_draft(Draft("half a thought"))
        assert [c.id for c in room.library.rows()] == [drafted.conversation.id]
    async with furnished(tmp_path / "data") as room:
        await room.library.load()
        assert [c.id for c in room.library.rows()] == [drafted.conversation.id]
        again = room.library.open(drafted.conversation.id)
        await until(lambda: again.loaded)
        assert again.draft == Draft("half a thought")


async def test_deleting_everything_stops_answers_and_empties_the_list(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        running = room.session("demo/scholar-large")
        running.send("Explain rivers at length")
        await until(lambda: answers(running)[-1].text)
        told: list[bool] = []
        room.library.emptied.connect(lambda: told.append(True))
        await room.library.delete_everything()
        assert told == [True]
        assert room.library.rows() == ()
        assert await room.shelf.conversations() == ()
        fresh = room.session("demo/terse")
        fresh.send("New words")
        await ended(fresh)
        assert [c.title for c in await room.shelf.conversations()] == ["New words"]
