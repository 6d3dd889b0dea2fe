"""Editors for one parameter each, all with an unset state: an empty field is not sent."""

import json
import math
from typing import TypeGuard

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studio.domain.parameters import FieldKind, Json, ParameterField
from studio.ui.settings.labels import plain_label
from studio.ui.typed_text import typed_text

UNSET = object()
"""What a field holds when it is not sent; different from every JSON value, None among them."""


class FieldEditor(QWidget):
    """Edits one field. `value()` is `UNSET` or a JSON value; `problem` says why what is typed cannot be sent."""

    changed = Signal()

    def __init__(self, field: ParameterField) -> None:
        super().__init__()
        self.field = field
        self.problem = ""
        self._line = plain_label()
        self._line.setForegroundRole(QPalette.ColorRole.BrightText)
        self._line.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)

    @property
    def control(self) -> QWidget:
        """The widget that takes the focus, for a label's buddy."""
        raise NotImplementedError

    def value(self) -> object:
        """`UNSET`, or the JSON value to send; `UNSET` as well while `problem` is not empty."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Shows a value, or `UNSET`."""
        raise NotImplementedError

    def _take(self, control: QWidget) -> None:
        control.setAccessibleName(self.field.label or self.field.name)
        control.setAccessibleDescription(hint_of(self.field))
        control.setToolTip("")
        self._layout.addWidget(control)
        self._layout.addWidget(self._line)
        self.setFocusProxy(control)

    def _tell(self, problem: str) -> None:
        self.problem = problem
        self._line.setText(problem)
        self._line.setVisible(bool(problem))


class LineEditor(FieldEditor):
    """A text, an integer or a number in one line."""

    def __init__(self, field: ParameterField) -> None:
        super().__init__(field)
        self._edit = QLineEdit()
        self._edit.setPlaceholderText(_placeholder(field))
        self._edit.setClearButtonEnabled(True)
        self._edit.textChanged.connect(self._check)
        self._take(self._edit)

    @property
    def control(self) -> QWidget:
        return self._edit

    def value(self) -> object:
        text = self._edit.text()
        if self.field.kind is FieldKind.TEXT:
            return text if text and not self.problem else UNSET
        return parsed_number(self.field, text)[0] if text.strip() and not self.problem else UNSET

    def set_value(self, value: object) -> None:
        if value is UNSET:
            self._edit.clear()
        else:
            self._edit.setText(value if isinstance(value, str) else json.dumps(value))

    def _check(self) -> None:
        text = self._edit.text()
        problem = ""
        if text.strip() and self.field.kind is not FieldKind.TEXT:
            problem = parsed_number(self.field, text)[1]
        elif text and self.field.min_length is not None and len(text) < self.field.min_length:
            problem = f"At least {self.field.min_length} characters."
        self._tell(problem)
        self.changed.emit()


class ChoiceEditor(FieldEditor):
    """One of several values; booleans are a choice of two."""

    def __init__(self, field: ParameterField) -> None:
        super().__init__(field)
        self._combo = QComboBox()
        self._combo.setMinimumHeight(26)
        # Panels are narrow: a long choice is cut, not the field beside it.
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(6)
        self._combo.addItem(_placeholder(field), None)
        choices = (True, False) if field.kind is FieldKind.BOOLEAN else field.choices
        self._values: list[Json] = list(choices)
        for choice in choices:
            self._combo.addItem(_choice_words(choice))
        self._combo.currentIndexChanged.connect(self._chosen)
        self._take(self._combo)

    @property
    def control(self) -> QWidget:
        return self._combo

    def value(self) -> object:
        at = self._combo.currentIndex()
        return UNSET if at <= 0 else self._values[at - 1]

    def set_value(self, value: object) -> None:
        if value is UNSET:
            self._combo.setCurrentIndex(0)
            return
        if not any(_same(value, known) for known in self._values):
            self._values.append(value)
            self._combo.addItem(f"{_choice_words(value)} (not among the model's own)")
        self._combo.setCurrentIndex(1 + next(i for i, v in enumerate(self._values) if _same(v, value)))

    def _chosen(self) -> None:
        self.changed.emit()


