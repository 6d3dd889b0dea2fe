"""How requests are written: JSON bytes, pictures and files as data, parameters in a protocol's own names."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from studio.domain.conversation import File, Picture
from studio.domain.parameters import Json, ParameterSet, merged
from studio.domain.prompt import Prompt
from studio.domain.text import clean_text


def json_bytes(body: Json) -> bytes:
    """`body` as JSON; lone surrogates in it become U+FFFD."""
    try:
        return msgspec.json.encode(body)
    except (UnicodeEncodeError, TypeError):
        return clean_text(json.dumps(body, ensure_ascii=False, default=str)).encode()


class Media(msgspec.Struct, frozen=True):
    """Bytes that travel inside a request."""

    mime: str
    data: str
    name: str

    @property
    def url(self) -> str:
        """The data URL of the bytes."""
        return f"data:{self.mime};base64,{self.data}"


def media_of(prompt: Prompt, part: Picture | File) -> Media | None:
    """The bytes of a picture or file; None where they are missing (the history has said so)."""
    if isinstance(part, Picture):
        mark, mime = (part.ref.sha256, part.ref.mime) if part.ref is not None else (None, "")
    else:
        mark, mime = part.sha256, part.mime
    data = prompt.media.get(mark) if mark is not None else None
    if data is None:
        return None
    name = part.name or ("picture." + mime.rpartition("/")[2] if mime else "file")
    return Media(mime or "application/octet-stream", b64encode(data).decode(), name)


def file_text(file: File) -> str:
    """A text file as it is put into a prompt."""
    return f"File “{file.name}”:\n\n{file.text}"


Writer = Callable[[Json, dict[str, Any]], None]
"""Writes one parameter's value into a body."""


def apply_parameters(
    body: dict[str, Any],
    parameters: ParameterSet,
    names: Mapping[str, str],
    writers: Mapping[str, Writer],
    lacking: frozenset[str],
    protocol: str,
    notices: list[str],
) -> dict[str, Any]:
    """`body` with every set parameter under its own name, and `extra` laid over it last.

    `names` maps neutral names to field paths (`generationConfig.topP`), `writers` handle the rest; a name in
    `lacking` becomes a notice; every other name goes to the top as it is.
    """
    missing: list[str] = []
    for name, value in parameters.values.items():
        if value is None:
            continue
        if name in writers:
            writers[name](value, body)
        elif name in lacking:
            missing.append(name)
        elif name in names:
            put(body, names[name], value)
        else:
            body[name] = value
    if missing:
        notices.append(f"{protocol} has no field for: {', '.join(sorted(missing))}.")
    return merged(body, parameters.extra)


def put(body: dict[str, Any], path: str, value: Json) -> None:
    """Sets a value at a dotted path, making the objects on the way."""
    *way, last = path.split(".")
    for step in way:
        inner = body.setdefault(step, {})
        if not isinstance(inner, dict):
            inner = body[step] = {}
        body = inner
    body[last] = value


class Tool(msgspec.Struct, frozen=True):
    """A function tool in neutral form."""

    name: str
    description: str
    parameters: Json


def tool_of(tool: Json) -> Tool | None:
    """A function tool, also when it is already wrapped; None for a provider's own kind of tool."""
    if not isinstance(tool, dict):
        return None
    inner = tool.get("function")
    inner = inner if isinstance(inner, dict) else tool
    if not inner.get("name") or (inner is tool and tool.get("type") not in (None, "function")):
        return None
    schema = inner.get("parameters") or inner.get("input_schema") or {"type": "object", "properties": {}}
    return Tool(str(inner["name"]), str(inner.get("description") or ""), schema)


def tools_in(value: Json, shape: Callable[[Tool], dict[str, Any]]) -> list[Json]:
    """The tools, function tools in the shape a protocol wants and all others as they are."""
    listed = value if isinstance(value, list) else [value]
    return [shape(tool) if (tool := tool_of(item)) is not None else item for item in listed]


def described(tool: Tool, schema_name: str) -> dict[str, Any]:
    """Name, description (where there is one) and schema of a tool."""
    told = {"description": tool.description} if tool.description else {}
    return {"name": tool.name, **told, schema_name: tool.parameters}


def chosen_name(choice: Json) -> str | None:
    """The function a tool choice names, None for `auto`, `none`, `required` and other shapes."""
    if not isinstance(choice, dict):
        return None
    inner = choice.get("function") if isinstance(choice.get("function"), dict) else choice
    name = inner.get("name") if inner else None
    return name if isinstance(name, str) else None
