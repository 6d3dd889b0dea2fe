"""Answers of Chat Completions beyond the quirks: whole bodies, several choices, calls, citations, numbers."""

import json

import pytest

from studio.domain.conversation import Citation, Finish, Text, Thought, ToolCall
from studio.domain.errors import Kind
from studio.domain.events import Began, Noticed
from tests.protocols.asking import chat, delta


def test_a_whole_answer() -> None:
    message = {
        "role": "assistant",
        "content": "Hi",
        "reasoning_content": "hm",
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}],
    }
    usage = {"prompt_tokens": 32, "completion_tokens": 45, "total_tokens": 77, "cost": 0.00014}
    said = chat(
        {
            "id": "x",
            "model": "m-1",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": usage,
        }
    )
    assert said.message.parts == (
        Thought("hm", id="reasoning_content"),
        Text("Hi"),
        ToolCall("c", "f", '{"a":1}'),
    )
    assert said.message.answered_by == "m-1" and said.message.response_id == "x"
    assert said.message.usage is not None and said.message.usage.cost == 0.00014


def test_an_answer_wrapped_in_resp_data() -> None:
    inner = {"choices": [{"message": {"content": "in"}, "finish_reason": "stop"}], "model": "m"}
    assert chat({"code": 200, "resp_data": inner}).message.text == "in"


def test_a_message_beside_the_delta_counts_once() -> None:
    chunk = {
        "choices": [{"delta": {"content": "a"}, "message": {"content": "a"}}],
        "citations": ["https://a.example"],
    }
    end = {"choices": [{"delta": {"content": ""}, "message": {"content": "a"}, "finish_reason": "stop"}]}
    said = chat([chunk, end])
    assert said.message.parts == (Text("a"), Citation("https://a.example"))
    whole = {"choices": [{"delta": {"content": ""}, "message": {"content": "all"}, "finish_reason": "stop"}]}
    assert chat(whole).message.text == "all"


def test_search_results_give_citations_their_titles() -> None:
    rows = [{"url": "https://a.example", "title": "A"}]
    said = chat(
        [
            delta(content="x"),
            {**delta(finish="stop"), "citations": ["https://a.example"], "search_results": rows},
        ]
    )
    assert said.message.parts[1] == Citation("https://a.example", "A")


def test_the_error_finish_word_is_never_a_success() -> None:
    said = chat([delta(content="half"), delta(finish="error"), "[DONE]"])
    assert said.failures[0].failure.kind is Kind.PROVIDER and said.message.text == "half"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("stop", "done"),
        ("length", "length"),
        ("content_filter", "filtered"),
        ("tool_calls", "tool"),
        ("function_call", "tool"),
        ("whatever", "other"),
    ],
)
def test_finish_words_keep_their_raw_form(word: str, reason: str) -> None:
    assert chat([delta(content="a"), delta(finish=word)]).message.finish == Finish(reason, word)


def test_an_old_function_call() -> None:
    said = chat(
        [
            delta(function_call={"name": "f", "arguments": ""}),
            delta(function_call={"arguments": '{"a":1}'}),
            delta(finish="function_call"),
        ]
    )
    assert said.calls == [("f", {"a": 1})]


def test_arguments_given_as_an_object() -> None:
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": {"a": 1}}}
    assert chat([delta(tool_calls=[call]), delta(finish="tool_calls")]).calls == [("f", {"a": 1})]


def test_details_are_kept_once_the_thinking_ends_so_that_its_time_stays() -> None:
    detail = {"type": "reasoning.text", "text": "a", "index": 0}
    signed = {"type": "reasoning.text", "index": 0, "signature": "s"}
    said = chat(
        [
            delta(reasoning="a", reasoning_details=[detail]),
            delta(reasoning_details=[signed]),
            delta(content="x"),
            delta(finish="stop"),
        ]
    )
    thought = said.message.parts[0]
    assert isinstance(thought, Thought) and thought.id == "reasoning_details"
    assert json.loads(thought.signature or "") == [
        {"type": "reasoning.text", "text": "a", "index": 0, "signature": "s"}
    ]
    assert [type(s).__name__ for s in said.steps][:5] == [
        "PartOpened", "Delta", "PartReplaced", "PartOpened", "Delta",
    ]  # fmt: skip


def test_hidden_reasoning_is_a_redacted_thought() -> None:
    said = chat(
        [
            delta(reasoning_details=[{"type": "reasoning.encrypted", "data": "x"}]),
            delta(content="a"),
            delta(finish="stop"),
        ]
    )
    thought = said.message.parts[0]
    assert isinstance(thought, Thought) and thought.redacted and thought.text == ""
    assert said.message.text == "a"


def test_the_model_that_answered_is_named_once() -> None:
    said = chat(
        [
            {**delta(content="a"), "model": "other", "id": "1"},
            {**delta(content="b"), "model": "other"},
            delta(finish="stop"),
        ]
    )
    assert [s for s in said.steps if isinstance(s, Began)] == [Began("other", "1")]


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": -3, "cost": -1, "completion_tokens": 1}, (None, None)),
        ({"prompt_tokens": "three", "cost": "0.000012", "completion_tokens": 1}, (None, 0.000012)),
        ({"prompt_tokens": 1e308, "cost": 1e308, "completion_tokens": 1}, (None, None)),
        ({"prompt_tokens": None, "cost": None, "completion_tokens": 1}, (None, None)),
        ({"prompt_tokens": 2, "cost": {"total_cost": 0.005}}, (2, 0.005)),
    ],
)
def test_numbers_of_any_kind(usage: dict[str, object], expected: tuple[int | None, float | None]) -> None:
    seen = chat([delta(content="a"), {**delta(finish="stop"), "usage": usage}]).message.usage
    assert seen is not None and (seen.input_tokens, seen.cost) == expected


def test_the_last_numbers_win() -> None:
    said = chat(
        [
            {**delta(content="a"), "usage": {"completion_tokens": 1}},
            {**delta(finish="stop"), "usage": {"completion_tokens": 5}},
        ]
    )
    assert said.message.usage is not None and said.message.usage.output_tokens == 5


@pytest.mark.parametrize("content", [None, 5, {"a": 1}])
def test_content_of_a_wrong_type_is_left_out(content: object) -> None:
    said = chat([delta(content=content), delta(content="a"), delta(finish="stop")])
    assert said.message.text == "a" and not [s for s in said.steps if isinstance(s, Noticed)]


def test_an_index_beyond_the_first_is_shown() -> None:
    assert chat([delta(7, content="a"), delta(7, finish="stop")]).message.text == "a"
