"""The chat view: drafts, queued messages, what Esc closes first, and temporary chats that say so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from studio.app import App
from studio.domain.conversation import Draft, Role, Status
from tests.ui.program import ask, program, until


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


async def test_each_conversation_has_its_own_draft(app: App) -> None:
    await ask(app, "First")
    window = app.window
    first = window.session()
    window.chat.composer.insert("half a thought")
    window.new_chat()
    assert window.chat.composer.draft() == Draft()
    window.show_session(first)
    assert window.chat.composer.draft().text == "half a thought"


async def test_a_message_sent_during_an_answer_waits_for_its_end(app: App) -> None:
    window = app.window
    window.use_model("demo", "demo/swift-mini")
    for words in ("One", "Two"):
        QTest.keyClicks(window.chat.composer.editor, words)
        QTest.keyClick(window.chat.composer.editor, Qt.Key.Key_Return)
    session = window.session()
    await until(lambda: len(session.path()) == 4 and not session.running())
    assert [m.text for m in session.path() if m.role is Role.USER] == ["One", "Two"]


async def test_escape_closes_the_search_before_it_stops_the_answer(app: App) -> None:
    window = app.window
    window.use_model("demo", "demo/scholar-large")
    session = window.session()
    session.send("Write much")
    await until(lambda: session.path()[-1].text)
    window.chat.show_find()
    window.chat.escape()
    assert not window.chat.find_bar.isVisible()
    assert session.running()
    window.chat.escape()
    await until(lambda: not session.running())
    assert session.path()[-1].status is Status.STOPPED


async def test_a_temporary_chat_says_what_it_is(app: App) -> None:
    app.window.new_chat(temporary=True)
    labels = [label.text() for label in app.window.chat.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Temporary chat: nothing of it is written") for text in labels)
    app.window.new_chat()
    labels = [label.text() for label in app.window.chat.findChildren(QLabel) if label.isVisible()]
    assert not any(text.startswith("Temporary") for text in labels)


async def test_an_example_fills_the_composer_and_keeps_the_attachments(app: App) -> None:
    app.window.new_chat()
    app.window.chat.start.chosen.emit("Explain something")
    assert app.window.chat.composer.draft().text == "Explain something"
