"""The window as a whole: places, conversations, drawers, and what its commands do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton, QWidget

from studio.app import App
from studio.domain.conversation import Role, Status, Text
from tests.ui.program import ask, program, until


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


def dialog() -> QDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


async def test_a_message_typed_and_sent_is_answered_in_the_window(app: App) -> None:
    window = app.window
    window.use_model("demo", "demo/swift-mini")
    QTest.keyClicks(window.chat.composer.editor, "Hello window")
    QTest.keyClick(window.chat.composer.editor, Qt.Key.Key_Return)
    session = window.session()
    await until(lambda: session.path() and not session.running())
    assert [m.role for m in session.path()] == [Role.USER, Role.ASSISTANT]
    assert session.path()[-1].status is Status.DONE
    assert app.frame.windowTitle() == "Hello window – Gateway Studio"
    assert window.sidebar.model.row_of(session.conversation.id) >= 0


async def test_a_new_chat_takes_the_default_model_and_says_so(app: App) -> None:
    app.window.new_chat()
    assert app.window.session().conversation.model == "demo/companion"
    assert "Companion" in app.window.bar.model.text()


async def test_edit_in_its_box_makes_a_sibling_and_asks_again(app: App) -> None:
    await ask(app, "First words")
    question = app.window.session().path()[0]
    app.window.verbs.do(app.window.session(), "edit", question.id)
    box = dialog()
    field = box.findChild(QPlainTextEdit)
    assert field is not None
    field.setPlainText("Other words")
    button(box, "Save and run").click()
    session = app.window.session()
    await until(lambda: not session.running() and len(session.path()) == 2)
    assert session.path()[0].parts == (Text("Other words"),)
    assert len(session.siblings(session.path()[0])) == 2


async def test_copy_quote_and_delete_do_what_they_say(app: App) -> None:
    answer = await ask(app, "Say something")
    session, verbs = app.window.session(), app.window.verbs
    verbs.do(session, "copy", answer.id)
    assert QGuiApplication.clipboard().text() == answer.text
    verbs.do(session, "quote", answer.id)
    assert app.window.chat.composer.draft().text.startswith("> ")
    verbs.do(session, "delete", answer.id)
    assert len(session.path()) == 1
    button(app.window.toast, "Undo").click()
    assert len(session.path()) == 2


async def test_a_branch_opens_as_a_chat_of_its_own(app: App) -> None:
    answer = await ask(app, "Fork here")
    old = app.window.session()
    app.window.verbs.do(old, "branch", answer.id)
    assert app.window.session() is not old
    assert len(app.window.session().path()) == 2


async def test_the_remedy_of_a_locked_model_is_the_picker(app: App) -> None:
    answer = await ask(app, "May I?", "members/grand-vizier")
    assert answer.failure is not None
    assert app.models.get("demo", "members/grand-vizier").locked
    app.window.verbs.do(app.window.session(), "remedy", answer.id)
    assert "model" in dialog().windowTitle().lower()
    dialog().close()


async def test_tool_calls_are_answered_by_hand(app: App) -> None:
    session = app.window.session()
    tools = [
        {"name": "weather", "description": "the weather", "parameters": {"type": "object", "properties": {}}}
    ]
    session.change(parameters=session.conversation.parameters.with_value("tools", tools))
    answer = await ask(app, "What is the weather in Ulm?", "demo/toolsmith")
    app.window.verbs.do(session, "answer_tool", answer.id)
    box = dialog()
    for field in box.findChildren(QPlainTextEdit):
        field.setPlainText("15 degrees")
    button(box, "Send the results").click()
    await until(lambda: len(session.path()) == 4 and not session.running())
    assert session.path()[-1].status is Status.DONE


async def test_drawers_open_and_close_and_keep_what_is_set(app: App) -> None:
    await ask(app, "Look inside")
    window = app.window
    window.toggle_drawer("parameters")
    assert window.drawer.isVisible()
    drawer = window.drawer.parameters_page()
    drawer.system.setPlainText("Be brief.")
    await until(lambda: window.session().conversation.system == "Be brief.")
    window.toggle_drawer("inspector")
    assert window.drawer.shown == "inspector"
    window.toggle_drawer("inspector")
    assert not window.drawer.isVisible()


async def test_deleting_a_chat_can_be_undone(app: App) -> None:
    await ask(app, "Short life")
    identity = app.window.session().conversation.id
    app.window.delete([identity])
    assert identity not in app.library.conversations
    button(app.window.toast, "Undo").click()
    assert app.window.session().conversation.id == identity


async def test_what_was_open_is_open_again(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        await ask(app, "Remember me")
        app.window.chat.composer.insert("half a sentence")
    async with program(tmp_path / "data") as app:
        await until(lambda: app.window.chat.session and app.window.chat.session.path())
        assert app.window.session().conversation.title == "Remember me"
        await until(lambda: app.window.chat.composer.draft().text == "half a sentence")


async def test_without_a_gateway_the_first_screen_is_shown(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data", with_demo=False) as app:
        assert app.window.in_first_run
        assert not app.window.sidebar.isVisible()
