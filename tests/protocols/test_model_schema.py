"""A model's own OpenAPI document becomes a form, or quietly none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.parameters import FieldKind, ParameterField
from studio.protocols.model_schema import SOURCE, read_form


def document(schema: Any, **more: Any) -> bytes:
    """An OpenAPI document with this body schema."""
    post = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    return json.dumps({"openapi": "3.0.0", "paths": {"/v1/image/submit": {"post": post}}, **more}).encode()


PROPERTIES = {
    "model": {"type": "string"},
    "prompt": {"type": "string"},
    "image_urls": {"type": "array", "items": {"type": "string"}},
    "aspect_ratio": {
        "type": "string",
        "enum": ["1:1", "16:9"],
        "default": "1:1",
        "title": "Shape",
        "description": "d",
    },
    "seed": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
    "strength": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "steps": {"type": ["integer", "null"], "exclusiveMaximum": 50},
    "safe": {"type": "boolean"},
    "negative_prompt": {"type": "string", "minLength": 2},
    "tags": {"type": "array", "items": {"type": "string"}},
    "box": {"type": "object"},
    "size": {"oneOf": [{"const": "1K"}, {"enum": ["2K"]}]},
    "mixed": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
}


def test_every_kind_of_field() -> None:
    form = read_form(document({"type": "object", "required": ["model", "seed"], "properties": PROPERTIES}))
    assert form is not None and form.source == SOURCE
    assert form.fields == (
        ParameterField(
            name="aspect_ratio",
            kind=FieldKind.CHOICE,
            label="Shape",
            description="d",
            default="1:1",
            choices=("1:1", "16:9"),
        ),
        ParameterField(name="seed", kind=FieldKind.INTEGER, label="Seed", required=True, minimum=0),
        ParameterField(name="strength", kind=FieldKind.NUMBER, label="Strength", minimum=0, maximum=1),
        ParameterField(name="steps", kind=FieldKind.INTEGER, label="Steps", maximum=50),
        ParameterField(name="safe", kind=FieldKind.BOOLEAN, label="Safe"),
        ParameterField(name="negative_prompt", kind=FieldKind.TEXT, label="Negative prompt", min_length=2),
        ParameterField(name="tags", kind=FieldKind.TEXT_LIST, label="Tags"),
        ParameterField(name="box", kind=FieldKind.JSON, label="Box"),
        ParameterField(name="size", kind=FieldKind.CHOICE, label="Size", choices=("1K", "2K")),
        ParameterField(name="mixed", kind=FieldKind.JSON, label="Mixed"),
    )


def test_references_and_parts_of_a_whole() -> None:
    components = {
        "schemas": {
            "Base": {"properties": {"seed": {"$ref": "#/components/schemas/Seed"}}, "required": ["seed"]},
            "Seed": {"type": "integer", "minimum": 1},
            "a/b": {"type": "boolean"},
        }
    }
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"properties": {"x": {"$ref": "#/components/schemas/a~1b", "title": "X!"}}},
        ]
    }
    form = read_form(document(schema, components=components))
    assert form is not None
    assert form.fields == (
        ParameterField(name="seed", kind=FieldKind.INTEGER, label="Seed", required=True, minimum=1),
        ParameterField(name="x", kind=FieldKind.BOOLEAN, label="X!"),
    )


def test_a_wrapped_document_and_a_bare_schema() -> None:
    inner = json.loads(document({"properties": {"n": {"type": "integer"}}}))
    for body in ({"code": 200, "resp_data": inner}, {"properties": {"n": {"type": "integer"}}}):
        form = read_form(json.dumps(body).encode())
        assert form is not None and [f.name for f in form.fields] == ["n"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"code":404,"error":{"message":"no"}}',
        b'{"openapi":"3.0.0"}',
        document(
            {"$ref": "#/components/schemas/Loop"},
            components={"schemas": {"Loop": {"$ref": "#/components/schemas/Loop"}}},
        ),
        document({"$ref": "https://elsewhere.example/x"}),
        document({"properties": 7}),
    ],
)
def test_on_any_failure_there_is_no_form(data: bytes) -> None:
    assert read_form(data) is None


NAMES = st.sampled_from(
    ["properties", "allOf", "anyOf", "$ref", "type", "enum", "required", "paths", "post", "items", "const"]
)
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["#/properties", "#/", "string", "null", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=15,
)


@given(ANY)
def test_any_schema_is_read_without_an_exception(schema: Any) -> None:
    form = read_form(document(schema))
    assert form is None or all(field.name for field in form.fields)
