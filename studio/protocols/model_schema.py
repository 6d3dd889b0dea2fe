"""A model's own OpenAPI description, read into a form (GATEWAYS.md 3.7)."""

from typing import Any

from studio.domain.parameters import FieldKind, Json, ParameterField, ParameterForm
from studio.protocols.decoding import text_of
from studio.protocols.reading import read_json
from studio.protocols.refusal import failure_in

SOURCE = "the model's schema"

_OURS = frozenset(
    {
        "model",
        "prompt",
        "messages",
        "input",
        "contents",
        "stream",
        "image",
        "images",
        "image_url",
        "image_urls",
        "mask",
    }
)
"""Fields the program fills in itself."""

_DEPTH = 24
_KINDS = {
    "string": FieldKind.TEXT,
    "integer": FieldKind.INTEGER,
    "number": FieldKind.NUMBER,
    "boolean": FieldKind.BOOLEAN,
}


def read_form(data: bytes) -> ParameterForm | None:
    """The form of the request body an OpenAPI document describes; None where it cannot be told."""
    try:
        document = read_json(data)
    except ValueError:
        return None
    if isinstance(document, dict) and isinstance(document.get("resp_data"), dict):
        document = document["resp_data"]
    if not isinstance(document, dict) or failure_in(document, "") is not None:
        return None
    schema = _Resolver(document).whole(_body_schema(document))
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return None
    required = schema.get("required")
    needed = set(map(str, required)) if isinstance(required, list) else set()
    resolver = _Resolver(document)
    fields = [
        _field(name, resolver.whole(value), name in needed)
        for name, value in properties.items()
        if name not in _OURS
    ]
    return ParameterForm(fields=tuple(fields), source=SOURCE)


def _body_schema(document: dict[str, Any]) -> Json:
    """The JSON body of the first POST, or the document itself where it is a bare schema."""
    paths = document.get("paths")
    for path in paths.values() if isinstance(paths, dict) else ():
        post = path.get("post") if isinstance(path, dict) else None
        body: Json = _Resolver(document).whole(post.get("requestBody")) if isinstance(post, dict) else None
        content = body.get("content") if isinstance(body, dict) else None
        for kind, described in content.items() if isinstance(content, dict) else ():
            if "json" in str(kind) and isinstance(described, dict) and described.get("schema"):
                return described["schema"]
    return document if "properties" in document else None


class _Resolver:
    """Follows `$ref` inside one document, merges `allOf`, and takes the null out of `anyOf`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def whole(self, schema: Json, depth: int = 0) -> dict[str, Any]:
        """The schema with its references resolved one level deep; empty for what is none."""
        if not isinstance(schema, dict) or depth > _DEPTH:
            return {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            beside = {k: v for k, v in schema.items() if k != "$ref"}
            return {**self.whole(self._target(reference), depth + 1), **beside}
        if isinstance(schema.get("allOf"), list):
            schema = self._all_of(schema, depth)
        for name in ("anyOf", "oneOf"):
            if isinstance(schema.get(name), list):
                schema = self._any_of(schema, name, depth)
        return _dict(schema)

    def _target(self, reference: str) -> Json:
        if not reference.startswith("#/"):
            return None
        place: Json = self._document
        for step in reference[2:].split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            place = place.get(step) if isinstance(place, dict) else None
        return place

    def _all_of(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for part in [*schema["allOf"], {k: v for k, v in schema.items() if k != "allOf"}]:
            resolved = self.whole(part, depth + 1)
            properties = {**_dict(merged.get("properties")), **_dict(resolved.get("properties"))}
            required = [*_list(merged.get("required")), *_list(resolved.get("required"))]
            merged = {**merged, **resolved}
            if properties:
                merged["properties"] = properties
            if required:
                merged["required"] = required
        return merged

    def _any_of(self, schema: dict[str, Any], name: str, depth: int) -> dict[str, Any]:
        beside = {k: v for k, v in schema.items() if k != name}
        options = [self.whole(option, depth + 1) for option in schema[name]]
        options = [o for o in options if o and o.get("type") != "null"]
        if len(options) == 1:
            return {**options[0], **beside}
        values = [v for o in options for v in _values(o)]
        if values and all(_values(o) for o in options):
            return {**beside, "enum": values}
        return {**beside, "type": "any"}


def _dict(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Any]:
    return value if isinstance(value, list) else []


def _values(schema: dict[str, Any]) -> list[Json]:
    return [schema["const"]] if "const" in schema else _list(schema.get("enum"))


def _field(name: str, schema: dict[str, Any], required: bool) -> ParameterField:
    choices = tuple(v for v in _values(schema) if v is not None)
    minimum, maximum = _bound(schema, "inimum"), _bound(schema, "aximum")
    length = schema.get("minLength")
    return ParameterField(
        name=name,
        kind=FieldKind.CHOICE if choices else _kind(schema),
        label=text_of(schema.get("title")) or name.replace("_", " ").capitalize(),
        description=text_of(schema.get("description")),
        required=required,
        default=schema.get("default"),
        choices=choices,
        minimum=minimum,
        maximum=maximum,
        min_length=length if isinstance(length, int) and not isinstance(length, bool) else None,
    )


def _kind(schema: dict[str, Any]) -> FieldKind:
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [k for k in kind if k != "null"]
        kind = kinds[0] if len(kinds) == 1 else None
    if kind == "array":
        items = _dict(schema.get("items"))
        return FieldKind.TEXT_LIST if items.get("type") == "string" else FieldKind.JSON
    return _KINDS.get(kind, FieldKind.JSON) if isinstance(kind, str) else FieldKind.JSON


def _bound(schema: dict[str, Any], ending: str) -> float | None:
    """The limit `minimum` or `maximum`, an exclusive one included (a whole number then moves inwards by one)."""
    first = "m" + ending
    exclusive = schema.get("exclusiveM" + ending)
    value = schema.get(first)
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        step = 1 if ending == "inimum" else -1
        value = exclusive + step if schema.get("type") == "integer" else exclusive
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
