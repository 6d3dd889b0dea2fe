"""The rows of the sidebar: right after every change, and little work for each."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from studio.domain.conversation import Conversation
from studio.ui.shell import conversation_list
from studio.ui.shell.conversation_list import HEADER_ROLE, ID_ROLE, ConversationList
from studio.ui.shell.conversation_order import Calendar
from tests.state.room import Room, furnished

SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)


class Rows(QObject):
    """The part of the library a list looks at, for tests of thousands of rows."""

    changed = Signal()
    row_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.conversations: dict[str, Conversation] = {}
        self.streaming: set[str] = set()

    def running(self, conversation: str) -> bool:
        return conversation in self.streaming

    def put(self, identity: str, **fields: object) -> None:
        self.conversations[identity] = Conversation(id=identity, **{"title": identity, **fields})
        self.row_changed.emit(identity)

    def change(self, conversation: str, **fields: object) -> None:
        old = self.conversations[conversation]
        kept = {
            name: getattr(old, name)
            for name in ("title", "updated_at", "folder", "pinned", "archived", "tags")
        }
        self.put(conversation, **{**kept, **fields})


def seen(model: ConversationList) -> list[str]:
    return [str(model.index(n).data()) for n in range(model.rowCount())]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


def many(count: int = 10_000) -> tuple[Rows, ConversationList]:
    rows = Rows()
    now = time.time()
    for n in range(count):
        name = f"chat {n:05}"
        rows.conversations[name] = Conversation(id=name, title=name, updated_at=now - n * 3600)
    return rows, ConversationList(rows)  # type: ignore[arg-type]


def test_an_answer_among_ten_thousand_moves_one_row_and_reads_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, model = many()
    placed: list[str] = []
    place = Calendar.place

    def counted(self: Calendar, conversation: Conversation) -> tuple:
        placed.append(conversation.id)
        return place(self, conversation)

    monkeypatch.setattr(Calendar, "place", counted)
    resets, moves = QSignalSpy(model.modelReset), QSignalSpy(model.rowsMoved)
    rows.change("chat 00007", updated_at=time.time() + 1)
    assert model.ids()[0] == "chat 00007"
    assert (placed, resets.count(), moves.count()) == (["chat 00007"], 0, 1)
    changes = QSignalSpy(model.dataChanged)
    for _ in range(50):
        rows.row_changed.emit("chat 00007")
    assert resets.count() == 0
    assert changes.count() == 50
    assert {changes.at(n)[0].row() for n in range(50)} == {model.row_of("chat 00007")}
    assert set(placed) == {"chat 00007"}


def test_typing_into_the_filter_places_and_sorts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = many()
    monkeypatch.setattr(Calendar, "place", lambda self, c: pytest.fail("placed anew"))
    monkeypatch.setattr(conversation_list, "_words_of", lambda c: pytest.fail("read anew"))
    resets = QSignalSpy(model.modelReset)
    for typed in ("0", "00", "0012", "00123"):
        model.set_filter(typed)
    model.set_filter(" 00123 ")
    assert resets.count() == 4
    assert model.ids() == ("chat 00123",)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sampled_from(["moment", "folder", "pinned", "archived", "title", "gone"]),
        st.integers(0, 3),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, st.sampled_from(["", "b"]), st.booleans())
def test_after_any_changes_the_rows_are_those_of_a_fresh_list(
    qapp: object, changes: list[tuple[int, str, int]], typed: str, folded: bool
) -> None:
    rows = Rows()
    model = ConversationList(rows)  # type: ignore[arg-type]
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_filter(typed)
    if folded:
        model._folded.add("f1")
    now = time.time()
    for n, kind, value in changes:
        identity = f"chat {n}"
        if identity not in rows.conversations:
            rows.put(identity, updated_at=now - n)
        if kind == "gone":
            del rows.conversations[identity]
            rows.row_changed.emit(identity)
        else:
            new = {
                "moment": {"updated_at": now - value * 86_400},
                "folder": {"folder": f"f{value}" if value else ""},
                "pinned": {"pinned": value > 1},
                "archived": {"archived": value > 2},
                "title": {"title": "abc"[value % 3]},
            }[kind]
            rows.change(identity, **new)
        before = seen(model)
        sizes = [model.size_of(r) for r in range(model.rowCount()) if model.index(r).data(HEADER_ROLE)]
        model.refresh()
        assert seen(model) == before
        assert sizes == [
            model.size_of(r) for r in range(model.rowCount()) if model.index(r).data(HEADER_ROLE)
        ]
    tester.deleteLater()


def test_a_folder_folds_and_opens_and_says_so() -> None:
    rows = Rows()
    model = ConversationList(rows)  # type: ignore[arg-type]
    rows.put("one", folder="Work", updated_at=time.time())
    rows.put("two", updated_at=time.time())
    assert seen(model) == ["Work", "one", "Today", "two"]
    model.toggle_folder(0)
    assert seen(model) == ["Work", "Today", "two"]
    assert model.index(0).data(SPOKEN) == "Folder Work, 1 chats, folded"
    model.set_filter("one")
    assert seen(model) == ["Work", "one"]
    model.set_filter("")
    model.toggle_folder(1)
    model.toggle_folder(0)
    assert seen(model) == ["Work", "one", "Today", "two"]


def test_rows_dropped_on_a_heading_go_there(qapp: object) -> None:
    rows = Rows()
    model = ConversationList(rows)  # type: ignore[arg-type]
    for name, fields in (("pin", {"pinned": True}), ("one", {"folder": "Work"}), ("two", {}), ("three", {})):
        rows.put(name, updated_at=time.time(), **fields)
    data = model.mimeData([model.index(model.row_of("two")), model.index(model.row_of("three"))])
    heading = next(n for n in range(model.rowCount()) if model.index(n).data() == "Work")
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index(heading))
    assert {rows.conversations[n].folder for n in ("two", "three")} == {"Work"}
    model.dropMimeData(
        model.mimeData([model.index(model.row_of("two"))]), Qt.DropAction.MoveAction, -1, -1, model.index(0)
    )
    assert rows.conversations["two"].pinned
    assert seen(model)[0] == "Pinned"


def test_a_chosen_row_stays_chosen_while_another_moves_past_it() -> None:
    rows, model = many(20)
    kept = QPersistentModelIndex(model.index(model.row_of("chat 00001")))
    rows.change("chat 00000", updated_at=time.time() - 1800)
    assert kept.data(ID_ROLE) == "chat 00001"


async def test_marks_and_tags_are_told_to_a_screen_reader(room: Room) -> None:
    session = room.session(model="demo/scholar-large")
    model = ConversationList(room.library)
    session.send("Tell me much")
    identity = session.conversation.id
    room.library.change(identity, tags=("rivers",))
    assert model.index(model.row_of(identity)).data(SPOKEN) == "Tell me much, rivers, answering"
    session.stop()
