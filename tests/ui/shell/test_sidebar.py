"""The sidebar: headings by date, filter, marks, keys."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.shell.sidebar import HEADER_ROLE, ID_ROLE, Sidebar, period
from tests.state.room import Room, furnished
from tests.state.test_session import ended


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def test_periods_are_named_as_people_name_them() -> None:
    today = date(2026, 11, 21)

    def at(days: int) -> float:
        return datetime.combine(today - timedelta(days=days), datetime.min.time()).timestamp() + 3600

    assert [period(at(d), today) for d in (0, 1, 3, 20)] == [
        "Today",
        "Yesterday",
        "Last 7 days",
        "Last 30 days",
    ]
    assert period(at(80), today) == "September 2026"
    assert period(at(-400), today) == "Today"
    assert period(-5.0, today) == "January 1970"


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
