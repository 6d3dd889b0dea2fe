"""The parameters of a model as a form: every field can stay unset, and what is unset is not sent."""

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from studio.domain.parameters import FieldKind, ParameterField, ParameterForm, ParameterSet

NOT_SENT = "not sent"


class ParameterFormView(QWidget):
    """Edits a `ParameterSet` through a `ParameterForm`; `edited(ParameterSet)` comes with every valid change."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = ParameterForm()
        self._values = ParameterSet()
        self._controls: dict[str, QComboBox | QLineEdit] = {}
        self._problems = QLabel()
        self._problems.setTextFormat(Qt.TextFormat.PlainText)
        self._problems.setWordWrap(True)
        self._problems.hide()
        self._rows = QFormLayout()
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self._problems)

    def show_form(self, form: ParameterForm) -> None:
        """Another model's fields; values that are set stay."""
        if form == self._form:
            return
        self._form = form
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self._controls = {}
        for field in form.fields:
            control = self._control(field)
            label = QLabel(field.label or field.name.replace("_", " ").capitalize())
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(control)
            self._rows.addRow(label, control)
            self._controls[field.name] = control
        self._refresh()

    def show_values(self, values: ParameterSet) -> None:
        """What is set now; a field that is being typed in is left alone."""
        if values == self._values:
            return
        self._values = values
        self._refresh()

    def _control(self, field: ParameterField) -> QComboBox | QLineEdit:
        control: QComboBox | QLineEdit
        if field.kind in (FieldKind.CHOICE, FieldKind.BOOLEAN):
            control = QComboBox()
            choices = field.choices if field.kind is FieldKind.CHOICE else (True, False)
            control.addItem(_hint(field), None)
            for choice in choices:
                control.addItem(_shown(choice), choice)
            control.activated.connect(lambda _: self._set(field, control.currentData()))
            control.setMinimumContentsLength(4)
            control.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        else:
            control = QLineEdit()
            control.setPlaceholderText(_hint(field))
            control.textEdited.connect(lambda text: self._typed(field, text))
        control.setAccessibleName(field.label or field.name)
        if field.description:
            # Tool tips read rich text; a description comes from outside.
            control.setToolTip(field.description[:300].replace("<", "‹"))
        return control

    def _typed(self, field: ParameterField, text: str) -> None:
        try:
            value = _parsed(field, text)
        except ValueError as problem:
            self._problems.setText(f"{field.label or field.name}: {problem}")
            self._problems.show()
            return
        self._set(field, value)

    def _set(self, field: ParameterField, value: Any) -> None:
        self._problems.hide()
        name = field.name
        self._values = self._values.without(name) if value is None else self._values.with_value(name, value)
        self.edited.emit(self._values)

    def _refresh(self) -> None:
        for name, control in self._controls.items():
            value = self._values.get(name)
            if isinstance(control, QComboBox):
                control.setCurrentIndex(max(0, control.findData(value)) if value is not None else 0)
            elif not control.hasFocus():
                control.setText("" if value is None else _shown(value))


def _hint(field: ParameterField) -> str:
    return NOT_SENT if field.default is None else f"{NOT_SENT} ({_shown(field.default)})"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parsed(field: ParameterField, text: str) -> Any:
    """The value typed, None where nothing is. Raises `ValueError` with what is wrong, in words."""
    text = text.strip()
    if not text:
        return None
    match field.kind:
        case FieldKind.INTEGER | FieldKind.NUMBER:
            return _number(field, text)
        case FieldKind.TEXT_LIST:
            return [item.strip() for item in text.split(",") if item.strip()]
        case FieldKind.JSON:
            try:
                return json.loads(text)
            except ValueError:
                raise ValueError("this is not JSON yet.") from None
        case _:
            return text


def _number(field: ParameterField, text: str) -> int | float:
    whole = field.kind is FieldKind.INTEGER
    try:
        value: int | float = int(text) if whole else float(text)
    except ValueError:
        raise ValueError("a whole number is wanted." if whole else "a number is wanted.") from None
    if field.minimum is not None and value < field.minimum:
        raise ValueError(f"at least {field.minimum:g}.")
    if field.maximum is not None and value > field.maximum:
        raise ValueError(f"at most {field.maximum:g}.")
    return value
