"""The preview is what is sent: asked before, compared with the recorded request after."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.domain.conversation import Draft
from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet
from studio.state.body_preview import BodyPreview
from tests.state.room import Room, answers, furnished
from tests.state.waiting import until
from tests.state.world import settled


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


@pytest.mark.parametrize("protocol", list(Protocol))
async def test_the_previewed_body_is_the_one_sent(room: Room, protocol: Protocol) -> None:
    session = room.session(protocol=protocol)
    session.send("First")
    await until(lambda: not session.running())
    parameters = ParameterSet({"temperature": 0.25}, {"metadata": {"a": 1}})
    shown: list[str] = []
    preview = BodyPreview(room.desk)
    preview.ask(session, Draft("Second"), "Be brief.", parameters, shown.append)
    await settled()
    session.change(system="Be brief.", parameters=parameters)
    session.send("Second")
    await until(lambda: not session.running())
    await settled()
    sent = (await room.shelf.exchanges(answers(session)[-1].id))[-1]
    assert json.loads(shown[-1]) == json.loads(sent.body)


async def test_only_the_last_question_is_answered(room: Room) -> None:
    session = room.session()
    shown: list[str] = []
    preview = BodyPreview(room.desk)
    for seed in range(3):
        preview.ask(session, Draft("Hello"), "", ParameterSet({"seed": seed}), shown.append)
    await settled()
    assert [json.loads(body)["seed"] for body in shown] == [2]


async def test_a_conversation_without_a_model_says_so(room: Room) -> None:
    session = room.library.new(gateway=room.gateway.id, model="")
    session.change(model="")
    shown: list[str] = []
    BodyPreview(room.desk).ask(session, Draft(), "", ParameterSet(), shown.append)
    await settled()
    assert shown == ["No model is chosen yet. Choose another model."]
