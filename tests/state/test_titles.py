"""Titles a model writes: only when chosen, once, in place, and never for what the user wants untouched."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.domain.conversation import Status, Text
from studio.domain.errors import Failure, Kind
from studio.domain.events import Delta, Ended, Event, Failed, PartOpened
from studio.domain.prompt import Prompt
from studio.state import tasks
from studio.state.titles import Titles, title_of
from tests.state.room import Room, furnished
from tests.state.test_session import ended
from tests.state.waiting import until


class Answering:
    """The room's own way of asking, except for titles, which are answered from a list."""

    def __init__(self, real: Any, *titles: str) -> None:
        self._real = real
        self.titles = list(titles)
        self.asked: list[Prompt] = []

    def answer(self, prompt: Prompt) -> AsyncIterator[Event]:
        if not prompt.message_id:
            self.asked.append(prompt)
            return self._title()
        return self._real.answer(prompt)

    async def _title(self) -> AsyncIterator[Event]:
        title = self.titles.pop(0)
        if not title:
            yield Failed(Failure(kind=Kind.RATE, message="too many"))
            yield Ended(Status.FAILED)
            return
        yield PartOpened(0, Text(""))
        yield Delta(0, title)
        yield Ended(Status.DONE)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def listening(room: Room, *titles: str, chosen: str = "demo\ndemo/swift-mini") -> Answering:
    answering = Answering(room.desk.answering, *titles)
    object.__setattr__(room.desk, "answering", answering)
    room.preferences.change(title_model=chosen)
    room.titles = Titles(room.desk, room.library)  # type: ignore[attr-defined]
    return answering


async def said(room: Room, words: str, **fields: object) -> Any:
    session = room.session(**fields)
    session.send(words)
    await ended(session)
    await until(lambda: not [t for t in tasks.running() if t.get_name() == "title"])
    return session


async def test_the_first_answer_is_named_once_and_stays_where_it_is(room: Room) -> None:
    answering = listening(room, "“Blue whales.”")
    session = await said(room, "Was wiegt ein Blauwal?")
    await until(lambda: session.conversation.title == "Blue whales")
    moment = session.conversation.updated_at
    session.send("And a grey one?")
    await ended(session)
    assert len(answering.asked) == 1
    assert "language of the question" in answering.asked[0].messages[0].text
    assert "Was wiegt ein Blauwal?" in answering.asked[0].messages[0].text
    assert session.conversation.title == "Blue whales"
    assert not session.conversation.titled_by_user
    assert moment <= session.conversation.updated_at


async def test_nothing_is_asked_unless_a_model_was_chosen(room: Room) -> None:
    answering = listening(room, chosen="")
    session = await said(room, "My own words")
    assert answering.asked == []
    assert session.conversation.title == "My own words"


async def test_temporary_and_named_chats_are_left_alone(room: Room) -> None:
    answering = listening(room)
    await said(room, "Secret", temporary=True)
    await said(room, "Named", title="Mine", titled_by_user=True)
    assert answering.asked == []


async def test_a_failure_leaves_the_first_words_and_says_nothing(room: Room) -> None:
    answering = listening(room, "")
    told: list[str] = []
    room.library.failed.connect(told.append)
    session = await said(room, "These words stay")
    assert len(answering.asked) == 1
    assert session.conversation.title == "These words stay"
    assert told == []


async def test_a_gateway_that_is_gone_is_no_bug(room: Room) -> None:
    answering = listening(room, chosen="gone\nmodel")
    session = await said(room, "Still fine")
    assert answering.asked == []
    assert session.conversation.title == "Still fine"


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Whales", "Whales"),
        ("<think>Let me see.\nA title</think>\n\n“Blue whales”", "Blue whales"),
        ("<think>never ends", ""),
        ("**Title:** Grey seals.\n\nBecause …", "Grey seals"),
        ("# 蓝鲸的体重", "蓝鲸的体重"),
        ("…\n---\n", ""),
        ("word " * 40, "word word word word word word word word word word word word…"),
    ],
)
def test_only_the_title_is_taken_from_an_answer(answer: str, title: str) -> None:
    got = title_of(answer)
    assert got == title or (title.endswith("…") and got.endswith("…") and len(got) <= 60)
