"""Requests are written in a protocol's own names, and nothing that was not set is sent."""

import json
from typing import Any

from studio.domain.conversation import File, Picture
from studio.domain.parameters import NEUTRAL, ParameterSet
from studio.domain.picture import PictureRef
from studio.protocols.writing import (
    Tool,
    apply_parameters,
    chosen_name,
    file_text,
    json_bytes,
    media_of,
    put,
    tool_of,
    tools_in,
)
from tests.protocols.asking import asked


def test_names_writers_unknown_ones_and_extra() -> None:
    def double(value: Any, body: dict[str, Any]) -> None:
        body["doubled"] = value * 2

    notices: list[str] = []
    parameters = ParameterSet(
        {"a": 1, "b": 2, "c.d": 3, "no": 4, "off": None}, {"deep": {"x": 1}, "a": {"y": 2}}
    )
    body = apply_parameters(
        {"deep": {"z": 0}}, parameters, {"a": "deep.a"}, {"b": double}, frozenset({"no"}), "P", notices
    )
    assert body == {"deep": {"z": 0, "a": 1, "x": 1}, "doubled": 4, "c.d": 3, "a": {"y": 2}}
    assert notices == ["P has no field for: no."]


def test_every_neutral_name_is_written_or_named_as_missing_in_every_protocol() -> None:
    from studio.domain.gateway import Protocol
    from studio.protocols.table import codec_for

    values: dict[str, Any] = dict.fromkeys(NEUTRAL, 1) | {
        "tools": [{"name": "f"}],
        "tool_choice": "auto",
        "metadata": {},
    }
    for protocol in Protocol:
        for name in NEUTRAL:
            plain = asked("x", protocol=protocol)
            prompt = asked("x", protocol=protocol, values={name: values[name]})
            request = codec_for(prompt).encode(prompt)
            changed = request.body != codec_for(plain).encode(plain).body
            assert changed or any(name in notice for notice in request.notices), (protocol, name)


def test_putting_into_what_is_no_object_makes_one() -> None:
    body: dict[str, Any] = {"a": 1}
    put(body, "a.b.c", 2)
    assert body == {"a": {"b": {"c": 2}}}


def test_tools_in_every_spelling() -> None:
    schema = {"type": "object", "properties": {"x": {}}}
    assert tool_of({"name": "f", "parameters": schema}) == Tool("f", "", schema)
    assert tool_of({"type": "function", "function": {"name": "f", "description": "d"}}) == Tool(
        "f", "d", {"type": "object", "properties": {}}
    )
    assert tool_of({"name": "f", "input_schema": schema}) == Tool("f", "", schema)
    assert tool_of({"type": "web_search", "name": "web_search"}) is None and tool_of("x") is None
    assert tools_in({"name": "f"}, lambda tool: {"n": tool.name}) == [{"n": "f"}]


def test_the_function_a_choice_names() -> None:
    assert chosen_name({"name": "f"}) == chosen_name({"type": "function", "function": {"name": "f"}}) == "f"
    assert chosen_name("auto") is None and chosen_name({"type": "any"}) is None


def test_media_and_files() -> None:
    ref = PictureRef("s", "image/jpeg", 1, 1)
    prompt = asked("x", media={"s": b"x"})
    media = media_of(prompt, Picture(ref))
    assert media is not None and (media.url, media.name) == ("data:image/jpeg;base64,eA==", "picture.jpeg")
    assert media_of(prompt, Picture(None)) is None
    assert media_of(prompt, File("a", "", sha256="gone")) is None
    assert file_text(File("a.md", "text/markdown", text="x")) == "File “a.md”:\n\nx"


def test_json_bytes_mends_what_cannot_be_encoded() -> None:
    assert json.loads(json_bytes({"a": "\ud83d\ude00 \ud83d", "b": 1.5})) == {"a": "😀 \ufffd", "b": 1.5}
