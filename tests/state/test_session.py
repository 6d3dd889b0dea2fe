"""Sessions through real parts: sending, stopping, branching, deleting, and what a restart finds."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from studio.domain.conversation import Draft, Role, Status, Text
from studio.domain.errors import Remedy
from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet
from studio.state.session import Session
from tests.state.room import Room, answers, furnished


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


async def ended(session: Session) -> None:
    await until(lambda: not session.running())


async def test_a_question_is_answered_and_both_are_kept(room: Room) -> None:
    session = room.session()
    session.send("Hello there")
    await ended(session)
    answer = answers(session)[-1]
    assert answer.status is Status.DONE
    assert answer.text
    assert answer.protocol is Protocol.CHAT
    assert session.conversation.title == "Hello there"
    kept = await room.shelf.messages(session.conversation.id)
    assert [m.text for m in kept] == ["Hello there", answer.text]


@pytest.mark.parametrize("protocol", list(Protocol))
async def test_each_protocol_continues_the_same_history(room: Room, protocol: Protocol) -> None:
    session = room.session()
    session.send("First question")
    await ended(session)
    session.change(protocol=protocol)
    session.send("Second question")
    await ended(session)
    answer = answers(session)[-1]
    assert (answer.status, answer.protocol) == (Status.DONE, protocol)
    assert answer.failure is None


async def test_the_question_is_on_disk_before_the_first_word(room: Room, tmp_path: Path) -> None:
    session = room.session("demo/thinker")
    session.send("Keep me")
    seen: list[int] = []

    async def look() -> None:
        await until(lambda: answers(session)[-1].parts)
        seen.append(len(await room.shelf.messages(session.conversation.id)))

    await look()
    assert seen[0] >= 1
    await ended(session)


async def test_stop_keeps_what_came_and_marks_it(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = room.session("demo/scholar-large")
        session.send("Write a long text about rivers")
        await until(lambda: answers(session)[-1].text)
        session.stop()
        await ended(session)
        answer = answers(session)[-1]
        assert answer.status is Status.STOPPED
        assert answer.text
        assert (await room.shelf.messages(session.conversation.id))[-1].status is Status.STOPPED


async def test_stop_before_the_first_word_gives_the_prompt_back(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = room.session("demo/metronome")
        session.send("Give me back")
        await until(session.running)
        session.stop()
        await ended(session)
        assert session.draft == Draft("Give me back")
        assert session.path() == ()


async def test_regenerate_and_edit_make_siblings(room: Room) -> None:
    session = room.session()
    session.send("One")
    await ended(session)
    first = answers(session)[-1]
    session.regenerate(first.id)
    await ended(session)
    second = answers(session)[-1]
    assert [m.id for m in session.siblings(second)] == [first.id, second.id]
    session.show_sibling(second.id, -1)
    assert answers(session)[-1].id == first.id
    question = session.path()[0]
    session.edit(question.id, "One, edited", run=True)
    await ended(session)
    assert session.path()[0].text == "One, edited"
    assert len(session.siblings(session.path()[0])) == 2
    session.show_sibling(session.path()[0].id, 1)
    assert [m.id for m in session.path()] == [question.id, second.id]


async def test_an_edited_answer_stands_beside_the_old_one(room: Room) -> None:
    session = room.session()
    session.send("Hi")
    await ended(session)
    old = answers(session)[-1]
    session.edit(old.id, "My own words", run=False)
    now = answers(session)[-1]
    assert (now.text, now.edited, len(session.siblings(now))) == ("My own words", True, 2)
    assert not session.running()


async def test_delete_can_be_taken_back(room: Room) -> None:
    session = room.session()
    session.send("One")
    await ended(session)
    session.send("Two")
    await ended(session)
    whole = session.path()
    removed = session.delete(whole[2].id)
    assert [m.id for m in session.path()] == [m.id for m in whole[:2]]
    session.restore(removed)
    assert session.path() == whole


async def test_a_refusal_is_shown_and_the_same_words_try_again(room: Room) -> None:
    session = room.session("demo/no-such-model")
    session.send("Anyone there?")
    await ended(session)
    failed = answers(session)[-1]
    assert failed.status is Status.FAILED
    assert failed.failure is not None
    assert failed.failure.remedy is Remedy.MODEL
    assert room.failed == [failed]
    assert session.draft == Draft("Anyone there?")
    session.change(model="demo/swift-mini")
    session.send("Anyone there?")
    await ended(session)
    assert len(session.path()) == 2
    assert len(session.siblings(answers(session)[-1])) == 2
    assert (answers(session)[-1].status, answers(session)[-1].model) == (Status.DONE, "demo/swift-mini")
    assert session.draft == Draft()


async def test_words_that_failed_leave_the_composer_when_trying_again_succeeds(room: Room) -> None:
    session = room.session("demo/no-such-model")
    session.send("Please")
    await ended(session)
    assert session.draft == Draft("Please")
    session.regenerate(answers(session)[-1].id, model="demo/swift-mini")
    await ended(session)
    assert session.draft == Draft()


async def test_a_failure_never_overwrites_what_is_being_typed(room: Room) -> None:
    session = room.session("demo/no-such-model")
    session.send("First")
    session.set_draft(Draft("already typing"))
    await ended(session)
    assert session.draft == Draft("already typing")


async def test_a_refused_parameter_is_left_out_from_then_on(room: Room) -> None:
    session = room.session("demo/thinker", parameters=ParameterSet({"temperature": 0.5}))
    session.send("Think")
    await ended(session)
    failed = answers(session)[-1]
    assert failed.failure is not None
    assert failed.failure.parameter == "temperature"
    session.regenerate(failed.id, without="temperature")
    await ended(session)
    assert answers(session)[-1].status is Status.DONE
    session.send("Again")
    await ended(session)
    assert answers(session)[-1].status is Status.DONE


async def test_a_gateway_that_is_gone_is_said(room: Room) -> None:
    session = room.library.new(gateway="removed", model="m")
    session.send("Hello")
    await ended(session)
    assert answers(session)[-1].failure is not None
    assert "not set up any more" in answers(session)[-1].failure.message


async def test_a_temporary_chat_never_reaches_the_disk(room: Room) -> None:
    session = room.session(temporary=True)
    session.set_draft(Draft("secret"))
    session.send("secret words")
    await ended(session)
    assert answers(session)[-1].text
    session.keeper.settle()
    assert await room.shelf.conversations() == ()


async def test_a_restart_finds_path_branches_and_draft(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        session = room.session()
        session.send("Remember")
        await ended(session)
        session.regenerate(answers(session)[-1].id)
        await ended(session)
        shown = answers(session)[-1].id
        session.set_draft(Draft("half a sent"))
        identity = session.conversation.id
    async with furnished(tmp_path / "data") as room:
        await room.library.load()
        session = room.library.open(identity)
        await until(lambda: session.loaded)
        assert answers(session)[-1].id == shown
        assert len(session.siblings(answers(session)[-1])) == 2
        assert session.draft == Draft("half a sent")


async def test_two_conversations_answer_at_once_and_never_mix(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=0.05) as room:
        sessions = [room.session(m) for m in ("demo/swift-mini", "demo/scholar-large")]
        room.library.show(sessions[0].conversation.id)
        for number, session in enumerate(sessions):
            session.send(f"Question number {number}")
        await until(lambda: not any(s.running() for s in sessions))
        for number, session in enumerate(sessions):
            assert [m.role for m in session.path()] == [Role.USER, Role.ASSISTANT]
            assert session.path()[0].parts == (Text(f"Question number {number}"),)
        rows = room.library.conversations
        assert not rows[sessions[0].conversation.id].unread
        assert rows[sessions[1].conversation.id].unread


async def test_many_changes_are_announced_once_a_frame(room: Room) -> None:
    session = room.session("demo/scholar-large")
    told: list[str] = []
    session.message_changed.connect(told.append)
    session.send("Write much")
    await ended(session)
    await asyncio.sleep(0.05)
    assert told
    assert len(told) < len(answers(session)[-1].text) / 20


async def test_a_message_sent_meanwhile_waits_for_the_answer(room: Room) -> None:
    session = room.session()
    session.send("First")
    session.send_next("Second")
    await until(lambda: len(session.path()) == 4 and not session.running())
    assert [m.text for m in session.path() if m.role is Role.USER] == ["First", "Second"]


async def test_a_stopped_answer_gives_the_waiting_message_back(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = room.session("demo/scholar-large")
        session.send("First")
        await until(lambda: answers(session)[-1].text)
        session.send_next("Second")
        session.stop()
        await ended(session)
        assert session.draft == Draft("Second")
        assert session.waiting is None
