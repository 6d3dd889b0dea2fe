"""The actions under a message: each does its one thing, and none minds a message that is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from studio.app import App
from studio.domain.conversation import Role, Status
from studio.domain.gateway import Protocol
from studio.ui.chat.verbs import last_answer
from tests.ui.program import ask, program, until


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


async def test_another_protocol_is_offered_in_a_menu_and_asked(app: App) -> None:
    answer = await ask(app, "Say hello")
    window = app.window
    before = set(window.findChildren(QMenu))
    window.verbs.do(window.session(), "regenerate_other_protocol", answer.id)
    (menu,) = set(window.findChildren(QMenu)) - before
    names = [action.text() for action in menu.actions()]
    assert len(names) == len(Protocol) - 1
    menu.actions()[0].trigger()
    menu.close()
    session = window.session()
    await until(lambda: len(session.messages) == 3 and not session.running())
    assert session.path()[-1].protocol is not answer.protocol
    assert session.path()[-1].status is Status.DONE


async def test_what_was_cut_off_is_gone_on_with(app: App) -> None:
    await ask(app, "Begin")
    session = app.window.session()
    answer = last_answer(session)
    assert answer is not None
    app.window.verbs.do(session, "continue_from", answer.id)
    await until(lambda: len(session.path()) == 4 and not session.running())
    assert [m.text for m in session.path() if m.role is Role.USER][-1] == "Go on exactly where you stopped."


async def test_an_action_on_a_message_that_is_gone_does_nothing(app: App) -> None:
    await ask(app, "Here")
    session = app.window.session()
    for action in ("copy", "edit", "delete", "no such action"):
        app.window.verbs.do(session, action, "gone")
    app.window.verbs.do(session, "no such action", session.path()[0].id)
    assert len(session.path()) == 2


def test_a_conversation_without_answers_has_no_last_one() -> None:
    class Empty:
        def path(self) -> tuple[()]:
            return ()

    assert last_answer(Empty()) is None  # type: ignore[arg-type]
