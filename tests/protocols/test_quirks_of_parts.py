"""The rows of the quirk table of GATEWAYS.md 7.5 about the parts of an answer, one test for each (6, 12–16, 18)."""

import json

import pytest

from studio.domain.conversation import Citation, Finish, Picture, Refusal, Text, Thought, ToolCall
from studio.domain.errors import Remedy
from studio.domain.events import PictureArrived
from studio.domain.gateway import Protocol
from studio.protocols.refusal import refusal
from tests.protocols.asking import chat, decoder_of, delta, gemini, hear, messages, responses

STOP = delta(finish="stop")
PICTURE_URL = "data:image/png;base64,aGVsbG8gcGljdHVyZQ=="


def test_quirk_6a_ping_anywhere() -> None:
    ping = ("ping", {"type": "ping"})
    said = messages([ping, *MESSAGE[:2], ping, *MESSAGE[2:]])
    assert said.message.text == "I" and not said.failures


MESSAGE = [
    {"type": "message_start", "message": {"id": "msg_1", "model": "m", "usage": {"input_tokens": 4}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "I"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
    {"type": "message_stop"},
]


def test_quirk_6b_padded_json() -> None:
    said = messages([json.dumps(m)[:-1] + "          }" for m in MESSAGE])
    assert said.message.text == "I" and said.message.finish == Finish("done", "end_turn")


def test_quirk_6c_second_message_start() -> None:
    assert messages([MESSAGE[0], *MESSAGE[:3], *MESSAGE[3:]]).message.text == "I"
    again = {"type": "message_start", "message": {"id": "msg_2", "model": "m"}}
    tool = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "tool_use", "id": "t", "name": "f"},
    }
    part = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "input_json_delta", "partial_json": '{"a'},
    }
    said = messages([MESSAGE[0], tool, part, again, *MESSAGE[1:]])
    assert said.message.text == "I"
    assert not [p for p in said.message.parts if isinstance(p, ToolCall)]


def test_quirk_6d_thinking_keeps_its_signature() -> None:
    def piece(**fields: str) -> dict[str, object]:
        return {"type": "content_block_delta", "index": 0, "delta": fields}

    start = {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}}
    redacted = {"type": "redacted_thinking", "data": "secret"}
    said = messages(
        [
            MESSAGE[0],
            start,
            piece(type="thinking_delta", thinking="hm"),
            piece(type="signature_delta", signature="sig"),
            {"type": "content_block_stop", "index": 0},
            {"type": "content_block_start", "index": 1, "content_block": redacted},
            *MESSAGE[4:],
        ]
    )
    assert said.message.parts == (Thought("hm", "sig"), Thought("", "secret", redacted=True))


def test_quirk_6e_refusal_is_no_empty_reply() -> None:
    details = {"type": "refusal", "category": None, "explanation": None}
    end = {"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_details": details}, "usage": {}}
    said = messages([MESSAGE[0], end, MESSAGE[5]])
    assert said.message.finish == Finish("refusal", "refusal")
    assert said.message.parts == (Refusal("The model refused to answer."),)


def test_quirk_12a_tool_index_starts_at_1() -> None:
    first = {
        "index": 1,
        "id": "toolu_x",
        "type": "function",
        "function": {"name": "read_file", "arguments": ""},
    }
    said = chat(
        [
            delta(tool_calls=[first]),
            delta(tool_calls=[{"index": 1, "function": {"arguments": '{"a":1}'}}]),
            delta(finish="tool_calls"),
        ]
    )
    assert said.calls == [("read_file", {"a": 1})]


def call(index: int | None, name: str | None, arguments: str | None, call_id: str | None = None) -> object:
    """A piece of a tool call, without what is None."""
    fields = {"index": index, "id": call_id, "function": {"name": name, "arguments": arguments}}
    return {k: v for k, v in fields.items() if v is not None}


@pytest.mark.parametrize(
    ("pieces", "calls"),
    [
        ([call(0, "f", "{}", "a"), call(5, "g", "{}", "b")], [("f", {}), ("g", {})]),
        ([call(0, "f", "{}", "a"), call(0, "g", "{}", "b")], [("f", {}), ("g", {})]),
        ([call(None, "f", '{"x":', "a"), call(None, None, "1}")], [("f", {"x": 1})]),
        ([call(None, "f", "{}", "a"), call(None, "g", "{}", "b")], [("f", {}), ("g", {})]),
        ([call(0, "f", '{"x":', ""), call(0, None, "1}", "")], [("f", {"x": 1})]),
        ([call(0, None, '{"x":', "a"), call(0, "late", "1}", "a")], [("late", {"x": 1})]),
        ([call(0, "f", '{"x":1}', "a")], [("f", {"x": 1})]),
        ([call(0, "f", "", "a")], [("f", {})]),
        ([call(0, "f", None, "a")], [("f", {})]),
        ([call(0, "f", '{"x":1}', ""), call(0, "g", '{"y":2}', "")], [("f", {"x": 1}), ("g", {"y": 2})]),
        ([call(0, "f", '{"x":', "a"), call(0, "f", "1}", "a")], [("f", {"x": 1})]),
    ],
    ids=[
        "gap",
        "index reused",
        "no index",
        "no index twice",
        "empty id",
        "late name",
        "whole",
        "empty arguments",
        "null arguments",
        "two whole at one index without ids",
        "name repeated",
    ],
)
def test_quirk_12b_oddities_of_tool_calls(pieces: list[object], calls: list[object]) -> None:
    assert chat([*(delta(tool_calls=[p]) for p in pieces), delta(finish="tool_calls")]).calls == calls


