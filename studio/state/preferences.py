"""The user's settings as something views can watch."""

from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.settings import Settings
from studio.state import tasks
from studio.state.ports import Store


class Preferences(QObject):
    """Holds the current `Settings`; every change is saved at once, and `failed(sentence)` says when it was not."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, value: Settings, store: Store) -> None:
        super().__init__()
        self.value = value
        self._store = store

    def change(self, **fields: Any) -> None:
        """Sets fields of `Settings` by name; nothing happens when they are what they were."""
        value = msgspec.structs.replace(self.value, **fields)
        if value == self.value:
            return
        self.value = value
        self.changed.emit()
        saving = tasks.attempt(self._store.save_settings(value), lambda f: self.failed.emit(f.message))
        tasks.start(saving, "save settings")
