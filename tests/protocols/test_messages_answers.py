"""Answers of Messages beyond the quirks: whole bodies, tools, a provider's own blocks, citations, numbers."""

import json
from typing import Any

import pytest

from studio.domain.conversation import Citation, Finish, ProviderItem, Refusal, Text, Thought, ToolCall
from tests.protocols.asking import messages

START = {
    "type": "message_start",
    "message": {"id": "m1", "model": "claude", "usage": {"input_tokens": 5, "cache_read_input_tokens": 2}},
}
STOP = {"type": "message_stop"}


def start(index: int, **block: Any) -> dict[str, Any]:
    """A block begins."""
    return {"type": "content_block_start", "index": index, "content_block": block}


def piece(index: int, **delta: Any) -> dict[str, Any]:
    """A delta of a block."""
    return {"type": "content_block_delta", "index": index, "delta": delta}


def ends(index: int) -> dict[str, Any]:
    """A block ends."""
    return {"type": "content_block_stop", "index": index}


def because(word: str, **usage: int) -> dict[str, Any]:
    """Why the model stopped."""
    return {"type": "message_delta", "delta": {"stop_reason": word}, "usage": usage}


def test_a_whole_answer() -> None:
    content = [
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "text", "text": "Hi"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "ruby"}},
    ]
    said = messages(
        {
            "id": "m1",
            "type": "message",
            "model": "claude",
            "content": content,
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 24, "output_tokens": 36},
        }
    )
    item = said.message.parts[3]
    assert said.message.parts[:3] == (Thought("hm", "s"), Text("Hi"), ToolCall("t", "f", '{"a":1}'))
    assert isinstance(item, ProviderItem) and item.kind == "server_tool_use"
    assert item.summary == "server tool use: web_search: ruby" and json.loads(item.data) == content[3]
    assert said.message.finish == Finish("tool", "tool_use")
    assert said.message.usage is not None and said.message.usage.total_tokens == 60


@pytest.mark.parametrize(
    ("pieces", "arguments"),
    [(['{"a"', ": 1}"], '{"a": 1}'), ([""], "{}"), ([], "{}"), (['{"cut": "of'], '{"cut": "of')],
)
def test_tool_arguments(pieces: list[str], arguments: str) -> None:
    said = messages(
        [
            START,
            start(0, type="tool_use", id="t", name="f", input={}),
            *(piece(0, type="input_json_delta", partial_json=p) for p in pieces),
            ends(0),
            because("tool_use"),
            STOP,
        ]
    )
    assert said.message.parts == (ToolCall("t", "f", arguments),)


def test_a_providers_block_collects_its_input() -> None:
    said = messages(
        [
            START,
            start(0, type="mcp_tool_use", id="x", name="ask", server_name="wiki", input={}),
            piece(0, type="input_json_delta", partial_json='{"question":'),
            piece(0, type="input_json_delta", partial_json='"why?"}'),
            ends(0),
            start(1, type="compaction", content=None),
            piece(1, type="compaction_delta", content="short"),
            ends(1),
            because("end_turn"),
            STOP,
        ]
    )
    first, second = said.message.parts
    assert isinstance(first, ProviderItem) and json.loads(first.data)["input"] == {"question": "why?"}
    assert isinstance(second, ProviderItem) and json.loads(second.data)["content"] == "short"
    assert said.calls == []


def test_citations_stand_behind_their_text() -> None:
    cited = {
        "type": "web_search_result_location",
        "cited_text": "q",
        "url": "https://a.example",
        "title": "A",
    }
    said = messages(
        [
            START,
            start(0, type="text", text=""),
            piece(0, type="citations_delta", citation=cited),
            piece(0, type="text_delta", text="so"),
            ends(0),
            start(1, type="text", text=""),
            piece(1, type="text_delta", text="."),
            ends(1),
            because("end_turn"),
            STOP,
        ]
    )
    assert said.message.parts == (Text("so"), Citation("https://a.example", "A", "q"), Text("."))


def test_blocks_whose_start_never_came() -> None:
    said = messages(
        [
            START,
            piece(0, type="thinking_delta", thinking="hm"),
            piece(1, type="text_delta", text="a"),
            because("end_turn"),
        ]
    )
    assert said.message.parts == (Thought("hm"), Text("a")) and not said.failures


def test_a_block_said_to_start_twice_is_one() -> None:
    one = start(0, type="text", text="")
    said = messages(
        [
            START,
            one,
            piece(0, type="text_delta", text="a"),
            one,
            piece(0, type="text_delta", text="b"),
            because("end_turn"),
            STOP,
        ]
    )
    assert said.message.parts == (Text("ab"),)


def test_numbers_are_overwritten_and_never_added() -> None:
    said = messages([START, because("end_turn", output_tokens=9, input_tokens=7), STOP])
    usage = said.message.usage
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.total_tokens) == (7, 9, 2, 18)


def test_a_refusal_with_its_explanation() -> None:
    delta = {"stop_reason": "refusal", "stop_details": {"explanation": "Not this."}}
    said = messages([START, {"type": "message_delta", "delta": delta, "usage": {}}, STOP])
    assert said.message.parts == (Refusal("Not this."),)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("end_turn", "done"),
        ("stop_sequence", "done"),
        ("max_tokens", "length"),
        ("tool_use", "tool"),
        ("model_context_window_exceeded", "length"),
        ("pause_turn", "other"),
    ],
)
def test_finish_words(word: str, reason: str) -> None:
    assert messages([START, because(word), STOP]).message.finish == Finish(reason, word)


def test_an_openai_style_error_inside_the_stream() -> None:
    said = messages([START, {"error": {"message": "foreign", "type": "provider_error"}}, "[DONE]"])
    assert said.failures[0].failure.message == "foreign"


def test_an_end_after_the_reason_is_proper_without_message_stop() -> None:
    assert not messages([START, start(0, type="text", text="a"), because("end_turn")]).failures
