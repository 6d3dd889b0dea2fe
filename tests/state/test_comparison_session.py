"""Lanes asked together through real parts: at once, independently, measured right, judged blind and once."""

import dataclasses
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from studio.domain.comparison import Lane
from studio.domain.conversation import Picture, Status
from studio.domain.errors import Remedy
from studio.domain.gateway import Gateway, Protocol
from studio.domain.picture import PictureRef
from studio.domain.presets import demo_gateway
from studio.domain.timing import rate_of
from studio.state.asking import Desk
from studio.state.comparison import Comparisons
from studio.state.comparison_lanes import answer_at
from studio.state.comparison_session import ComparisonSession
from studio.state.library import Library
from tests.state.room import Room, furnished
from tests.state.test_comparison import lanes, settled
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def compared(room: Room, *models: str, blind: bool = False) -> ComparisonSession:
    return Comparisons(room.library, room.desk).new(lanes(*models), blind)


async def ended(session: ComparisonSession) -> None:
    await until(lambda: not session.running(), 30)


def statuses(session: ComparisonSession, turn: int = 1) -> list[Status | None]:
    found = [answer_at(lane, turn) for lane in session.lanes]
    return [None if message is None else message.status for message in found]


async def measured(room: Room, session: ComparisonSession) -> tuple[list[float], list[float], float]:
    """First words in seconds, speeds, and the seconds between the first and the last request of one turn."""
    session.send("Count slowly in three sentences, with a table.")
    await ended(session)
    await settled()
    words, speeds, begun = [], [], []
    for lane in session.lanes:
        answer = answer_at(lane, session.turns())
        assert answer is not None
        assert answer.status is Status.DONE
        rate = rate_of(answer.timing, answer.usage, answer.text)
        assert rate is not None
        assert not rate.estimated
        assert answer.timing.first_word_s is not None
        words.append(answer.timing.first_word_s)
        speeds.append(rate.tokens_per_second)
        begun.append((await room.shelf.exchanges(answer.id))[0].started_at)
    return words, speeds, max(begun) - min(begun)


