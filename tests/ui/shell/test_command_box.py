"""Ctrl+K in the running program: groups, filters, commands, and the way to a message, all by keyboard."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.app import App
from studio.ui.shell.command_box import CommandBox
from tests.ui.program import ask, program, until


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


def opened(app: App) -> CommandBox:
    app.window.commands.action("search").trigger()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, CommandBox) and w.isVisible())


def kinds(box: CommandBox) -> list[str]:
    return [row.text if row.kind == "Heading" else row.kind for row in box.rows()]


async def test_hits_stand_under_headings_and_enter_opens_the_message_with_its_word(app: App) -> None:
    await ask(app, "Tell me about xylophones")
    first = app.window.session()
    app.window.new_chat()
    box = opened(app)
    assert [r.text for r in box.rows()[:2]] == ["Recent chats", "Tell me about xylophones"]
    QTest.keyClicks(box.field, "xylophones")
    await until(lambda: "Messages" in kinds(box))
    assert kinds(box)[:2] == ["Chats", "Chat"]
    message = next(n for n, row in enumerate(box.rows()) if row.kind == "Message")
    while box.view.currentIndex().row() != message:
        QTest.keyClick(box.field, Qt.Key.Key_Down)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert not box.isVisible()
    assert app.window.chat.session is first


async def test_filters_are_typed_or_chosen_and_narrow(app: App) -> None:
    await ask(app, "A walrus and a crab")
    box = opened(app)
    QTest.keyClicks(box.field, "walrus gateway:demo ")
    await until(lambda: "Message" in kinds(box))
    assert box.chips.buttons["gateway"].isChecked()
    assert "Commands" not in kinds(box)
    box.chips.buttons["has"].click()
    assert box.field.text() == "walrus gateway:demo has:picture"
    await until(lambda: kinds(box) == ["Nothing"])
    box.chips.buttons["has"].click()
    await until(lambda: "Message" in kinds(box))
    box.field.setText("gateway:demo")
    assert box.rows()[0].text.startswith("Type a word")
    box.hide()


async def test_a_greater_sign_lists_commands_and_runs_one(app: App) -> None:
    box = opened(app)
    QTest.keyClicks(box.field, ">new temp")
    assert [row.text for row in box.rows()] == ["New temporary chat"]
    assert not box.chips.isVisible()
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert app.window.session().conversation.temporary
    box = opened(app)
    QTest.keyClicks(box.field, ">no such thing at all")
    assert box.rows()[0].text == "No command is called “no such thing at all”."
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert box.isVisible()
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert not box.isVisible()


async def test_nothing_found_is_said(app: App) -> None:
    box = opened(app)
    box.field.setText("zqxjkv")
    await until(lambda: kinds(box) == ["Nothing"])
    assert box.rows()[0].text.startswith("Nothing has “zqxjkv” in it.")
    box.hide()
