"""The form: what is unset is not sent, and what is wrong is said beside it."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from studio.domain.parameters import PICTURE_FORM, FieldKind, ParameterField, ParameterForm, ParameterSet
from studio.ui.pictures.form import NOT_SENT, ParameterFormView

FORM = ParameterForm(
    fields=(
        ParameterField(name="n", kind=FieldKind.INTEGER, label="How many", minimum=1, maximum=4, default=2),
        ParameterField(name="strength", kind=FieldKind.NUMBER, minimum=0, maximum=1),
        ParameterField(name="tiling", kind=FieldKind.BOOLEAN),
        ParameterField(name="style", kind=FieldKind.CHOICE, choices=("vivid", 3)),
        ParameterField(name="stop", kind=FieldKind.TEXT_LIST),
        ParameterField(name="deep", kind=FieldKind.JSON),
        ParameterField(name="text", kind=FieldKind.TEXT, description="<img src=x>"),
    )
)


@pytest.fixture
def view(qtbot: QtBot) -> ParameterFormView:
    made = ParameterFormView()
    qtbot.addWidget(made)
    made.show_form(FORM)
    return made


def line(view: ParameterFormView, name: str) -> QLineEdit:
    control = view._controls[name]
    assert isinstance(control, QLineEdit)
    return control


def choose(view: ParameterFormView, name: str, index: int) -> None:
    control = view._controls[name]
    assert isinstance(control, QComboBox)
    control.setCurrentIndex(index)
    control.activated.emit(index)


def test_nothing_set_is_nothing_sent(view: ParameterFormView) -> None:
    view.show_form(PICTURE_FORM)
    assert view._values == ParameterSet()
    assert {c.placeholderText() for c in view.findChildren(QLineEdit)} == {NOT_SENT}


def test_values_come_out_in_their_own_type_and_go_when_cleared(view: ParameterFormView) -> None:
    seen: list[ParameterSet] = []
    view.edited.connect(seen.append)
    typed = {"n": "3", "strength": "0.5", "stop": "a, b", "deep": '{"x": 1}', "text": " hi "}
    for name, text in typed.items():
        QTest.keyClicks(line(view, name), text)
    choose(view, "tiling", 2)
    choose(view, "style", 2)
    assert seen[-1].values == {
        "n": 3,
        "strength": 0.5,
        "stop": ["a", "b"],
        "deep": {"x": 1},
        "text": "hi",
        "tiling": False,
        "style": 3,
    }
    line(view, "n").clear()
    line(view, "n").textEdited.emit("")
    choose(view, "style", 0)
    assert "n" not in seen[-1].values and "style" not in seen[-1].values


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("n", "9", "at most 4"),
        ("n", "x", "whole number"),
        ("strength", "-1", "at least 0"),
        ("deep", "{", "not JSON"),
    ],
)
def test_what_is_wrong_is_said_and_not_taken(
    view: ParameterFormView, name: str, text: str, words: str
) -> None:
    seen: list[ParameterSet] = []
    line(view, name).setText(text)
    view.edited.connect(seen.append)
    line(view, name).textEdited.emit(text)
    assert words in view._problems.text() and not view._problems.isHidden()
    assert seen == []


def test_values_from_outside_are_shown_and_a_hostile_description_is_plain(view: ParameterFormView) -> None:
    view.show_values(ParameterSet({"n": 4, "tiling": True, "deep": [1]}))
    assert line(view, "n").text() == "4" and line(view, "deep").text() == "[1]"
    tiling = view._controls["tiling"]
    assert isinstance(tiling, QComboBox) and tiling.currentText() == "yes"
    assert "<" not in line(view, "text").toolTip()
    assert line(view, "n").placeholderText() == f"{NOT_SENT} (2)"
