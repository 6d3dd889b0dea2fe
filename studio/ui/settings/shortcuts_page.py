"""Settings, shortcuts: every command with its keys, changed in place; two commands never share a key unseen."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.state.preferences import Preferences
from studio.ui.settings.labels import heading, plain_label, tool_button


class Bindable(Protocol):
    """A command as this page needs it: its name in the settings, its words, and its default keys."""

    @property
    def identity(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


def bindings(commands: Sequence[Bindable], chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The keys of every command now, in Qt's portable form: the user's where chosen, else the defaults."""
    return {
        c.identity: tuple(chosen[c.identity].split()) if c.identity in chosen else c.keys for c in commands
    }


def conflicts(commands: Sequence[Bindable], chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each command, the words of the others that have one of its keys."""
    now = bindings(commands, chosen)
    owners: dict[str, list[Bindable]] = {}
    for command in commands:
        for key in now[command.identity]:
            owners.setdefault(key.lower(), []).append(command)
    found: dict[str, tuple[str, ...]] = {}
    for command in commands:
        others = {
            o.words: None
            for key in now[command.identity]
            for o in owners[key.lower()]
            if o.identity != command.identity
        }
        if others:
            found[command.identity] = tuple(others)
    return found


class ShortcutsPage(QWidget):
    """A row a command: words, keys, back to the default; conflicts are named beside the keys."""

    def __init__(
        self, preferences: Preferences, commands: Sequence[Bindable], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._commands = tuple(commands)
        self._edits: dict[str, QKeySequenceEdit] = {}
        self._notes = {c.identity: plain_label() for c in self._commands}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._find = QLineEdit()
        self._build()
        self._fill()
        preferences.changed.connect(self._fill)

    def _build(self) -> None:
        self._find.setPlaceholderText("Find a command")
        self._find.setAccessibleName("Find a command")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._narrow)
        everything = QPushButton("All defaults")
        everything.clicked.connect(lambda: self._preferences.change(shortcuts={}))
        head = QHBoxLayout()
        head.addWidget(self._find, 1)
        head.addWidget(everything)
        grid = QGridLayout()
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(3, 2)
        for row, command in enumerate(self._commands):
            self._add_row(grid, row, command)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(grid)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(heading("Shortcuts", 3.0))
        layout.addWidget(plain_label("Click into a field and press the keys; Backspace clears.", faint=True))
        layout.addLayout(head)
        layout.addWidget(scroll, 1)

    def _add_row(self, grid: QGridLayout, row: int, command: Bindable) -> None:
        label = plain_label(command.words, wrap=False)
        edit = QKeySequenceEdit()
        edit.setMaximumSequenceLength(1)
        edit.setClearButtonEnabled(True)
        edit.setAccessibleName(f"Keys for {command.words}")
        edit.setFixedWidth(170)
        edit.editingFinished.connect(lambda c=command.identity: self._take(c))
        label.setBuddy(edit)
        back = tool_button("undo-2", f"Default for {command.words}")
        back.clicked.connect(lambda _=False, c=command.identity: self._reset(c))
        note = self._notes[command.identity]
        note.setForegroundRole(QPalette.ColorRole.BrightText)
        self._edits[command.identity] = edit
        self._rows[command.identity] = (label, edit, back, note)
        for column, widget in enumerate((label, edit, back, note)):
            grid.addWidget(widget, row, column)

    def _fill(self) -> None:
        chosen = self._preferences.value.shortcuts
        now = bindings(self._commands, chosen)
        shared = conflicts(self._commands, chosen)
        for command in self._commands:
            keys = now[command.identity]
            self._edits[command.identity].setKeySequence(QKeySequence(keys[0] if keys else ""))
            others = shared.get(command.identity, ())
            words = f"Also: {', '.join(others)}" if others else ""
            spare = f"and {', '.join(keys[1:])}" if len(keys) > 1 else ""
            note = self._notes[command.identity]
            note.setText(words or spare)
            role = QPalette.ColorRole.BrightText if words else QPalette.ColorRole.PlaceholderText
            note.setForegroundRole(role)

    def _take(self, identity: str) -> None:
        """The first key of a command is what is edited; further default keys of it stay."""
        typed = self._edits[identity].keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        chosen = self._preferences.value.shortcuts
        now = bindings(self._commands, chosen)[identity]
        keys = (typed, *now[1:]) if typed else ()
        if keys != now:
            self._preferences.change(shortcuts={**chosen, identity: " ".join(keys)})

    def _reset(self, identity: str) -> None:
        chosen = self._preferences.value.shortcuts
        self._preferences.change(shortcuts={k: v for k, v in chosen.items() if k != identity})

    def _narrow(self, text: str) -> None:
        for command in self._commands:
            shown = text.lower() in command.words.lower()
            for widget in self._rows[command.identity]:
                widget.setVisible(shown)
