"""The form: what is set is what is sent, whatever the model's schema looks like."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.parameters import CHAT_FORM, FieldKind, ParameterField, ParameterForm, ParameterSet
from studio.protocols.model_schema import read_form
from studio.ui.settings.parameter_form import ParameterFormWidget
from tests.state.world import opened, settled

SMALL = ParameterForm(
    fields=(
        ParameterField(name="style", kind=FieldKind.CHOICE, choices=("plain", "vivid"), default="plain"),
        ParameterField(name="steps", kind=FieldKind.INTEGER, minimum=1, maximum=50, required=True),
        ParameterField(name="safe", kind=FieldKind.BOOLEAN),
    ),
    source="the model's schema",
)
scalars = st.one_of(st.integers(-1000, 1000), st.booleans(), st.text(max_size=8), st.none())
sets = st.builds(
    ParameterSet,
    st.fixed_dictionaries(
        {},
        optional={
            "temperature": st.floats(0, 2),
            "max_tokens": st.integers(1, 10**6),
            "stop": st.lists(st.text("abc ", min_size=1, max_size=4), min_size=1, max_size=3),
            "reasoning_effort": st.sampled_from(["low", "high", "unheard of"]),
            "tools": st.lists(st.dictionaries(st.text(max_size=4), scalars, max_size=2), max_size=2),
            "unknown_field": scalars,
        },
    ),
    st.dictionaries(st.text("xyz", min_size=1, max_size=4), scalars, max_size=3),
)


@given(sets)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_set_comes_out_and_nothing_else(qtbot: object, value: ParameterSet) -> None:
    form = ParameterFormWidget(CHAT_FORM)
    qtbot.addWidget(form)
    assert form.value() == ParameterSet()
    form.set_value(value)
    assert form.value() == value
    assert form.problems() == ()
    form.set_value(ParameterSet())
    assert form.value() == ParameterSet()


def test_the_models_own_form_shows_its_fields_and_hides_the_others(qtbot: object) -> None:
    form = ParameterFormWidget(CHAT_FORM)
    qtbot.addWidget(form)
    form.set_form(SMALL)
    assert set(form._editors) == {"style", "steps", "safe"}
    assert "the model's schema" in form._source.text()


def test_what_is_set_stays_in_sight_when_the_next_model_has_no_field_for_it(qtbot: object) -> None:
    form = ParameterFormWidget(CHAT_FORM)
    qtbot.addWidget(form)
    form.set_value(ParameterSet({"temperature": 0.5}))
    form.set_form(SMALL)
    assert form.value() == ParameterSet({"temperature": 0.5})
    assert "temperature" in form._editors
    form.set_form(CHAT_FORM)
    assert form.value() == ParameterSet({"temperature": 0.5})


def test_a_wrong_number_and_broken_json_are_left_out_and_named(qtbot: object) -> None:
    form = ParameterFormWidget(SMALL)
    qtbot.addWidget(form)
    form._editors["steps"].control.setText("99")
    form._extra.setPlainText("{")
    assert form.value() == ParameterSet()
    assert len(form.problems()) == 2
    assert form.problems()[0].startswith("steps: From 1 to 50")


def test_each_change_is_told_and_filling_is_told_once(qtbot: object) -> None:
    form = ParameterFormWidget(SMALL)
    qtbot.addWidget(form)
    told: list[ParameterSet] = []
    form.changed.connect(lambda: told.append(form.value()))
    form.set_value(ParameterSet({"steps": 4, "safe": True}))
    form.set_value(ParameterSet({"steps": 4, "safe": True}))
    form._editors["steps"].control.setText("5")
    assert told == [ParameterSet({"steps": 4, "safe": True}), ParameterSet({"steps": 5, "safe": True})]


def test_the_preview_is_asked_while_it_is_open_and_shows_what_it_is_given(qtbot: object) -> None:
    form = ParameterFormWidget(SMALL)
    qtbot.addWidget(form)
    form.show()
    asked: list[ParameterSet] = []

    def preview(value: ParameterSet, show: object) -> None:
        asked.append(value)
        show(f"body {len(asked)}")

    form.set_preview(preview)
    assert asked == []
    form._show_body.setChecked(True)
    assert form._body.toPlainText() == "body 1"
    with qtbot.waitSignal(form._pause.timeout):
        form._editors["steps"].control.setText("5")
    assert asked[-1] == ParameterSet({"steps": 5})


async def test_presets_are_saved_applied_and_replaced_by_name(qtbot: object) -> None:
    async with opened() as w:
        form = ParameterFormWidget(SMALL, w.preferences)
        qtbot.addWidget(form)
        form.set_value(ParameterSet({"steps": 4}, {"x": 1}))
        form._save_preset(" Quick ")
        form.set_value(ParameterSet())
        form._fill_presets()
        next(a for a in form._presets.menu().actions() if a.text() == "Quick").trigger()
        assert form.value() == ParameterSet({"steps": 4}, {"x": 1})
        form.set_value(ParameterSet({"steps": 9}))
        form._save_preset("Quick")
        await settled()
        assert [(p.name, p.values) for p in w.store.settings.parameter_presets] == [("Quick", {"steps": 9})]


def document(**properties: object) -> bytes:
    schema = {
        "type": "object",
        "properties": properties,
        "required": ["steps"] if "steps" in properties else [],
    }
    content = {"application/json": {"schema": schema}}
    return json.dumps(
        {"openapi": "3.1.0", "paths": {"/x": {"post": {"requestBody": {"content": content}}}}}
    ).encode()


DOCUMENTS = {
    "enum": document(aspect_ratio={"type": "string", "enum": ["1:1", "16:9"], "default": "1:1"}),
    "range": document(
        steps={"type": "integer", "minimum": 1, "maximum": 50}, cfg={"type": "number", "maximum": 20}
    ),
    "boolean": document(upscale={"type": "boolean"}),
}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_three_differing_documents_give_three_differing_forms(qtbot: object, name: str) -> None:
    read = read_form(DOCUMENTS[name])
    assert read is not None
    form = ParameterFormWidget(CHAT_FORM)
    qtbot.addWidget(form)
    form.set_form(read)
    assert "temperature" not in form._editors
    match name:
        case "enum":
            combo = form._editors["aspect_ratio"].control
            assert [combo.itemText(i) for i in range(combo.count())] == [
                "Not set, default 1:1",
                "1:1",
                "16:9",
            ]
        case "range":
            assert form._editors["steps"].control.placeholderText() == "Needed · from 1 to 50"
            form._editors["cfg"].control.setText("21")
            assert form.problems() == ("Cfg: At most 20; this is not sent.",)
        case "boolean":
            form._editors["upscale"].set_value(False)
            assert form.value() == ParameterSet({"upscale": False})
