"""Every command of the program once: its words, its keys, what it does; menus, keys and Ctrl+K all read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Command:
    """One thing a user can do; `keys` are its defaults in Qt's portable form, `identity` names it in settings."""

    identity: str
    words: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    drawing: str = ""


class Commands:
    """The table of commands of one window, each with a `QAction` that owns its keys."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}

    def add(self, identity: str, words: str, keys: str, run: Callable[[], object], drawing: str = "") -> None:
        """Adds a command; `keys` are separated by blanks."""
        command = Command(identity, words, tuple(keys.split()), run, drawing)
        action = QAction(words, self._window)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: run())
        self._window.addAction(action)
        self._commands[identity] = command
        self._actions[identity] = action

    def all(self) -> tuple[Command, ...]:
        """The commands in the order they were added."""
        return tuple(self._commands.values())

    def keys_of(self, identity: str) -> str:
        """The keys a command has now, as people write them."""
        return self._actions[identity].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def action(self, identity: str) -> QAction:
        """The action of a command, for menus."""
        return self._actions[identity]

    def bind(self, chosen: Mapping[str, str]) -> None:
        """Gives every command its keys: the user's where chosen ("" is none), else the defaults."""
        for identity, command in self._commands.items():
            keys = tuple(chosen[identity].split()) if identity in chosen else command.keys
            self._actions[identity].setShortcuts([QKeySequence(k) for k in keys])
