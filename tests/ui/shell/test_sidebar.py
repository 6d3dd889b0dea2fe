"""The sidebar: headings by date, filter, marks, keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from studio.ui.shell.conversation_list import HEADER_ROLE, ID_ROLE
from studio.ui.shell.sidebar import Sidebar
from tests.state.room import Room, furnished
from tests.state.test_session import ended


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


async def titled(room: Room, *titles: str) -> list[str]:
    ids = []
    for title in titles:
        session = room.session()
        session.send(title)
        await ended(session)
        ids.append(session.conversation.id)
    return ids


async def test_rows_stand_under_headings_and_the_filter_narrows(room: Room) -> None:
    ids = await titled(room, "Rivers of Europe", "Mountains of Asia")
    room.library.change(ids[0], pinned=True)
    sidebar = Sidebar(room.library)
    model = sidebar.model
    model.refresh()
    words = [model.index(n).data() for n in range(model.rowCount())]
    assert words == ["Pinned", "Rivers of Europe", "Today", "Mountains of Asia"]
    assert model.index(0).data(HEADER_ROLE)
    sidebar.search.setText("asia moun")
    assert [model.index(n).data() for n in range(model.rowCount())] == ["Today", "Mountains of Asia"]
    sidebar.deleteLater()


async def test_keys_open_rename_and_delete(room: Room) -> None:
    ids = await titled(room, "One chat")
    sidebar = Sidebar(room.library)
    sidebar.model.refresh()
    sidebar.show()
    said: list[object] = []
    sidebar.opened.connect(said.append)
    sidebar.rename_wanted.connect(said.append)
    sidebar.delete_wanted.connect(said.append)
    sidebar.select(ids[0])
    assert sidebar.view.currentIndex().data(ID_ROLE) == ids[0]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Delete):
        QTest.keyClick(sidebar.view, key)
    assert said == [ids[0], ids[0], [ids[0]]]
    sidebar.close()
    sidebar.deleteLater()


async def test_an_unread_chat_says_so_to_a_screen_reader(room: Room) -> None:
    ids = await titled(room, "Unread one")
    sidebar = Sidebar(room.library)
    sidebar.model.refresh()
    index = sidebar.model.index(sidebar.model.row_of(ids[0]))
    assert index.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Unread one, unread"
    room.library.show(ids[0])
    assert index.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Unread one"
    sidebar.deleteLater()


async def test_the_archive_is_a_button_as_soon_as_there_is_one(room: Room) -> None:
    ids = await titled(room, "Old one", "New one")
    sidebar = Sidebar(room.library)
    sidebar.show()
    button = next(b for b in sidebar.findChildren(QToolButton) if b.accessibleName() == "Archive")
    assert not button.isVisible()
    room.library.change(ids[0], archived=True)
    assert button.isVisible()
    assert button.text().strip() == "Archive (1)"
    assert sidebar.model.ids() == (ids[1],)
    button.click()
    assert sidebar.model.ids() == (ids[0],)
    room.library.change(ids[0], archived=False)
    assert sidebar.view.empty_words == "The archive is empty."
    button.click()
    assert not button.isVisible()
    assert set(sidebar.model.ids()) == set(ids)
    sidebar.close()
    sidebar.deleteLater()


async def test_the_names_of_the_places_are_never_cut(room: Room) -> None:
    sidebar = Sidebar(room.library)
    sidebar.show()
    sidebar.resize(sidebar.minimumSizeHint())
    for button in sidebar.findChildren(QToolButton):
        if button.text() in ("Chat", "Compare", "Pictures"):
            assert button.width() >= button.sizeHint().width()
    sidebar.close()
    sidebar.deleteLater()


async def test_several_chosen_rows_stay_chosen_when_one_of_them_changes(room: Room) -> None:
    ids = await titled(room, "Alpha", "Beta")
    sidebar = Sidebar(room.library)
    sidebar.view.selectAll()
    assert set(sidebar.view.chosen()) == set(ids)
    sidebar.select(ids[0])
    assert set(sidebar.view.chosen()) == set(ids)
    sidebar.deleteLater()


async def test_the_chat_shown_stays_marked_while_the_list_is_filtered(room: Room) -> None:
    ids = await titled(room, "Alpha", "Beta")
    sidebar = Sidebar(room.library)
    sidebar.select(ids[0])
    sidebar.search.setText("beta")
    assert sidebar.view.chosen() == []
    sidebar.search.clear()
    assert sidebar.view.chosen() == [ids[0]]
    sidebar.deleteLater()
