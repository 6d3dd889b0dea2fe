"""The rows of the sidebar: headings and conversations, kept in order row by row, never sorted anew for one change."""

import time
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from studio.domain.conversation import Conversation
from studio.state.library import Library
from studio.ui.shell.conversation_order import Calendar, Place, heading_place, is_folder, is_pinned

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = int(Qt.ItemDataRole.UserRole)
HEADER_ROLE = ID_ROLE + 1
MIME = "application/x-gateway-studio-conversations"
_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemNeverHasChildren
_CHAT = _ROW | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


class ConversationList(QAbstractListModel):
    """What the filter lets through, under headings: pinned, folders, then dates. A folder can be folded.

    The whole list is read at `refresh` only (start, import, many deleted, a new day); a change of one conversation
    costs a search by halves and a signal for its own row.
    """

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._calendar = Calendar(_today())
        self._all: list[Place] = []
        self._place_of: dict[str, Place] = {}
        self._words: dict[str, str] = {}
        self._shown: list[Place] = []
        self._sizes: Counter[Place] = Counter()
        self._folded: set[str] = set()
        self._filter: tuple[str, ...] = ()
        self._archived = False
        library.changed.connect(self.refresh)
        library.row_changed.connect(self._row_changed)
        self.refresh()

    # -- what is shown

    @property
    def archived(self) -> bool:
        """Whether the archive is shown in place of the chats."""
        return self._archived

    def show_archive(self, shown: bool) -> None:
        """Turns to the archive, or back."""
        self._archived = shown
        self.refresh()

    def set_filter(self, text: str) -> None:
        """Shows only conversations whose title, folder or tags contain every word of `text`."""
        words = tuple(text.casefold().split())
        if words != self._filter:
            self._filter = words
            self._show()

    def refresh(self) -> None:
        """Reads the whole library again."""
        self._calendar = Calendar(_today())
        chats = [c for c in self._library.conversations.values() if self._belongs(c)]
        self._place_of = {c.id: self._calendar.place(c) for c in chats}
        self._words = {c.id: _words_of(c) for c in chats}
        self._all = sorted(self._place_of.values())
        self._show()

    def toggle_folder(self, row: int) -> None:
        """Folds the folder whose heading stands in `row`, or opens it."""
        if self.is_folder(row):
            self._folded ^= {self._shown[row][3]}
            self._show()

    # -- reading

    def row_of(self, conversation: str) -> int:
        """The row of a conversation, or -1."""
        place = self._place_of.get(conversation)
        if place is None:
            return -1
        row = bisect_left(self._shown, place)
        return row if row < len(self._shown) and self._shown[row] == place else -1

    def conversation(self, row: int) -> Conversation | None:
        """The conversation in a row, or None for a heading."""
        identity = self._shown[row][5] if 0 <= row < len(self._shown) else ""
        return self._library.conversations.get(identity) if identity else None

    def ids(self) -> tuple[str, ...]:
        """The conversations shown, from top to bottom."""
        return tuple(place[5] for place in self._shown if place[5])

    def is_folder(self, row: int) -> bool:
        """Whether a row is the heading of a folder."""
        return 0 <= row < len(self._shown) and not self._shown[row][5] and is_folder(self._shown[row])

    def is_folded(self, row: int) -> bool:
        """Whether a row is the heading of a folder that is folded."""
        return self.is_folder(row) and self._shown[row][3] in self._folded and not self._filter

    def size_of(self, row: int) -> int:
        """How many conversations stand under the heading in `row`."""
        return self._sizes[self._shown[row]]

    def marks(self, conversation: str) -> tuple[bool, bool]:
        """Whether an answer is coming in, and whether there is something unread."""
        row = self._library.conversations.get(conversation)
        return self._library.running(conversation), bool(row and row.unread)

    # -- keeping the rows

    def _belongs(self, conversation: Conversation) -> bool:
        return conversation.kind == "chat" and conversation.archived is self._archived

    def _matches(self, identity: str) -> bool:
        text = self._words[identity]
        return all(word in text for word in self._filter)

    def _open(self, place: Place) -> bool:
        """Whether the rows of a section are shown."""
        return bool(self._filter) or not is_folder(place) or place[3] not in self._folded

    def _show(self) -> None:
        """Builds the rows from the sorted list by filter and folded folders."""
        self.beginResetModel()
        shown: list[Place] = []
        self._sizes = Counter()
        heading: Place | None = None
        section: tuple[object, ...] = ()
        opened = True
        for place in self._all:
            if self._filter and not self._matches(place[5]):
                continue
            if place[:4] != section:
                section, heading = place[:4], heading_place(place)
                opened = self._open(place)
                shown.append(heading)
            if heading is not None:
                self._sizes[heading] += 1
            if opened:
                shown.append(place)
        self._shown = shown
        self.endResetModel()

    def _row_changed(self, identity: str) -> None:
        if _today() != self._calendar.today:
            self.refresh()
            return
        conversation = self._library.conversations.get(identity)
        belongs = conversation is not None and self._belongs(conversation)
        new = self._calendar.place(conversation) if belongs and conversation is not None else None
        old = self._place_of.get(identity)
        was_shown = old is not None and self._matches(identity)
        if old is not None and old != new:
            del self._all[bisect_left(self._all, old)]
            del self._place_of[identity]
        if new is None:
            self._words.pop(identity, None)
        elif conversation is not None:
            self._words[identity] = _words_of(conversation)
            if old != new:
                insort(self._all, new)
                self._place_of[identity] = new
        is_shown = new is not None and self._matches(identity)
        self._move(old if was_shown else None, new if is_shown else None)

    def _move(self, old: Place | None, new: Place | None) -> None:
        """Brings the rows from one state of a conversation to the next."""
        if old is not None and old == new:
            row = bisect_left(self._shown, old)
            if self._open(old):
                self.dataChanged.emit(self.index(row), self.index(row))
        elif old is not None and new is not None and old[:4] == new[:4] and self._open(old):
            self._move_within(old, new)
        else:
            if old is not None:
                self._take_out(old)
            if new is not None:
                self._put_in(new)

    def _move_within(self, old: Place, new: Place) -> None:
        source, target = bisect_left(self._shown, old), bisect_left(self._shown, new)
        none = QModelIndex()
        moves = target not in (source, source + 1)
        if moves:
            self.beginMoveRows(none, source, source, none, target)
        del self._shown[source]
        insort(self._shown, new)
        if moves:
            self.endMoveRows()
        row = bisect_left(self._shown, new)
        self.dataChanged.emit(self.index(row), self.index(row))

    def _take_out(self, place: Place) -> None:
        heading = heading_place(place)
        self._sizes[heading] -= 1
        first = bisect_left(self._shown, heading)
        last = bisect_left(self._shown, place)
        if self._sizes[heading] > 0:
            if not self._open(place):
                return
            first = last
        elif not self._open(place):
            last = first
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._shown[first : last + 1]
        self.endRemoveRows()

    def _put_in(self, place: Place) -> None:
        heading = heading_place(place)
        self._sizes[heading] += 1
        fresh = [place] if self._open(place) else []
        if self._sizes[heading] == 1:
            fresh.insert(0, heading)
        if fresh:
            row = bisect_left(self._shown, fresh[0])
            self.beginInsertRows(QModelIndex(), row, row + len(fresh) - 1)
            self._shown[row:row] = fresh
            self.endInsertRows()

    # -- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _CHAT if self._shown[index.row()][5] else _ROW

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        place = self._shown[index.row()]
        if role == HEADER_ROLE:
            return not place[5]
        if role == ID_ROLE:
            return place[5] or None
        conversation = self.conversation(index.row())
        if conversation is None:
            return self._heading(index.row(), role)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return conversation.title or "New chat"
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return _told(conversation)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(conversation)
        return None

    def _heading(self, row: int, role: int) -> Any:
        words = self._calendar.heading(self._shown[row])
        if role == int(Qt.ItemDataRole.DisplayRole):
            return words
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            kind = "Folder" if self.is_folder(row) else "Heading"
            folded = ", folded" if self.is_folded(row) else ""
            return f"{kind} {words}, {self.size_of(row)} chats{folded}"
        return None

    def _spoken(self, conversation: Conversation) -> str:
        running, unread = self.marks(conversation.id)
        words = [conversation.title or "New chat", *conversation.tags]
        return ", ".join([*words, *["answering"] * running, *["unread"] * unread])

    # -- dragging

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        ids = [index.data(ID_ROLE) for index in indexes if index.data(ID_ROLE)]
        data = QMimeData()
        data.setData(MIME, "\n".join(ids).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Rows dropped on a heading, or on a row under it, go there: into a folder, to the pinned, or out of both."""
        if not data.hasFormat(MIME) or not parent.isValid():
            return False
        place = self._shown[parent.row()]
        ids = bytes(data.data(MIME).data()).decode().split("\n")
        for identity in ids:
            if is_pinned(place):
                self._library.change(identity, pinned=True)
            else:
                self._library.change(identity, pinned=False, folder=place[3])
        return False  # the rows have moved already; the view must not remove them


def _today() -> Any:
    return datetime.fromtimestamp(time.time()).date()


def _words_of(conversation: Conversation) -> str:
    return f"{conversation.title}\n{conversation.folder}\n{' '.join(conversation.tags)}".casefold()


def _told(conversation: Conversation) -> str:
    lines = [conversation.title or "New chat"]
    if conversation.tags:
        lines.append("Tags: " + ", ".join(conversation.tags))
    if conversation.temporary:
        lines.append("Temporary: nothing of it is on disk")
    # Qt reads a tool tip that looks like HTML as HTML; a zero-width mark before "<" keeps it text.
    return "\n".join(lines).replace("<", "\u200b<")
