"""Answers of Responses beyond the quirks: whole bodies, gaps filled, reasoning, a provider's steps, every end."""

import json
from typing import Any

import pytest

from studio.domain.conversation import Citation, Finish, ProviderItem, Text, Thought, ToolCall
from studio.domain.errors import Kind
from tests.protocols.asking import responses


def ended(status: str = "completed", **response: Any) -> dict[str, Any]:
    """The terminal event."""
    return {
        "type": f"response.{status}",
        "response": {"id": "r1", "model": "gpt", "status": status, **response},
    }


def text(delta: str, index: int = 0) -> dict[str, Any]:
    """A piece of text."""
    return {"type": "response.output_text.delta", "output_index": index, "content_index": 0, "delta": delta}


def item(index: int, done: bool = False, **fields: Any) -> dict[str, Any]:
    """An item is added or done."""
    word = "done" if done else "added"
    return {"type": f"response.output_item.{word}", "output_index": index, "item": fields}


MESSAGE = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "One API."}]}


def test_a_whole_answer() -> None:
    usage = {"input_tokens": 12, "output_tokens": 18, "total_tokens": 30, "cost": 0.1}
    said = responses(
        {
            "id": "r",
            "object": "response",
            "status": "completed",
            "model": "gpt",
            "output": [MESSAGE],
            "usage": usage,
        }
    )
    assert said.message.parts == (Text("One API."),) and said.message.finish == Finish("done", "completed")
    assert said.message.usage is not None and said.message.usage.cost == 0.1
    assert (said.message.response_id, said.message.answered_by) == ("r", "gpt")


def test_what_repeats_fills_gaps_and_is_never_added() -> None:
    part = {"type": "output_text", "text": "One API."}
    said = responses(
        [
            text("One "),
            {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "One API."},
            {"type": "response.content_part.done", "output_index": 0, "content_index": 0, "part": part},
            item(0, True, **MESSAGE),
            ended(output=[MESSAGE]),
        ]
    )
    assert said.message.parts == (Text("One API."),)
    only_at_the_end = responses([ended(output=[MESSAGE])])
    assert only_at_the_end.message.text == "One API."
    corrected = responses([text("Two"), ended(output=[MESSAGE])])
    assert corrected.message.text == "One API."


def test_calls_streamed_done_and_repeated() -> None:
    call = {"type": "function_call", "id": "fc", "call_id": "c1", "name": "f", "arguments": '{"a":1}'}
    said = responses(
        [
            item(0, **{**call, "arguments": ""}),
            {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": '{"a":'},
            {"type": "response.function_call_arguments.done", "output_index": 0, "arguments": '{"a":1}'},
            item(0, True, **call),
            ended(output=[call]),
        ]
    )
    assert said.message.parts == (ToolCall("c1", "f", '{"a":1}'),)
    assert said.message.finish == Finish("tool", "completed")


def test_arguments_before_their_item() -> None:
    said = responses(
        [
            {
                "type": "response.function_call_arguments.delta",
                "output_index": 0,
                "item_id": "fc",
                "delta": "{}",
            },
            item(0, True, type="function_call", call_id="c1", name="f", arguments="{}"),
            ended(),
        ]
    )
    assert said.message.parts == (ToolCall("c1", "f", "{}"),)


def test_reasoning_keeps_id_and_encrypted_content_for_replay() -> None:
    reasoning = {
        "type": "reasoning",
        "id": "rs",
        "encrypted_content": "enc",
        "summary": [{"type": "summary_text", "text": "one"}, {"type": "summary_text", "text": "two"}],
    }
    delta = {
        "type": "response.reasoning_summary_text.delta",
        "output_index": 0,
        "summary_index": 0,
        "delta": "one",
    }
    said = responses(
        [
            item(0, type="reasoning", id="rs", summary=[]),
            delta,
            item(0, True, **reasoning),
            text("Hi", 1),
            ended(output=[reasoning, {**MESSAGE, "content": []}]),
        ]
    )
    assert said.message.parts == (Thought("one", "enc", "rs"), Thought("two", None, "rs"), Text("Hi"))
    hidden = responses(
        [item(0, True, type="reasoning", id="rs", summary=[], encrypted_content="enc"), ended()]
    )
    assert hidden.message.parts == (Thought("", "enc", "rs", redacted=True),)
    nothing = responses([item(0, True, type="reasoning", id="rs", summary=[]), text("a", 1), ended()])
    assert nothing.message.parts == (Text("a"),)


def test_a_providers_steps_are_one_part_each() -> None:
    search = {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"query": "ruby"}}
    said = responses(
        [
            item(0, type="web_search_call", id="ws", status="in_progress"),
            item(0, True, **search),
            ended(output=[search]),
        ]
    )
    (part,) = said.message.parts
    assert isinstance(part, ProviderItem) and part.summary == "web search call: ruby"
    assert json.loads(part.data) == search and said.calls == []


def test_citations_once_each() -> None:
    cited = {
        "type": "url_citation",
        "url": "https://a.example",
        "title": "A",
        "start_index": 1,
        "end_index": 2,
    }
    other = {**cited, "start_index": 5, "end_index": 6}
    added = {"type": "response.output_text.annotation.added", "output_index": 0, "content_index": 0}
    whole = {
        "type": "message",
        "content": [{"type": "output_text", "text": "x", "annotations": [cited, other]}],
    }
    said = responses(
        [text("x"), {**added, "annotation": cited}, item(0, True, **whole), ended(output=[whole])]
    )
    assert said.message.parts == (
        Text("x"),
        Citation("https://a.example", "A"),
        Citation("https://a.example", "A"),
    )


@pytest.mark.parametrize(
    ("status", "details", "finish"),
    [
        ("incomplete", {"reason": "max_output_tokens"}, Finish("length", "incomplete")),
        ("incomplete", {"reason": "content_filter"}, Finish("filtered", "incomplete")),
        ("incomplete", {"reason": "odd"}, Finish("other", "incomplete")),
        ("incomplete", None, Finish("other", "incomplete")),
        ("cancelled", None, Finish("other", "cancelled")),
    ],
)
def test_ends_of_other_kinds(status: str, details: Any, finish: Finish) -> None:
    said = responses([text("a"), ended(status, incomplete_details=details)])
    assert said.message.finish == finish and not said.failures


def test_a_failed_response() -> None:
    said = responses([text("a"), ended("failed", error={"code": "server_error", "message": "upstream"})])
    assert said.failures[0].failure.message == "upstream" and said.message.finish == Finish("error", "failed")
    silent = responses([text("a"), ended("failed", error=None)])
    assert silent.failures[0].failure.kind is Kind.PROVIDER


def test_a_stream_that_ends_after_its_text_was_said_to_be_done_is_complete() -> None:
    done = {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "a"}
    assert not responses([text("a"), done]).failures
    assert responses([text("a"), done, item(1, type="function_call", call_id="c", name="f")]).failures


def test_code_inside_an_event_is_no_failure() -> None:
    code = {"type": "response.code_interpreter_call_code.done", "output_index": 0, "code": "print(1)"}
    assert not responses([code, text("a", 1), ended()]).failures
