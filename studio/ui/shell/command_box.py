"""Ctrl+K: one box for conversations, messages, picture prompts, models and commands."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from studio.domain.conversation import Conversation
from studio.domain.gateway import Gateway
from studio.domain.library import SearchFilter, SearchHit
from studio.domain.model import Model
from studio.state.search import Search, Typed, read_typed, with_token
from studio.ui.shell.command_rows import Row, RowPainter, Rows
from studio.ui.shell.commands import Commands
from studio.ui.shell.dialogs import plain_label
from studio.ui.shell.search_chips import SearchChips

MOST_RECENT = 6
MOST_MODELS = 5
_GROUPS = (("conversation", "Chats"), ("message", "Messages"), ("picture", "Pictures"))
_HELP = "↑ ↓ choose · Enter opens · > for commands · gateway: model: date: after: before: has:picture narrow"


@dataclass(frozen=True)
class Sources:
    """Where the box looks besides the store: models by words, gateways, and the newest conversations."""

    models: Callable[[str], list[Model]]
    gateways: Callable[[], Sequence[Gateway]]
    recent: Callable[[], Sequence[Conversation]]


class CommandBox(QDialog):
    """Opens over the window; arrows choose, Enter goes, Esc closes. `>` narrows to commands."""

    message_chosen = Signal(str, str, str)
    picture_chosen = Signal(str)
    model_chosen = Signal(str, str)

    def __init__(self, window: QWidget, commands: Commands, search: Search, sources: Sources) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self._commands = commands
        self._search = search
        self._sources = sources
        self._rows = Rows()
        self.setAccessibleName("Search and commands")
        self.setObjectName("box")
        self.setStyleSheet("#box { border: 1px solid palette(dark); background: palette(window); }")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search chats, messages, pictures, models – or type > for commands")
        self.field.setAccessibleName("Search everything")
        self.field.setClearButtonEnabled(True)
        self.chips = SearchChips(self._gateway_choices, self._model_choices)
        self.view = QListView()
        self.view.setModel(self._rows)
        self.view.setItemDelegate(RowPainter(self._rows, self.view))
        self.view.setAccessibleName("Results")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setStyleSheet("QListView { border: none; }")
        hint = plain_label(_HELP)
        hint.setForegroundRole(hint.palette().ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 10)
        for widget in (self.field, self.chips, self.view, hint):
            layout.addWidget(widget)
        self.field.textChanged.connect(self._typed)
        self.chips.chosen.connect(self._narrow)
        self.view.clicked.connect(lambda index: self._go(index.row()))
        search.found.connect(self._refresh)

    def open_box(self, text: str = "") -> None:
        """Shows the box in the upper middle of its window."""
        window = self.parentWidget()
        if window is None:
            return
        width = min(720, window.width() - 80)
        self.resize(width, min(520, window.height() - 100))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + 60)
        self.field.setText(text)
        self.field.setCursorPosition(len(text))
        self._typed(text)
        self.show()
        self.field.setFocus()

    def rows(self) -> list[Row]:
        """What is listed now, headings included."""
        return list(self._rows.rows)

    # -- what was typed

    def _read(self) -> Typed:
        today = datetime.fromtimestamp(time.time()).date()
        return read_typed(self.field.text(), today, self._gateway_id, self._model_id)

    def _gateway_id(self, word: str) -> str:
        rows = self._sources.gateways()
        folded = word.casefold()
        found = [g.id for g in rows if folded in (g.id.casefold(), g.name.casefold())]
        found += [g.id for g in rows if g.name.casefold().startswith(folded)]
        return found[0] if found else word

    def _model_id(self, word: str) -> str:
        models = self._sources.models(word)
        exact = [m.id for m in models if m.id == word]
        return exact[0] if exact else models[0].id if models else word

    def _gateway_choices(self) -> list[tuple[str, str]]:
        return [(g.name, g.id) for g in self._sources.gateways()]

    def _model_choices(self) -> list[tuple[str, str]]:
        return [(m.shown_name, m.id) for m in self._sources.models("")[:14]]

    def _narrow(self, name: str, value: str) -> None:
        text = self.field.text()
        if name == "date":
            text = with_token(with_token(text, "after", ""), "before", "")
        self.field.setText(with_token(text, name, value))
        self.field.setFocus()

    def _typed(self, text: str) -> None:
        commands = text.startswith(">")
        self.chips.setVisible(not commands)
        typed = Typed("", SearchFilter()) if commands else self._read()
        self.chips.show_typed(typed)
        self._search.ask(typed.words, typed.narrowed)
        self._refresh()

    # -- what is listed

    def _refresh(self) -> None:
        text = self.field.text().strip()
        rows = self._commands_only(text[1:].strip()) if text.startswith(">") else self._everything(text)
        self._rows.show(rows)
        first = self._rows.step(-1, 1)
        if first >= 0:
            self.view.setCurrentIndex(self._rows.index(first))
            self.view.scrollToTop()

    def _commands_only(self, text: str) -> list[Row]:
        found = self._command_rows(text)
        return found or [Row("Nothing", f"No command is called “{text[:60]}”.")]

    def _everything(self, text: str) -> list[Row]:
        typed = self._read()
        if not text:
            recent = [self._chat_row(c) for c in self._sources.recent()[:MOST_RECENT]]
            return [*_under("Recent chats", recent), *_under("Commands", self._command_rows(""))]
        if not typed.words:
            return [Row("Nothing", "Type a word to search for within these filters.")]
        rows: list[Row] = []
        for kind, heading in _GROUPS:
            rows += _under(heading, [self._hit_row(h) for h in self._search.hits if h.kind == kind])
        if typed.narrowed == SearchFilter():
            models = self._sources.models(typed.words)[:MOST_MODELS]
            rows += _under("Models", [self._model_row(m) for m in models])
            rows += _under("Commands", self._command_rows(typed.words)[:6])
        if not rows and self._search.answered:
            if self._search.problem:
                return [Row("Nothing", self._search.problem)]
            return [Row("Nothing", f"Nothing has “{typed.words[:60]}” in it. Fewer letters find more.")]
        return rows

    def _command_rows(self, text: str) -> list[Row]:
        words = text.casefold().split()
        return [
            Row("Command", c.words, self._commands.keys_of(c.identity), c.run, c.drawing or "terminal")
            for c in self._commands.all()
            if all(w in c.words.casefold() for w in words)
        ]

    def _chat_row(self, conversation: Conversation) -> Row:
        title = conversation.title or "New chat"
        return Row("Chat", title, conversation.folder, self._to(conversation.id, "", ""), "message-square")

    def _hit_row(self, hit: SearchHit) -> Row:
        if hit.kind == "picture":
            text = hit.excerpt or hit.title or "A picture without words"
            return Row("Picture", text, _day(hit.at), lambda: self.picture_chosen.emit(hit.sha256), "image")
        run = self._to(hit.conversation_id, hit.message_id, self._search.query)
        if hit.kind == "conversation":
            return Row("Chat", hit.excerpt or hit.title, _day(hit.at), run, "message-square")
        return Row("Message", hit.excerpt, f"{_day(hit.at)} · {hit.title[:40]}", run, "quote")

    def _model_row(self, model: Model) -> Row:
        run: Callable[[], object] = lambda: self.model_chosen.emit(model.gateway, model.id)  # noqa: E731
        return Row("Model", model.shown_name, model.gateway, run, "bot")

    def _to(self, conversation: str, message: str, highlight: str) -> Callable[[], object]:
        return lambda: self.message_chosen.emit(conversation, message, highlight)

    def _go(self, row: int) -> None:
        run = self._rows.rows[row].run if 0 <= row < len(self._rows.rows) else None
        if run is not None:
            self.hide()
            run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            row = self._rows.step(self.view.currentIndex().row(), step)
            if row >= 0:
                self.view.setCurrentIndex(self._rows.index(row))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.view.currentIndex().row())
        else:
            super().keyPressEvent(event)


def _under(heading: str, rows: list[Row]) -> list[Row]:
    return [Row("Heading", heading), *rows] if rows else []


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at).strftime("%d %b %Y") if at else ""
    except (OverflowError, ValueError, OSError):
        return ""
