"""A form for parameters from a model's own schema: unset is not sent, and anything else fits in as JSON."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.parameters import CHAT_FORM, FieldKind, ParameterField, ParameterForm, ParameterSet
from studio.domain.settings import ParameterPreset
from studio.state.preferences import Preferences
from studio.ui.settings.field_editors import UNSET, FieldEditor, editor_for, json_problem
from studio.ui.settings.labels import plain_label
from studio.ui.shell.dialogs import ask_text
from studio.ui.typed_text import typed_text

Preview = Callable[[ParameterSet, Callable[[str], object]], object]
"""Asked with the parameters as they stand; calls back with the body that would be sent."""

_PREVIEW_AFTER_MS = 200


class ParameterFormWidget(QWidget):
    """Edits a `ParameterSet`. `changed` says that it is another one now."""

    changed = Signal()

    def __init__(
        self,
        form: ParameterForm = CHAT_FORM,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._preferences = preferences
        self._editors: dict[str, FieldEditor] = {}
        self._leftover: set[str] = set()
        self._filling = False
        self._preview: Preview | None = None
        self._source = plain_label(faint=True)
        self._presets = QToolButton()
        self._grid = QGridLayout()
        self._fields = QWidget()
        self._extra = QPlainTextEdit()
        self._extra_problem = plain_label()
        self._show_body = QToolButton()
        self._body = QPlainTextEdit()
        self._pause = QTimer(self)
        self._build()
        self._fill_fields(form.fields)

    # -- what others use

    def set_form(self, form: ParameterForm) -> None:
        """Shows another model's form; what is set stays set, even where the new form has no field for it."""
        if form == self._form:
            return
        kept = self.value()
        self._form = form
        self._fill_fields(form.fields)
        self.set_value(kept)

    def set_value(self, value: ParameterSet) -> None:
        """Shows a set; names the form does not have get a JSON field each, so that nothing is sent unseen."""
        if value == self.value() and not self.problems():
            return
        self._filling = True
        known = {field.name for field in self._form.fields}
        others = [name for name in value.values if name not in known]
        if set(others) != self._leftover:
            extra = tuple(_leftover_field(name) for name in others)
            self._fill_fields((*self._form.fields, *extra))
            self._leftover = set(others)
        for name, editor in self._editors.items():
            editor.set_value(value.values.get(name, UNSET))
        text = json.dumps(value.extra, indent=2, ensure_ascii=False) if value.extra else ""
        if text != typed_text(self._extra):
            self._extra.setPlainText(text)
        self._filling = False
        self._edited()

    def value(self) -> ParameterSet:
        """What is set and can be sent; fields with a problem are left out and say so."""
        values = {
            name: value for name, editor in self._editors.items() if (value := editor.value()) is not UNSET
        }
        text = typed_text(self._extra)
        extra = json.loads(text) if text.strip() and not json_problem(text, want_object=True) else {}
        return ParameterSet(values, extra)

    def problems(self) -> tuple[str, ...]:
        """Why something typed is not sent, one sentence for each field."""
        found = [f"{e.field.label or e.field.name}: {e.problem}" for e in self._editors.values() if e.problem]
        text = typed_text(self._extra)
        if text.strip() and (problem := json_problem(text, want_object=True)):
            found.append(f"JSON: {problem}")
        return tuple(found)

    def set_preview(self, preview: Preview | None) -> None:
        """Offers a look at the exact body; `preview` is asked a moment after each change while it is open."""
        self._preview = preview
        self._show_body.setVisible(preview is not None)
        self._ask_preview()

    # -- building

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._source, 1)
        head.addWidget(self._presets)
        self._presets.setText("Presets")
        self._presets.setAccessibleName("Presets")
        self._presets.setMinimumHeight(28)
        self._presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._presets.setVisible(self._preferences is not None)
        if self._preferences is not None:
            menu = QMenu(self)
            menu.aboutToShow.connect(self._fill_presets)
            self._presets.setMenu(menu)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(8)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._fields.setLayout(self._grid)
        label = QLabel("Anything else (JSON, merged into the body)")
        label.setWordWrap(True)
        label.setBuddy(self._extra)
        self._extra.setPlaceholderText("{ }")
        self._extra.setTabChangesFocus(True)
        self._extra.setFixedHeight(self._extra.fontMetrics().lineSpacing() * 4 + 16)
        self._extra.setAccessibleName("Anything else, as JSON")
        self._extra.textChanged.connect(self._edited)
        self._extra_problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self._extra_problem.hide()
        self._build_preview()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        for widget in (
            self._fields,
            label,
            self._extra,
            self._extra_problem,
            self._show_body,
            self._body,
        ):
            layout.addWidget(widget)

    def _build_preview(self) -> None:
        self._show_body.setText("Exactly what is sent")
        self._show_body.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._show_body.setArrowType(Qt.ArrowType.RightArrow)
        self._show_body.setCheckable(True)
        self._show_body.setMinimumHeight(28)
        self._show_body.hide()
        self._show_body.toggled.connect(self._open_preview)
        self._body.setReadOnly(True)
        self._body.setAccessibleName("Exactly what is sent")
        self._body.setMinimumHeight(180)
        self._body.hide()
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PREVIEW_AFTER_MS)
        self._pause.timeout.connect(self._ask_preview)

    def _fill_fields(self, fields: tuple[ParameterField, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._editors = {}
        self._leftover = set()
        built_in = self._form.source == "built in"
        self._source.setText("" if built_in else f"Fields from {self._form.source}")
        self._source.setVisible(not built_in)
        for row, field in enumerate(fields):
            editor = editor_for(field)
            editor.changed.connect(self._edited)
            label = plain_label((field.label or field.name) + (" *" if field.required else ""))
            label.setBuddy(editor.control)
            label.setMinimumWidth(110)
            label.setMaximumWidth(150)
            label.setContentsMargins(0, 5, 0, 0)
            wide = field.kind in (FieldKind.JSON, FieldKind.TEXT_LIST)
            box = QWidget()
            below = QVBoxLayout(box)
            below.setContentsMargins(0, 0, 0, 0)
            below.setSpacing(2)
            below.addWidget(editor)
            if field.description:
                below.addWidget(plain_label(field.description[:200], faint=True))
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label, row, 0, top)
            self._grid.addWidget(box, row, 1, top if not wide else Qt.AlignmentFlag(0))
            self._editors[field.name] = editor

    # -- changes

    def _edited(self) -> None:
        if self._filling:
            return
        text = typed_text(self._extra)
        problem = json_problem(text, want_object=True) if text.strip() else ""
        self._extra_problem.setText(problem)
        self._extra_problem.setVisible(bool(problem))
        self.changed.emit()
        if self._body.isVisible():
            self._pause.start()

    def _open_preview(self, shown: bool) -> None:
        self._show_body.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._body.setVisible(shown)
        self._ask_preview()

    def _ask_preview(self) -> None:
        if self._preview is not None and self._show_body.isChecked():
            self._preview(self.value(), self._body.setPlainText)

    # -- presets

    def _fill_presets(self) -> None:
        menu, preferences = self._presets.menu(), self._preferences
        if menu is None or preferences is None:
            return
        menu.clear()
        for preset in preferences.value.parameter_presets:
            action = menu.addAction(_menu_words(preset.name))
            action.triggered.connect(
                lambda _=False, p=preset: self.set_value(ParameterSet(p.values, p.extra))
            )
        if preferences.value.parameter_presets:
            menu.addSeparator()
        menu.addAction("Unset everything").triggered.connect(lambda: self.set_value(ParameterSet()))
        menu.addAction("Save as a preset…").triggered.connect(self._name_preset)

    def _name_preset(self) -> None:
        ask_text(self.window(), "Save as a preset", "Name", "", self._save_preset)

    def _save_preset(self, name: str) -> None:
        preferences = self._preferences
        if preferences is None:
            return
        value = self.value()
        preset = ParameterPreset(name.strip(), value.values, value.extra)
        others = tuple(p for p in preferences.value.parameter_presets if p.name != preset.name)
        preferences.change(parameter_presets=(*others, preset))


def _leftover_field(name: str) -> ParameterField:
    return ParameterField(
        name=name,
        kind=FieldKind.JSON,
        label=name,
        description="Not in this model's form, but set: it is sent.",
    )


def _menu_words(name: str) -> str:
    return name[:80].replace("&", "&&")
