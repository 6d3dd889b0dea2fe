"""Settings, parameters and prompts: the library of system prompts and of named parameter sets."""

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from studio.domain.parameters import ParameterSet
from studio.domain.settings import ParameterPreset, PromptPreset
from studio.state.preferences import Preferences
from studio.ui.settings.labels import heading, plain_label, roomy, tool_button
from studio.ui.settings.parameter_form import ParameterFormWidget
from studio.ui.typed_text import typed_text

_TYPING_MS = 400


class PresetsPage(QWidget):
    """Two libraries, one a tab; both are offered in the chat's drawer."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(PromptLibrary(preferences), "System prompts")
        tabs.addTab(ParameterLibrary(preferences), "Parameters")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Parameters and prompts", 3.0))
        layout.addWidget(tabs, 1)


class _Names(QWidget):
    """A list of names with buttons to add and remove."""

    chosen = Signal(int)
    wanted = Signal()
    removed = Signal(int)

    def __init__(self, what: str) -> None:
        super().__init__()
        self._list = QListWidget()
        self._list.setAccessibleName(what)
        self._list.setMaximumWidth(220)
        roomy(self._list)
        add = tool_button("plus", "Add")
        self._remove = tool_button("trash-2", "Remove")
        buttons = QHBoxLayout()
        buttons.addWidget(add)
        buttons.addStretch(1)
        buttons.addWidget(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)
        self._list.currentRowChanged.connect(self._choose)
        add.clicked.connect(self.wanted)
        self._remove.clicked.connect(lambda: self.removed.emit(self._list.currentRow()))
        self._remove.setEnabled(False)

    def row(self) -> int:
        """The chosen row, -1 for none."""
        return self._list.currentRow()

    def show_names(self, names: list[str], row: int) -> None:
        """Shows the names with one of them chosen; nothing is emitted."""
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([name[:80] or "Unnamed" for name in names])
        self._list.setCurrentRow(min(row, len(names) - 1))
        self._list.blockSignals(False)
        self._remove.setEnabled(self._list.currentRow() >= 0)

    def _choose(self, row: int) -> None:
        self._remove.setEnabled(row >= 0)
        self.chosen.emit(row)


class _Library(QWidget):
    """A list of presets at the left, the editor of one at the right, kept a moment after typing."""

    def __init__(self, preferences: Preferences, what: str, empty: str) -> None:
        super().__init__()
        self._preferences = preferences
        self._filling = False
        self._names = _Names(what)
        self._name = QLineEdit()
        self._side = QStackedWidget()
        self._side.addWidget(plain_label(empty, faint=True))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_MS)
        self._pause.timeout.connect(self._keep)
        layout = QHBoxLayout(self)
        layout.addWidget(self._names)
        layout.addWidget(self._side, 1)
        self._names.chosen.connect(self._show)
        self._names.wanted.connect(self._add)
        self._names.removed.connect(self._remove)
        self._name.textEdited.connect(self._soon)

    def _count(self) -> int:
        raise NotImplementedError

    def _titles(self) -> list[str]:
        raise NotImplementedError

    def _load(self, row: int) -> None:
        raise NotImplementedError

    def _store(self, row: int) -> None:
        raise NotImplementedError

    def _insert(self) -> None:
        raise NotImplementedError

    def _drop(self, row: int) -> None:
        raise NotImplementedError

    def _editor(self, body: QWidget, caption: str) -> QWidget:
        """The right side: a name over `body`."""
        name = QLabel("Name")
        name.setBuddy(self._name)
        text = QLabel(caption)
        text.setBuddy(body)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 0, 0)
        for widget in (name, self._name, text):
            column.addWidget(widget)
        column.addWidget(body, 1)
        return side

    def _soon(self) -> None:
        if not self._filling:
            self._pause.start()

    def _keep(self) -> None:
        row = self._names.row()
        if 0 <= row < self._count():
            self._store(row)
            self._names.show_names(self._titles(), row)

    def _show(self, row: int) -> None:
        self._side.setCurrentIndex(1 if 0 <= row < self._count() else 0)
        if 0 <= row < self._count():
            self._filling = True
            self._load(row)
            self._filling = False

    def _fill(self, row: int) -> None:
        self._names.show_names(self._titles(), row)
        self._show(self._names.row())

    def _add(self) -> None:
        self._insert()
        self._fill(self._count() - 1)
        self._name.setFocus()
        self._name.selectAll()

    def _remove(self, row: int) -> None:
        self._pause.stop()
        self._drop(row)
        self._fill(max(0, row - 1))

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed a moment ago is kept when the page goes away."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep()
        super().hideEvent(event)


class PromptLibrary(_Library):
    """System prompts with names."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(preferences, "System prompts", "No prompt yet: add one with the plus sign.")
        self._text = QPlainTextEdit()
        self._text.setPlaceholderText("You are…")
        self._text.setTabChangesFocus(True)
        self._text.textChanged.connect(self._soon)
        self._side.addWidget(self._editor(self._text, "Text"))
        self._fill(0)

    def _rows(self) -> tuple[PromptPreset, ...]:
        return self._preferences.value.prompt_presets

    def _count(self) -> int:
        return len(self._rows())

    def _titles(self) -> list[str]:
        return [p.name for p in self._rows()]

    def _load(self, row: int) -> None:
        self._name.setText(self._rows()[row].name)
        self._text.setPlainText(self._rows()[row].text)

    def _store(self, row: int) -> None:
        rows = list(self._rows())
        rows[row] = PromptPreset(self._name.text().strip(), typed_text(self._text))
        self._preferences.change(prompt_presets=tuple(rows))

    def _insert(self) -> None:
        self._preferences.change(prompt_presets=(*self._rows(), PromptPreset("New prompt", "")))

    def _drop(self, row: int) -> None:
        rows = self._rows()
        self._preferences.change(prompt_presets=rows[:row] + rows[row + 1 :])


class ParameterLibrary(_Library):
    """Parameter sets with names."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(preferences, "Parameter presets", "No preset yet: add one with the plus sign.")
        self._form = ParameterFormWidget()
        self._form.changed.connect(self._soon)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(self.focusPolicy())
        scroll.setWidget(self._form)
        self._side.addWidget(self._editor(scroll, "What is not set is not sent"))
        self._fill(0)

    def _rows(self) -> tuple[ParameterPreset, ...]:
        return self._preferences.value.parameter_presets

    def _count(self) -> int:
        return len(self._rows())

    def _titles(self) -> list[str]:
        return [p.name for p in self._rows()]

    def _load(self, row: int) -> None:
        preset = self._rows()[row]
        self._name.setText(preset.name)
        self._form.set_value(ParameterSet(preset.values, preset.extra))

    def _store(self, row: int) -> None:
        rows = list(self._rows())
        value = self._form.value()
        rows[row] = msgspec.structs.replace(
            rows[row], name=self._name.text().strip(), values=value.values, extra=value.extra
        )
        self._preferences.change(parameter_presets=tuple(rows))

    def _insert(self) -> None:
        self._preferences.change(parameter_presets=(*self._rows(), ParameterPreset("New preset")))

    def _drop(self, row: int) -> None:
        rows = self._rows()
        self._preferences.change(parameter_presets=rows[:row] + rows[row + 1 :])