ELSEWHERE = """
import asyncio, sys
from studio.sandbox.server import Sandbox

async def serve():
    sandbox = Sandbox(token=sys.stdin.readline().strip())
    await sandbox.start()
    print(sandbox.port, flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


@contextmanager
def gateway_elsewhere(token: str) -> Iterator[Gateway]:
    """The built-in gateway in a process of its own, as a gateway is: our own work does not make it late."""
    command = [sys.executable, "-c", ELSEWHERE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(token + "\n")
        process.stdin.flush()
        try:
            yield demo_gateway(int(process.stdout.readline()))
        finally:
            process.kill()


async def test_eight_lanes_at_once_are_measured_within_ten_percent(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data") as room:
        with gateway_elsewhere(room.sandbox.token) as gateway:
            desk = dataclasses.replace(room.desk, gateway=lambda name: gateway)
            library = Library(desk, lambda: ("demo", "demo/metronome"))
            session = Comparisons(library, desk).new(lanes(*["demo/metronome"] * 8))
            turns: list[Turn] = []
            # Other programs take the cores for moments, which only ever makes things late: the best turn counts.
            while len(turns) < 6 and not (turns and _steady(turns)):
                turns.append(await measured(room, session))
        words, speeds, spread = _best(turns)
        assert words == pytest.approx([0.4] * 8, rel=0.1)
        assert speeds == pytest.approx([50] * 8, rel=0.1)
        assert spread < 0.1


Turn = tuple[list[float], list[float], float]


def _best(turns: list[Turn]) -> Turn:
    """For each lane its earliest first word and its median speed, and the least spread of the requests."""
    words, speeds, spreads = zip(*turns, strict=True)
    return (
        [min(values) for values in zip(*words, strict=True)],
        [median(values) for values in zip(*speeds, strict=True)],
        min(spreads),
    )


def _steady(turns: list[Turn]) -> bool:
    words, speeds, spread = _best(turns)
    right = words == pytest.approx([0.4] * 8, rel=0.1) and speeds == pytest.approx([50] * 8, rel=0.1)
    return right and spread < 0.1


async def test_a_failing_lane_disturbs_no_other(room: Room) -> None:
    session = compared(room, "demo/companion", "members/grand-vizier", "faults/breaks-midway", "demo/terse")
    session.send("Tell me of the sea.")
    await ended(session)
    assert statuses(session) == [Status.DONE, Status.FAILED, Status.CUT_OFF, Status.DONE]
    refused = answer_at(session.lanes[1], 1)
    assert refused is not None
    assert refused.failure is not None
    assert refused.failure.status == 403


async def test_one_lane_is_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = compared(room, "demo/marathon", "demo/swift-mini")
        session.send("Write at length.")
        await until(lambda: all(lane.path()[-1].text for lane in session.lanes))
        session.stop(0)
        await until(lambda: not session.lanes[0].running())
        assert session.lanes[0].path()[-1].status is Status.STOPPED
        assert session.lanes[0].path()[-1].text
        await ended(session)
        assert statuses(session)[1] is Status.DONE


async def test_all_lanes_are_stopped_together(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=1.0) as room:
        session = compared(room, "demo/marathon", "demo/marathon", "demo/marathon")
        session.send("Write at length.")
        await until(lambda: all(lane.path()[-1].text for lane in session.lanes))
        session.stop()
        await ended(session)
        assert statuses(session) == [Status.STOPPED] * 3


async def test_one_lane_alone_can_be_asked(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse")
    session.send("Only you", only=(1,))
    await ended(session)
    assert [len(lane.path()) for lane in session.lanes] == [0, 2]
    assert session.judged() == ()


async def test_a_lane_that_cannot_see_says_so_and_the_rest_is_asked(room: Room) -> None:
    sighted = {"demo/companion": frozenset({"chat", "vision"}), "demo/terse": frozenset({"chat"})}
    desk = Desk(
        room.shelf,
        room.services.answering,
        room.preferences,
        room.desk.gateway,
        lambda gateway, model: sighted[model],
        room.failed.append,
    )
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005"
        "0001ff56c72f0d0000000049454e44ae426082"
    )
    sha256 = await room.shelf.put_blob(png, ".png")
    picture = Picture(ref=PictureRef(sha256, "image/png", 1, 1), name="dot.png")
    session = Comparisons(room.library, desk).new(lanes("demo/companion", "demo/terse"))
    session.send("What is this?", (picture,))
    await ended(session)
    seen, blind = (answer_at(lane, 1) for lane in session.lanes)
    assert seen is not None
    assert seen.status is Status.DONE
    assert blind is not None
    assert blind.failure is not None
    assert "takes no pictures" in blind.failure.message
    assert blind.failure.remedy is Remedy.MODEL
    assert session.turns() == 1


async def test_lanes_are_added_up_to_eight_duplicated_moved_removed_and_put_back(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse")
    assert session.duplicate(0)
    assert [lane.conversation.model for lane in session.lanes] == [
        "demo/companion",
        "demo/companion",
        "demo/terse",
    ]
    assert session.add(lanes(*["demo/coder"] * 9)) == 5
    assert session.add(lanes("demo/coder")) == 0
    assert not session.duplicate(0)
    session.move(2, 0)
    assert session.lanes[0].conversation.model == "demo/terse"
    gone = session.remove(0)
    assert len(session.lanes) == 7
    session.put_back(gone, 3)
    assert session.lanes[3] is gone


async def test_one_model_is_set_up_in_every_protocol_and_at_three_temperatures(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse")
    before = session.by_protocol(0)
    assert [lane.conversation.protocol for lane in session.lanes] == list(Protocol)
    session.send("One model, four ways")
    await ended(session)
    assert statuses(session) == [Status.DONE] * 4
    assert [answer_at(lane, 1).protocol for lane in session.lanes] == list(Protocol)  # type: ignore[union-attr]
    session.by_temperature(0)
    temperatures = [lane.conversation.parameters.get("temperature") for lane in session.lanes]
    assert temperatures == [0.0, 0.7, 1.3]
    session.set_lanes(before)
    assert [lane.conversation.model for lane in session.lanes] == ["demo/companion", "demo/terse"]


async def test_another_model_keeps_a_protocol_its_gateway_offers(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse")
    session.lanes[0].change(protocol=Protocol.RESPONSES)
    session.replace_model(0, "demo", "demo/coder")
    assert session.lanes[0].conversation.protocol is Protocol.RESPONSES
    assert session.comparison.lanes[0] == Lane(
        conversation_id=session.lanes[0].conversation.id,
        gateway="demo",
        model="demo/coder",
        protocol=Protocol.RESPONSES,
    )


async def test_a_vote_is_given_once_and_reveals(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse", blind=True)
    assert session.hidden()
    assert not session.vote(0)
    session.send("Who is better?")
    assert session.held_back()
    assert session.judged() == ()
    await ended(session)
    assert session.judged() == (0, 1)
    assert session.vote(1)
    assert not session.hidden()
    assert not session.vote(0)
    vote = session.last_vote()
    assert vote is not None
    assert (vote.winner, vote.verdict, vote.blind) == (1, "winner", True)


async def test_a_vote_after_the_reveal_is_not_counted_as_blind(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse", blind=True)
    for question, blind in (("First", True), ("Second", False)):
        session.send(question)
        await ended(session)
        assert session.vote(None, "all_bad")
        vote = session.last_vote()
        assert vote is not None
        assert (vote.winner, vote.blind) == (None, blind)


async def test_only_lanes_that_answered_the_last_question_are_judged(room: Room) -> None:
    session = compared(room, "demo/companion", "members/grand-vizier", "demo/terse")
    session.send("Who is better?")
    await ended(session)
    assert session.judged() == (0, 2)
    assert not session.vote(1)


async def test_an_answer_that_names_its_model_is_flagged_in_the_vote(room: Room) -> None:
    session = compared(room, "demo/companion", "demo/terse", blind=True)
    session.send("Say the words Demo Companion and Terse.")
    await ended(session)
    answer = session.lanes[0].path()[-1]
    session.lanes[0].edit(answer.id, "I am Companion, of course.", run=False)
    assert session.gives_itself_away(0)
    assert session.vote(0)
    vote = session.last_vote()
    assert vote is not None
    assert 0 in vote.self_named


async def test_asking_while_a_lane_answers_waits_for_that_lane(tmp_path: Path) -> None:
    async with furnished(tmp_path / "data", pace=0.2) as room:
        session = compared(room, "demo/companion", "demo/terse")
        session.send("First")
        session.send("Second")
        await until(lambda: not session.running() and all(lane.waiting is None for lane in session.lanes), 30)
        assert [len(lane.path()) for lane in session.lanes] == [4, 4]
