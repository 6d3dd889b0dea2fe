"""The menu over conversations: what it offers for one and for many, and what it does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit, QWidget

from studio.domain.conversation import Conversation
from studio.ui.shell.conversation_menu import ConversationMenu
from tests.state.room import Room, furnished


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        for name in ("a", "b", "c"):
            await made.shelf.save_conversation(Conversation(id=name, title=name.upper()))
        await made.library.load()
        yield made


@pytest.fixture
def window(qtbot: object) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    return widget


def opened(window: QWidget, room: Room, ids: list[str], said: list[object]) -> ConversationMenu:
    return ConversationMenu(window, room.library, ids, said.append, said.append, said.append)


def click(menu: object, words: str) -> None:
    next(a for a in menu.actions() if a.text().startswith(words)).trigger()  # type: ignore[attr-defined]


def answer(text: str) -> None:
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    field, box = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
    assert field is not None and box is not None
    field.setText(text)
    box.button(QDialogButtonBox.StandardButton.Ok).click()


async def test_several_chats_are_changed_together(room: Room, window: QWidget) -> None:
    said: list[object] = []
    menu = opened(window, room, ["a", "b", "gone"], said)
    assert not any(a.text().startswith("Rename") for a in menu.actions())
    click(menu, "Pin 2 chats")
    assert [room.library.conversations[i].pinned for i in "abc"] == [True, True, False]
    click(menu, "Archive 2 chats")
    assert room.library.archived_count() == 2
    click(menu, "Export 2 chats")
    click(menu, "Delete 2 chats")
    assert said == [["a", "b"], ["a", "b"]]


async def test_a_new_folder_is_asked_for_and_then_offered(room: Room, window: QWidget) -> None:
    first = opened(window, room, ["a"], [])
    click(first.actions()[2].menu(), "New folder")
    answer("  Work & play ")
    assert room.library.conversations["a"].folder == "Work & play"
    menu = opened(window, room, ["b", "c"], [])
    folders = next(a.menu() for a in menu.actions() if a.text() == "Move 2 chats to folder")
    click(folders, "Work && play")
    assert room.library.folders() == ("Work & play",)
    assert {room.library.conversations[i].folder for i in "abc"} == {"Work & play"}
    back = opened(window, room, ["a"], [])
    click(next(a.menu() for a in back.actions() if "folder" in a.text()), "Take out")
    assert room.library.conversations["a"].folder == ""


async def test_tags_are_cleaned_and_can_be_taken_away(room: Room, window: QWidget) -> None:
    click(opened(window, room, ["a"], []), "Tags")
    answer(" #work,  two  words, work,, ")
    assert room.library.conversations["a"].tags == ("work", "two words")
    click(opened(window, room, ["a"], []), "Tags")
    answer("")
    assert room.library.conversations["a"].tags == ()
