"""The transcript: a conversation as one text that can be read, selected, searched and acted upon.

It paints rows (`Stage` says which are where) and never holds documents or addresses; it loads nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.ui.chat.transcript.accessible import announce_end, install
from studio.ui.chat.transcript.board import Board
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.finder import Finder
from studio.ui.chat.transcript.menus import open_more
from studio.ui.chat.transcript.picture_box import PictureSource
from studio.ui.rendering.box import Target
from studio.ui.rendering.code_box import CodeBox


class Transcript(Board):
    """The view of one conversation; see Board for how it moves."""

    action_requested = Signal(str, str)
    sibling_requested = Signal(str, int)
    link_activated = Signal(str)
    picture_activated = Signal(str, str)
    picture_edit_requested = Signal(str)
    picture_save_requested = Signal(str)
    typed = Signal(str)
    status_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        install()
        super().__init__(parent)
        self.setProperty("transcript", True)
        self.finder = Finder(self.stage)

    # Contents

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows a whole path; messages that were shown already keep their layout and their place."""
        self.flush()
        fresh = not self.stage.items or not entries or entries[0].message.id not in self.stage.places
        before = [item.entry.message.id for item in self.stage.items]
        self.stage.set_entries(entries)
        if before != [e.message.id for e in entries[: len(before)]]:
            self.selection.clear()
            self.focus.clear()
            self.painted.forget()
        if fresh:
            self.stage.following = True
            self.unseen = 0
        elif not self.stage.following:
            self.unseen += max(len(entries) - len(before), 0)
        self.refresh()

    def update_entry(self, entry: Entry) -> None:
        """Takes a later state of a message that is shown; several in one frame are painted once."""
        at = self.stage.places.get(entry.message.id)
        if at is None:
            return
        known = self.pending.get(entry.message.id) or self.stage.items[at].entry
        self.pending[entry.message.id] = entry
        if known.message.running and not entry.message.running:
            self.flush()
            announce_end(self, entry)
        else:
            self.schedule()

    def append_entry(self, entry: Entry) -> None:
        """Adds a message at the end."""
        self.flush()
        self.stage.append_entry(entry)
        if not self.stage.following:
            self.unseen += 1
        self.refresh()

    def set_picture_source(self, source: PictureSource) -> None:
        """Takes the function that gives the pixels of a picture, or None while they are fetched."""
        self.pictures = source
        self.stage.kit.pictures = source

    def picture_ready(self, sha256: str) -> None:
        """Paints a picture that has arrived."""
        for placed in self.stage.placed:
            if placed.row.name == "picture":
                self.repaint_row(placed.row)

    def set_font_points(self, points: float) -> None:
        """Sets the size of the text in points; 0 is the system's."""
        self.points = points
        self.refresh_theme()

    # Selection

    def selected_text(self) -> str:
        """The selection as plain text."""
        return self.selection.text()

    def selected_markdown(self) -> str:
        """The selection as Markdown."""
        return self.selection.markdown()

    def selected_html(self) -> str:
        """The selection as HTML."""
        return self.selection.html()

    def copy(self) -> None:
        """Puts the selection on the clipboard as plain and as rich text."""
        if self.selection.span is None:
            return
        data = QMimeData()
        data.setText(self.selected_text())
        data.setHtml(self.selected_html())
        QGuiApplication.clipboard().setMimeData(data)
        self.status_changed.emit("Copied.")

    def select_all(self) -> None:
        """Selects everything."""
        if self.stage.items:
            last = len(self.stage.items) - 1
            rows = self.stage.open_item(last).rows
            self.select((0, 0, 0), (last, len(rows) - 1, 1 << 40))

    # Finding

    def find(self, text: str) -> int:  # type: ignore[override]
        """Highlights `text`; returns how often it occurs in the messages."""
        count = self.finder.search(text)
        self.viewport().update()
        return count

    def find_next(self) -> bool:
        """Goes to the next occurrence; false when there is none."""
        return self._step_find(1)

    def find_previous(self) -> bool:
        """Goes to the previous occurrence; false when there is none."""
        return self._step_find(-1)

    def clear_find(self) -> None:
        """Ends the search."""
        self.finder.search("")
        self.viewport().update()

    def _step_find(self, direction: int) -> bool:
        hit = self.finder.step(direction)
        if hit is None:
            return False
        self.let_go()
        self.show_spot((hit[0], hit[1], hit[2]))
        self.viewport().update()
        return True

    def scroll_to_message(self, message_id: str, highlight: str = "") -> None:
        """Shows a message at the top of the view, and in it the first `highlight`."""
        at = self.stage.places.get(message_id)
        if at is None:
            return
        self.let_go()
        self.stage.show_row(at, 0, self.stage.top_pad(at))
        self.painted.forget()
        self.refresh()
        if highlight:
            self.finder.search(highlight)
            hit = self.finder.step_from(at)
            if hit is not None:
                self.show_spot((hit[0], hit[1], hit[2]))
        self.focus.item, self.focus.stop = at, -1
        self.viewport().update()

    # Acting

    def activate(self, at: int, index: int, target: Target) -> None:
        """Does what a target is for."""
        item, row = self.stage.items[at], self.stage.items[at].rows[index]
        message = item.entry.message.id
        match target.action:
            case "link":
                self.link_activated.emit(target.data)
            case "picture":
                self.picture_activated.emit(message, target.data)
            case "previous" | "next":
                self.sibling_requested.emit(message, -1 if target.action == "previous" else 1)
            case "fold":
                self.stage.following = False
                self.stage.toggle_fold(at, int(row.name.split(":")[1]))
                self.painted.forget()
                self.refresh()
            case "more":
                open_more(self, at, self.viewport().mapToGlobal(self.target_corner(row, target)))
            case "copy_code" if isinstance(row.box, CodeBox):
                QGuiApplication.clipboard().setText(row.box.code)
                self.status_changed.emit("Code copied.")
            case "wrap" | "show_all" if row.box is not None:
                self.let_go()
                if row.box.activate(target):
                    row.laid = -1.0
                    self.painted.forget()
                    self.refresh()
            case _:
                self.action_requested.emit(target.action, message)

    def activate_focused(self) -> None:
        """Presses what has the keyboard's focus."""
        current = self.focus.current()
        if current is not None:
            self.activate(self.focus.item, *current)
