"""Editors: unset is not null, what is typed is what is sent, and what cannot be sent says why."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.parameters import FieldKind, ParameterField
from studio.ui.settings.field_editors import UNSET, editor_for, hint_of, json_problem, parsed_number


def field(kind: FieldKind, **fields: object) -> ParameterField:
    return ParameterField(name="x", kind=kind, label="X", **fields)


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (field(FieldKind.TEXT), "some text"),
        (field(FieldKind.INTEGER), 7),
        (field(FieldKind.NUMBER), 0.5),
        (field(FieldKind.NUMBER), 2),
        (field(FieldKind.BOOLEAN), False),
        (field(FieldKind.BOOLEAN), True),
        (field(FieldKind.CHOICE, choices=("a", "b")), "b"),
        (field(FieldKind.CHOICE, choices=(1, True, "1")), True),
        (field(FieldKind.CHOICE, choices=("a",)), "not listed"),
        (field(FieldKind.TEXT_LIST), ["a", "b, c"]),
        (field(FieldKind.TEXT_LIST), [" ", "\n\n"]),
        (field(FieldKind.TEXT_LIST), ["[1]"]),
        (field(FieldKind.JSON), {"type": "function"}),
        (field(FieldKind.JSON), None),
        (field(FieldKind.JSON), 0),
    ],
)
def test_every_value_is_shown_and_given_back_as_it_was(
    qtbot: object, made: ParameterField, value: object
) -> None:
    editor = editor_for(made)
    qtbot.addWidget(editor)
    assert editor.value() is UNSET
    editor.set_value(value)
    assert editor.value() == value
    assert type(editor.value()) is type(value)
    editor.set_value(UNSET)
    assert editor.value() is UNSET


@pytest.mark.parametrize(
    ("made", "typed", "words"),
    [
        (field(FieldKind.NUMBER, minimum=0, maximum=2), "3", "From 0 to 2"),
        (field(FieldKind.INTEGER, minimum=1), "0", "At least 1"),
        (field(FieldKind.INTEGER), "1.5", "whole number"),
        (field(FieldKind.NUMBER), "warm", "not a number"),
        (field(FieldKind.NUMBER), "nan", "not a number"),
        (field(FieldKind.NUMBER), "1e999", "not a number"),
        (field(FieldKind.TEXT, min_length=3), "ab", "At least 3"),
    ],
)
def test_what_cannot_be_sent_is_not_sent_and_says_why(
    qtbot: object, made: ParameterField, typed: str, words: str
) -> None:
    editor = editor_for(made)
    qtbot.addWidget(editor)
    editor.control.setText(typed)
    assert editor.value() is UNSET
    assert words in editor.problem


def test_limits_and_defaults_stand_in_the_empty_field(qtbot: object) -> None:
    editor = editor_for(field(FieldKind.NUMBER, minimum=0, maximum=2, default=1))
    qtbot.addWidget(editor)
    assert editor.control.placeholderText() == "Not set, default 1 · from 0 to 2"
    assert editor.control.accessibleName() == "X"
    needed = editor_for(field(FieldKind.TEXT, required=True))
    qtbot.addWidget(needed)
    assert needed.control.placeholderText() == "Needed"
    assert hint_of(field(FieldKind.NUMBER, maximum=2, description="How warm.")) == "At most 2 How warm."


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_is_sent_as_it_is_written(number: float) -> None:
    parsed, problem = parsed_number(field(FieldKind.NUMBER), json.dumps(number))
    assert problem == ""
    assert parsed == number


@given(st.text(max_size=60))
def test_no_text_in_a_json_field_breaks_anything(text: str) -> None:
    problem = json_problem(text)
    if not problem:
        json.loads(text)


def test_json_problems_name_the_line() -> None:
    assert "line 2" in json_problem('{\n "a": }')
    assert "object is wanted" in json_problem("[1]", want_object=True)
    assert json_problem("NaN") != ""
    assert json_problem("[" * 100_000) != ""
