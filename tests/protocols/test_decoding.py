"""All chat decoders alike: broken frames, ends, failures, and any rubbish fold into a message without an exception."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.domain.conversation import Text
from studio.domain.errors import Kind
from studio.domain.events import Failed, Finished
from studio.domain.gateway import Protocol
from studio.protocols.base import Frame
from studio.protocols.decoding import arguments_text, parsed_object, text_of
from studio.protocols.provider_items import other_answer
from tests.protocols.asking import Heard, chat, decoder_of, delta, hear

ALL = pytest.mark.parametrize("protocol", list(Protocol))
END = {
    Protocol.CHAT: {"choices": [{"delta": {}, "finish_reason": "stop"}]},
    Protocol.MESSAGES: {"type": "message_stop"},
    Protocol.RESPONSES: {"type": "response.completed", "response": {"status": "completed", "output": []}},
    Protocol.GEMINI: {"candidates": [{"finishReason": "STOP"}]},
}


def said(protocol: Protocol, text: str, index: int = 0) -> dict[str, Any]:
    """One piece of text at an index."""
    return {
        Protocol.CHAT: {"choices": [{"index": index, "delta": {"content": text}}]},
        Protocol.MESSAGES: {
            "type": "content_block_delta",
            "index": index,
            "delta": {"type": "text_delta", "text": text},
        },
        Protocol.RESPONSES: {
            "type": "response.output_text.delta",
            "output_index": index,
            "content_index": 0,
            "delta": text,
        },
        Protocol.GEMINI: {"candidates": [{"index": index, "content": {"parts": [{"text": text}]}}]},
    }[protocol]


@ALL
def test_text_and_its_end(protocol: Protocol) -> None:
    heard = hear(decoder_of(protocol), [said(protocol, "a"), said(protocol, "b"), END[protocol]])
    assert heard.message.text == "ab" and not heard.failures


@ALL
def test_a_stream_that_just_ends_is_cut_off_and_an_empty_one_is_said(protocol: Protocol) -> None:
    cut = hear(decoder_of(protocol), [said(protocol, "a")])
    assert cut.message.text == "a" and cut.failures[0].failure.kind is Kind.CUT_OFF
    assert hear(decoder_of(protocol), []).failures[0].failure.kind is Kind.EMPTY


@ALL
def test_one_broken_event_is_skipped_and_four_in_a_row_end_the_answer(protocol: Protocol) -> None:
    broken = '{"choices": [{"del'
    heard = hear(decoder_of(protocol), [said(protocol, "a"), broken, said(protocol, "b"), END[protocol]])
    assert heard.message.text == "ab" and heard.message.notices == ("1 unreadable event was skipped.",)
    many = hear(
        decoder_of(protocol), [said(protocol, "a"), *[broken] * 4, said(protocol, "b"), END[protocol]]
    )
    assert many.message.text == "a" and many.failures[0].failure.kind is Kind.CUT_OFF


@ALL
@pytest.mark.parametrize(
    "odd",
    [
        '{"a": NaN, "b": Infinity}',
        '{"n": ' + "1" * 5000 + "}",
        "[" * 100_000 + "]" * 100_000,
        '{"type": "x", "type": "y"}',
        '"text"',
        "null",
        "7",
        "{}",
        "[]",
    ],
    ids=["nan", "long number", "nested", "double keys", "text", "null", "number", "object", "array"],
)
def test_odd_json_between_good_events_costs_nothing(protocol: Protocol, odd: str) -> None:
    heard = hear(decoder_of(protocol), [said(protocol, "a"), odd, said(protocol, "b"), END[protocol]])
    assert heard.message.text == "ab" and not heard.failures


@ALL
def test_interleaved_indexes_go_to_their_right_part(protocol: Protocol) -> None:
    pieces = [said(protocol, word, index) for word, index in (("B1 ", 1), ("A1 ", 0), ("B2 ", 1), ("A2 ", 0))]
    heard = hear(decoder_of(protocol), [*pieces, END[protocol]])
    assert heard.message.parts[0] == Text("A1 A2 ")
    if protocol in (
        Protocol.CHAT,
        Protocol.GEMINI,
    ):  # a second choice is another answer, not more of this one
        assert heard.message.text == "A1 A2 "
        assert heard.message.parts[1:] == (other_answer(1, "B1 B2 "),)
    else:
        assert heard.message.parts[1:] == (Text("B1 B2 "),)


@ALL
def test_nothing_counts_after_the_end(protocol: Protocol) -> None:
    frames = [said(protocol, "a"), END[protocol], "[DONE]", END[protocol], said(protocol, "late")]
    heard = hear(decoder_of(protocol), frames)
    assert heard.message.text == "a" and not heard.failures
    assert sum(isinstance(s, Finished) for s in heard.steps) <= 1


@ALL
def test_a_failure_ends_the_answer_and_is_said_once(protocol: Protocol) -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "broke off"}}
    frames = [said(protocol, "a"), ("error", error), error, END[protocol], "[DONE]", said(protocol, "late")]
    decoder = decoder_of(protocol)
    heard = hear(decoder, frames)
    assert heard.message.text == "a" and decoder.ended
    assert [f.failure.message for f in heard.failures] == ["broke off"]


@ALL
def test_a_failure_inside_http_200(protocol: Protocol) -> None:
    body = {
        "code": 400,
        "error": {"type": "invalid_request_error", "code": "bad", "message": "not for this key"},
    }
    failure = hear(decoder_of(protocol), body).failures[0].failure
    assert (failure.status, failure.message, failure.gateway) == (400, "not for this key", "Gate")


@ALL
def test_a_body_of_another_kind_is_not_understood(protocol: Protocol) -> None:
    heard = hear(decoder_of(protocol), {"hello": "world"})
    failure = heard.failures[0].failure
    assert failure.kind is Kind.MALFORMED and failure.detail == '{"hello": "world"}'
    broken = Heard(decoder_of(protocol).feed(Frame("", '{"half', True)))
    assert broken.failures[0].failure.kind is Kind.MALFORMED


@ALL
def test_lone_surrogates_are_joined_over_deltas_or_replaced(protocol: Protocol) -> None:
    pieces = ["lone \ud83d end, ", "split \ud83d", "\ude00 joined, ", "reversed \ude00\ud83d"]
    frames = [json.dumps(said(protocol, piece)) for piece in pieces]
    heard = hear(decoder_of(protocol), [*frames, json.dumps(END[protocol])])
    assert heard.message.text == "lone \ufffd end, split 😀 joined, reversed \ufffd\ufffd"


@ALL
def test_bytes_are_read_like_text(protocol: Protocol) -> None:
    decoder = decoder_of(protocol)
    steps = decoder.feed(Frame("", json.dumps(said(protocol, "ä")).encode()))
    assert Heard(steps).message.text == "ä"


@ALL
def test_an_answer_that_says_nothing_is_said_to_be_empty(protocol: Protocol) -> None:
    heard = hear(
        decoder_of(protocol), [END[protocol]] if protocol is not Protocol.MESSAGES else [EMPTY, END[protocol]]
    )
    assert heard.message.notices == ("The answer is empty: the model said nothing.",) and not heard.failures


EMPTY = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}}


@ALL
def test_raw_controls_inside_text_are_text(protocol: Protocol) -> None:
    raw = json.dumps(said(protocol, "a\x0bb")).replace("\\u000b", "\x0b")
    assert hear(decoder_of(protocol), [raw, END[protocol]]).message.text == "a\x0bb"


@ALL
def test_events_of_an_unknown_type_may_use_any_word(protocol: Protocol) -> None:
    odd = {"type": "weather.report", "code": 7, "status": "error", "message": "sunny"}
    heard = hear(decoder_of(protocol), [odd, said(protocol, "a"), odd, END[protocol]])
    assert heard.message.text == "a" and not heard.failures


def test_an_answer_without_any_choice_is_not_understood() -> None:
    for body in ({"choices": []}, {"choices": None}, {"choices": "text"}, {"choices": 7}, {"id": "x"}):
        frames = [body, "[DONE]"]
        assert chat(frames).failures[0].failure.kind is Kind.MALFORMED


@pytest.mark.parametrize("odd", [5, "x", {"a": 1}, [7, "x", {"url": 5}], True, 1.5, [["\ud83d"]]])
@pytest.mark.parametrize(
    "shape",
    [
        lambda odd: {
            "citations": odd,
            "choices": [{"delta": {"annotations": odd, "images": odd, "tool_calls": odd}}],
        },
        lambda odd: {
            "choices": [{"delta": {"reasoning_details": [{"type": "x", "text": odd, "deep": odd}]}}]
        },
        lambda odd: {
            "choices": [{"delta": {"tool_calls": [{"function": {"name": odd, "arguments": {"a": odd}}}]}}]
        },
        lambda odd: {
            "type": "content_block_start",
            "content_block": {"type": "text", "citations": odd, "text": odd},
        },
        lambda odd: {
            "type": "content_block_start",
            "content_block": {"type": "tool_use", "input": {"a": odd}},
        },
        lambda odd: {"type": "response.completed", "response": {"output": odd, "usage": odd, "error": odd}},
        lambda odd: {
            "type": "response.output_item.done",
            "item": {"type": odd, "content": odd, "summary": odd},
        },
        lambda odd: {
            "type": "response.content_part.done",
            "part": {"type": "output_text", "text": "t", "annotations": odd},
        },
        lambda odd: {
            "candidates": [{"groundingMetadata": {"groundingChunks": odd}, "content": {"parts": odd}}]
        },
        lambda odd: {"candidates": [{"content": {"parts": [{"functionCall": {"name": "f", "args": odd}}]}}]},
    ],
)
def test_wrong_types_in_any_place_are_survived(shape: Any, odd: Any) -> None:
    for protocol in Protocol:
        for frames in (shape(odd), [shape(odd), END[protocol]]):
            message = hear(decoder_of(protocol), frames).message
            assert all(part is not None for part in message.parts)


def test_small_readers() -> None:
    assert text_of(7) == "" and text_of("a\ud83d") == "a\ufffd"
    assert arguments_text({"a": 1}) == '{"a":1}' and arguments_text(None) == "" and arguments_text("{") == "{"
    assert parsed_object("") == {} and parsed_object("[1]") is None and parsed_object('{"a') is None


WORDS = st.sampled_from(
    ["content", "delta", "choices", "index", "text", "type", "parts", "candidates", "finish_reason", "tool_calls",
     "function", "name", "arguments", "id", "output", "item", "output_index", "summary", "content_block", "usage",
     "message", "functionCall", "args", "partialArgs", "jsonPath", "stringValue", "reasoning_details", "images",
     "annotations", "error", "thinking", "citations", "response", "status", "finishReason", "inlineData", "data",
     "signature", "partial_json", "stop_reason", "encrypted_content", "result", "willContinue", "thoughtSignature"]
)  # fmt: skip
TYPES = st.sampled_from(
    ["text", "thinking", "tool_use", "message_start", "content_block_start", "content_block_delta", "message_delta",
     "content_block_stop", "response.output_item.added", "response.output_item.done", "response.completed",
     "response.output_text.delta", "response.function_call_arguments.delta", "reasoning", "function_call",
     "image_generation_call", "web_search_call", "output_text", "summary_text", "redacted_thinking", "refusal",
     "response.reasoning_summary_text.delta", "response.content_part.done", "message", "url_citation",
     "response.image_generation_call.partial_image", "server_tool_use", "input_json_delta", "reasoning.text"]
)  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | TYPES | st.text(max_size=3) | st.just("$.a[0].b"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


@ALL
@settings(max_examples=50, deadline=None)
@given(frames=st.lists(st.dictionaries(WORDS, ANY, max_size=6), max_size=6), whole=st.booleans())
def test_any_json_folds_into_a_message_without_an_exception(
    protocol: Protocol, frames: list[dict[str, Any]], whole: bool
) -> None:
    decoder = decoder_of(protocol)
    steps = [s for f in frames for s in decoder.feed(Frame("", json.dumps(f), whole))]
    heard = Heard([*steps, *decoder.close()])
    assert sum(isinstance(s, Failed) for s in heard.steps) <= 1
    assert decoder.ended or heard.failures


@ALL
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(max_size=6), max_size=8))
def test_pieces_of_text_join_to_the_text(protocol: Protocol, texts: list[str]) -> None:
    heard = hear(decoder_of(protocol), [*(said(protocol, t) for t in texts), END[protocol]])
    whole = "".join(texts)
    if not whole.lstrip().startswith("<think"):
        assert heard.message.text == whole


@settings(max_examples=50, deadline=None)
@given(
    thought=st.text(max_size=12).filter(lambda t: "</think>" not in t),
    text=st.text(max_size=12),
    size=st.integers(1, 9),
)
def test_think_tags_split_anywhere(thought: str, text: str, size: int) -> None:
    whole = f"<think>{thought}</think>{text}"
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    heard = chat([*(delta(content=p) for p in pieces), delta(finish="stop")])
    assert heard.message.thought == thought.lstrip()
    assert heard.message.text == text.lstrip() or heard.message.text == text


def test_a_done_word_alone_is_an_empty_answer() -> None:
    heard = chat(["[DONE]"])
    assert [f.failure.kind for f in heard.failures] == [Kind.EMPTY]