def test_quirk_12c_item_ids_change_at_every_event() -> None:
    def text(item: str, index: int, delta: str) -> dict[str, object]:
        return {
            "type": "response.output_text.delta",
            "item_id": item,
            "output_index": index,
            "content_index": 1,
            "delta": delta,
        }

    item = {"type": "message", "id": "capture-id-9", "content": [{"type": "output_text", "text": "one two"}]}
    done = {"type": "response.completed", "response": {"status": "completed", "output": [item]}}
    said = responses([text("capture-id-4", 0, "one "), text("capture-id-5", 0, "two"), done])
    assert said.message.text == "one two"


def test_quirk_13_finish_words() -> None:
    twice = chat(
        [delta(content="a"), delta(finish="length"), delta(finish="length"), {"error": {"message": "broke"}}]
    )
    assert twice.message.finish == Finish("length", "length")
    assert twice.failures[0].failure.message == "broke"
    native = delta(finish="weird")
    native["choices"][0]["native_finish_reason"] = "MALFORMED"
    odd = chat([delta(content="a"), native])
    assert odd.message.finish == Finish("other", "weird")
    assert any("MALFORMED" in n for n in odd.message.notices)


def test_quirk_14a_images_in_chat() -> None:
    image = {"type": "image_url", "image_url": {"url": PICTURE_URL}}
    said = chat([delta(content="look", images=[image]), delta(images=[image]), STOP])
    arrived = [s for s in said.steps if isinstance(s, PictureArrived)]
    assert [a.data for a in arrived] == [b"hello picture"] and arrived[0].at == 1
    assert said.message.parts == (Text("look"), Picture(None))
    message = {"role": "assistant", "content": "look", "images": [image]}
    whole = chat({"choices": [{"message": message, "finish_reason": "stop"}]})
    assert len([p for p in whole.message.parts if isinstance(p, Picture)]) == 1


def test_quirk_14b_images_in_gemini() -> None:
    inline = {"inlineData": {"mimeType": "image/png", "data": "aGVsbG8="}}
    parts = [{"text": "…", "thought": True}, {**inline, "thought": True}, inline]
    said = gemini([{"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]}])
    assert [s.data for s in said.steps if isinstance(s, PictureArrived)] == [b"hello"]


def test_quirk_14c_images_in_responses() -> None:
    item = {
        "type": "image_generation_call",
        "status": "completed",
        "output_format": "webp",
        "result": "aGVsbG8=",
    }
    partial = {
        "type": "response.image_generation_call.partial_image",
        "output_index": 0,
        "partial_image_b64": "aGVs",
    }
    done = {"type": "response.output_item.done", "output_index": 0, "item": item}
    end = {"type": "response.completed", "response": {"status": "completed", "output": [item]}}
    said = responses([partial, done, end])
    arrived = [s for s in said.steps if isinstance(s, PictureArrived)]
    assert [(a.at, a.data, a.partial) for a in arrived] == [(0, b"hel", True), (0, b"hello", False)]
    assert len(said.message.parts) == 1


def test_quirk_14d_markdown_image_link_stays_text() -> None:
    text = "![image](https://elsewhere.example/x.png)"
    said = chat([delta(content=text), STOP])
    assert said.message.parts == (Text(text),)


def test_quirk_15a_refusal_field() -> None:
    said = chat([delta(content="", refusal=None), delta(refusal="I'm "), delta(refusal="sorry"), STOP])
    assert said.message.parts == (Refusal("I'm sorry"),)
    assert said.message.finish == Finish("refusal", "stop")
    event = {"type": "response.refusal.delta", "output_index": 0, "content_index": 0, "delta": "No."}
    end = {"type": "response.completed", "response": {"status": "completed"}}
    other = responses([event, end])
    assert other.message.parts == (Refusal("No."),) and other.message.finish == Finish("refusal", "completed")


def test_quirk_15b_citations() -> None:
    cited = {
        "type": "url_citation",
        "url_citation": {"start_index": 0, "end_index": 0, "url": "https://a.example", "title": "A"},
    }
    said = chat(
        [delta(content="x"), delta(content="", annotations=[cited]), delta(annotations=[cited]), STOP]
    )
    assert said.message.parts == (Text("x"), Citation("https://a.example", "A"))


def test_quirk_16_parameter_refused_with_its_replacement() -> None:
    words = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead."
    )
    body = {"error": {"message": words, "param": "max_tokens", "code": "unsupported_parameter"}}
    failure = refusal(400, {}, json.dumps(body).encode(), "Gate").failure
    assert (failure.parameter, failure.replacement) == ("max_tokens", "max_completion_tokens")
    assert failure.remedy is Remedy.PARAMETER


def test_quirk_18_responses_by_type_or_by_event_name() -> None:
    thought = {"type": "response.reasoning_text.delta", "output_index": 0, "content_index": 0, "delta": "hm"}
    named = ("response.output_text.delta", {"output_index": 1, "content_index": 0, "delta": "yes"})
    end = ("response.completed", {"response": {"status": "completed"}})
    said = hear(decoder_of(Protocol.RESPONSES), [thought, named, end])
    assert (said.message.thought, said.message.text) == ("hm", "yes") and not said.failures
