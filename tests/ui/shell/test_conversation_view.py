"""The list of conversations under keys and mouse: folding, renaming, marks that can be seen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Conversation
from studio.ui.shell.conversation_list import ConversationList
from studio.ui.shell.conversation_view import ConversationView
from tests.state.room import Room, furnished


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        for name, folder in (("a", "Work"), ("b", ""), ("c", "")):
            await made.shelf.save_conversation(
                Conversation(id=name, title=name.upper(), folder=folder, updated_at=1e9)
            )
        await made.library.load()
        yield made


def view_of(room: Room, qtbot: QtBot) -> ConversationView:
    view = ConversationView(ConversationList(room.library))
    qtbot.addWidget(view)
    view.resize(260, 300)
    view.show()
    return view


def row(view: ConversationView, text: str) -> int:
    model = view.model()
    return next(n for n in range(model.rowCount()) if model.index(n, 0).data() == text)


def place(view: ConversationView, text: str) -> QPoint:
    return view.visualRect(view.model().index(row(view, text), 0)).center()


async def test_a_heading_folds_by_click_and_by_enter(room: Room, qtbot: QtBot) -> None:
    view = view_of(room, qtbot)
    opened: list[str] = []
    view.opened.connect(opened.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, "Work"))
    assert view.model().rowCount() == 4
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.model().rowCount() == 5
    assert view.currentIndex().data() == "Work"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, "A"))
    assert opened == ["a"]


async def test_double_click_renames_and_delete_takes_all_that_are_chosen(room: Room, qtbot: QtBot) -> None:
    view = view_of(room, qtbot)
    renamed: list[str] = []
    deleted: list[list[str]] = []
    opened: list[str] = []
    view.renamed.connect(renamed.append)
    view.deleted.connect(deleted.append)
    view.opened.connect(opened.append)
    for text in ("B", "Work"):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, text))
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, text))
    assert renamed == ["b"]
    view.clearSelection()
    for text in ("B", "C"):
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place(view, text)
        )
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert [sorted(ids) for ids in deleted] == [["b", "c"]]


async def test_an_unread_chat_and_an_empty_list_look_different(room: Room, qtbot: QtBot) -> None:
    view = view_of(room, qtbot)

    def picture() -> QImage:
        return view.viewport().grab().toImage()

    before = picture()
    room.library.change("b", unread=True)
    assert picture() != before
    room.library.delete(["a", "b", "c"])
    blank = picture()
    view.empty_words = "No chats yet."
    assert picture() != blank