class BlockEditor(FieldEditor):
    """Several lines: a list of texts, one a line, or any JSON value."""

    def __init__(self, field: ParameterField) -> None:
        super().__init__(field)
        self._edit = QPlainTextEdit()
        self._edit.setPlaceholderText(_placeholder(field))
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(self._check)
        self._take(self._edit)
        self._fit()

    @property
    def control(self) -> QWidget:
        return self._edit

    def value(self) -> object:
        text = typed_text(self._edit)
        if self.field.kind is FieldKind.TEXT_LIST:
            return texts_of(text) or UNSET
        return UNSET if not text.strip() or self.problem else json.loads(text)

    def set_value(self, value: object) -> None:
        if value is UNSET:
            text = ""
        elif self.field.kind is FieldKind.TEXT_LIST and _one_a_line(value):
            text = "\n".join(value)
        else:
            text = json.dumps(value, indent=2, ensure_ascii=False)
        if text != typed_text(self._edit):
            self._edit.setPlainText(text)

    def _check(self) -> None:
        text = typed_text(self._edit)
        is_json = self.field.kind is FieldKind.JSON
        self._tell(json_problem(text) if is_json and text.strip() else "")
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """One line high while empty, up to six with what is typed."""
        lines = min(6, max(1, self._edit.blockCount()))
        self._edit.setFixedHeight(self._edit.fontMetrics().lineSpacing() * lines + 20)


def editor_for(field: ParameterField) -> FieldEditor:
    """The editor that fits a field."""
    match field.kind:
        case FieldKind.BOOLEAN | FieldKind.CHOICE:
            return ChoiceEditor(field)
        case FieldKind.TEXT_LIST | FieldKind.JSON:
            return BlockEditor(field)
        case FieldKind.TEXT | FieldKind.INTEGER | FieldKind.NUMBER:
            return LineEditor(field)


def parsed_number(field: ParameterField, text: str) -> tuple[int | float, str]:
    """The number in `text` as it is written (2 stays 2, not 2.0), and why it cannot be sent ("" if it can)."""
    text = text.strip().replace(",", ".")
    number: int | float
    try:
        number = int(text)
    except ValueError:
        try:
            number = float(text)
        except ValueError:
            return 0, "This is not a number; it is not sent."
        if field.kind is FieldKind.INTEGER:
            return 0, "A whole number is wanted; this is not sent."
    if isinstance(number, float) and not math.isfinite(number):
        return 0, "This is not a number; it is not sent."
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return number, f"{_range_words(field)}; this is not sent."
    return number, ""


def json_problem(text: str, want_object: bool = False) -> str:
    """Why `text` cannot be sent as JSON, with the line; "" if it can."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return f"This is not JSON: {error.msg} in line {error.lineno}; it is not sent."
    except (ValueError, RecursionError):
        return "This is not JSON that can be sent; it is not sent."
    if want_object and not isinstance(value, dict):
        return 'An object is wanted, such as {"top_a": 0.5}; this is not sent.'
    return ""


def _no_constant(word: str) -> None:
    raise ValueError(word)


def hint_of(field: ParameterField) -> str:
    """Range, default and description in one line."""
    parts = [_range_words(field), field.description]
    return " ".join(part for part in parts if part)


def texts_of(typed: str) -> list[Json]:
    """The texts in a list field: one a line, or a JSON list where a text holds a line break itself."""
    if typed.lstrip().startswith("[") and not json_problem(typed):
        value = json.loads(typed)
        if isinstance(value, list):
            return value
    return [line for line in typed.split("\n") if line]


def _one_a_line(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and texts_of("\n".join(map(str, value))) == value


def _range_words(field: ParameterField) -> str:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"From {low:g} to {high:g}"
    if low is not None:
        return f"At least {low:g}"
    return f"At most {high:g}" if high is not None else ""


def _placeholder(field: ParameterField) -> str:
    words = "Needed" if field.required else "Not set"
    if field.default is not None:
        words += f", default {_choice_words(field.default)[:40]}"
    limits = _range_words(field)
    return f"{words} · {limits[0].lower()}{limits[1:]}" if limits else words


def _choice_words(choice: Json) -> str:
    if isinstance(choice, bool):
        return "Yes" if choice else "No"
    return choice if isinstance(choice, str) else json.dumps(choice)


def _same(one: object, other: object) -> bool:
    """Equality as JSON sees it: 1 is not true."""
    return type(one) is type(other) and one == other
