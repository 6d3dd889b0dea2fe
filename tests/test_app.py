"""The composition: a second start, a locked model, notices, and an orderly end."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from studio.domain.conversation import Status
from studio.storage.library import Library
from tests.ui.program import ask, program, until


async def test_a_second_start_brings_its_wishes(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        await ask(app, "First chat")
        first = app.window.session()
        app.called({"new_chat": True, "pictures": []})
        assert app.window.session() is not first
        app.called({"new_image": True})
        assert app.window.places.currentWidget() is app.window.build_place("pictures")


async def test_closing_keeps_what_was_streaming(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        session = app.window.session()
        session.change(gateway="demo", model="demo/marathon")
        session.send("Write 3000 words")
        await until(lambda: session.path()[-1].text)
        identity = session.conversation.id
    shelf = Library.open(tmp_path / "data")
    kept = await shelf.messages(identity)
    assert kept[0].text == "Write 3000 words"
    assert kept[-1].text
    assert kept[-1].status in (Status.STOPPED, Status.CUT_OFF)
    await shelf.close()


@pytest.mark.logs("a bug")
async def test_a_bug_is_said_and_logged_not_silent(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        app.report_bug(ValueError("planted"))
        assert app.window.toast.isVisible()
        assert any("log" in label.text() for label in app.window.toast.findChildren(QLabel))


async def test_an_answer_elsewhere_marks_its_chat_unread_and_a_good_one_its_gateway_well(
    tmp_path: Path, home: Path
) -> None:
    async with program(tmp_path / "data") as app:
        session = app.window.session()
        session.change(gateway="demo", model="demo/swift-mini")
        session.send("Elsewhere")
        app.window.new_chat()
        await until(lambda: not session.running())
        await asyncio.sleep(0)
        assert session.conversation.unread
        assert app.gateways.health("demo").level == "good"
