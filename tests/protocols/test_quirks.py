"""Every row of the quirk table of GATEWAYS.md 7.5, one test for each, named after its row.

Those about the parts of an answer (6, 12–16, 18) are in `test_quirks_of_parts.py`.
"""

import gzip
import json

import pytest

from studio.domain.conversation import Text, Thought
from studio.domain.errors import Kind, Remedy
from studio.domain.events import Noticed, UsageSeen
from studio.domain.gateway import Protocol
from studio.protocols.base import Frame
from studio.protocols.refusal import refusal
from studio.services.framing import Framer
from studio.services.limits import Limits
from tests.protocols.asking import Heard, asked, chat, decoder_of, delta, messages, responses

STOP = delta(finish="stop")
PICTURE_URL = "data:image/png;base64,aGVsbG8gcGljdHVyZQ=="


def framed(body: bytes, content_type: str = "text/event-stream", split: int = 65536) -> list[Frame]:
    """The frames the framing makes of a body read in pieces of `split` bytes."""
    limits = Limits()
    framer = Framer(content_type, "gate.example", limits.event, limits)
    frames = [f for at in range(0, len(body), split) for f in framer.feed(body[at : at + split])]
    return frames + framer.close()


def heard(body: bytes, content_type: str = "text/event-stream", split: int = 65536) -> Heard:
    """A chat answer from bytes."""
    decoder = decoder_of(Protocol.CHAT)
    steps = [s for frame in framed(body, content_type, split) for s in decoder.feed(frame)]
    return Heard(steps + decoder.close())


def sse(*values: object, end: str = "\n\n") -> bytes:
    """Values as server-sent events."""
    return "".join(f"data: {v if isinstance(v, str) else json.dumps(v)}{end}" for v in values).encode()


def test_quirk_1a_reasoning_content() -> None:
    said = chat([delta(content=None, reasoning_content="We") | {"usage": None}, delta(content="Hi"), STOP])
    assert said.message.parts == (Thought("We", id="reasoning_content"), Text("Hi"))
    assert not said.failures


def test_quirk_1b_reasoning() -> None:
    assert chat([delta(reasoning="Okay"), STOP]).message.thought == "Okay"


def test_quirk_1c_one_source_of_reasoning_a_delta() -> None:
    detail = {"type": "reasoning.text", "text": "We need", "index": 0, "format": None}
    said = chat(
        [delta(content="", reasoning="We need", reasoning_details=[detail]), delta(content="x"), STOP]
    )
    assert said.message.thought == "We need"
    only = chat([delta(reasoning_details=[detail]), STOP])
    assert only.message.thought == "We need"
    kept = only.message.parts[0]
    assert isinstance(kept, Thought) and json.loads(kept.signature or "")[0]["text"] == "We need"


def test_quirk_1d_content_is_a_list() -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    said = chat([delta(content=[thinking]), delta(content=[{"type": "text", "text": "Yes"}]), STOP])
    assert (said.message.thought, said.message.text) == ("hm", "Yes")


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_quirk_1e_think_tag_at_the_start_only(size: int) -> None:
    text = "<think>plan</think>Hi, a <think> tag"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    said = chat([*(delta(content=p) for p in pieces), STOP])
    assert (said.message.thought, said.message.text) == ("plan", "Hi, a <think> tag")


def test_quirk_2_comment_as_keep_alive() -> None:
    assert heard(b": OPENROUTER PROCESSING\n\n" + sse(delta(content="a"), STOP)).message.text == "a"


def test_quirk_2b_keep_alive_as_data() -> None:
    alive = {"type": "keepalive", "sequence_number": 1}
    done = {"type": "response.completed", "response": {"status": "completed", "usage": {}}}
    text = {"type": "response.output_text.delta", "output_index": 0, "delta": "a"}
    said = responses([alive, text, alive, done])
    assert said.message.text == "a" and not said.failures
    assert chat([alive, delta(content="a"), STOP]).message.text == "a"


def test_quirk_3_usage_only_last_chunk() -> None:
    usage = {"prompt_tokens": 16, "completion_tokens": 300, "total_tokens": 316}
    said = chat([delta(content="a"), STOP, {"choices": [], "usage": usage}, "[DONE]"])
    assert said.message.usage is not None and said.message.usage.total_tokens == 316
    assert not said.failures


def test_quirk_3b_empty_first_chunk() -> None:
    first = {"choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": []}
    assert chat([first, delta(content="a"), STOP]).message.text == "a"


def test_quirk_3c_stream_options_refused_names_the_parameter() -> None:
    body = {
        "error": {
            "message": "Unknown parameter: 'stream_options'.",
            "param": "stream_options",
            "type": "invalid_request_error",
            "code": "unknown_parameter",
        }
    }
    failure = refusal(400, {}, json.dumps(body).encode(), "Gate").failure
    assert (failure.kind, failure.parameter) == (Kind.BAD_PARAMETER, "stream_options")


def test_quirk_4_no_done_after_a_finish_reason_is_complete() -> None:
    assert not chat([delta(content="a"), STOP]).failures
    cut = chat([delta(content="a")])
    assert cut.failures[0].failure.kind is Kind.CUT_OFF and cut.message.text == "a"


def test_quirk_5a_error_then_done() -> None:
    error = {"error": {"message": "provider temporarily unavailable", "type": "provider_error"}}
    said = chat([delta(content="partial"), error, "[DONE]"])
    assert said.message.text == "partial"
    assert [f.failure.message for f in said.failures] == ["provider temporarily unavailable"]


def test_quirk_5b_error_with_choices_keeps_the_usage() -> None:
    chunk = {
        **delta(content=""),
        "error": {"code": 400, "message": "Token limit reached"},
        "usage": {"prompt_tokens": 5},
    }
    said = chat([delta(content="a"), delta(finish="length"), chunk, "[DONE]"])
    assert said.failures[0].failure.message == "Token limit reached"
    assert said.failures[0].failure.status == 400
    assert said.message.usage is not None and said.message.usage.input_tokens == 5


def test_quirk_5c_other_forms_of_errors_and_one_broken_line() -> None:
    assert chat([{"object": "error", "message": "no"}]).failures[0].failure.message == "no"
    groq = {"error": {"message": "no tool", "type": "invalid_request_error", "status_code": 400}}
    assert chat([delta(content="a"), ("error", groq)]).failures[0].failure.status == 400
    said = chat([delta(content="a"), '{"choices": [{"del', delta(content="b"), STOP])
    assert said.message.text == "ab" and not said.failures
    assert said.message.notices == ("1 unreadable event was skipped.",)


def test_quirk_5d_anthropics_error_event() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    failure = messages([("error", error)]).failures[0].failure
    assert (failure.message, failure.type, failure.remedy) == ("Overloaded", "overloaded_error", Remedy.WAIT)


def test_quirk_5e_responses_error_is_shown_once() -> None:
    inner = {
        "type": "insufficient_quota",
        "code": "insufficient_quota",
        "message": "no credit",
        "param": None,
    }
    failed = {"type": "response.failed", "response": {"status": "failed", "error": inner}}
    said = responses([{"type": "error", "sequence_number": 2, "error": inner}, failed])
    assert [f.failure.kind for f in said.failures] == [Kind.QUOTA]
    flat = responses([{"type": "error", "code": "server_error", "message": "flat words"}])
    assert flat.failures[0].failure.message == "flat words"


def test_quirk_5f_nested_provider_error() -> None:
    metadata = {"provider_name": "Google", "raw": "quota of the project"}
    body = {
        "error": {"code": 429, "message": "Provider returned error", "metadata": metadata},
        "user_id": "u",
    }
    failure = refusal(429, {}, json.dumps(body).encode(), "Gate").failure
    assert failure.detail == "quota of the project"
    assert "Provider returned error" in failure.message and "quota of the project" in failure.message


def test_quirk_7_html_page() -> None:
    page = b"<!DOCTYPE html><html><head><title>520: Web server is returning an unknown error</title>"
    failure = refusal(520, {}, page + b"Your IP: 203.0.113.7", "Gate").failure
    assert failure.kind is Kind.HOST_GONE and failure.remedy is Remedy.ADDRESS
    assert "203.0.113.7" not in f"{failure}"


def test_quirk_8a_sse_although_not_asked_for() -> None:
    assert heard(sse(delta(content="a"), STOP), "application/json").message.text == "a"


def test_quirk_8b_sse_without_its_content_type() -> None:
    assert heard(sse(delta(content="a"), STOP, "[DONE]"), "").message.text == "a"


def test_quirk_8c_json_although_a_stream_was_asked_for() -> None:
    whole = {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "all"}, "finish_reason": "stop"}]
    }
    assert heard(json.dumps(whole).encode()).message.text == "all"
    error = {"code": 400, "error": {"code": "invalid_request_error", "message": "model field is required"}}
    failure = heard(json.dumps(error).encode()).failures[0].failure
    assert (failure.status, failure.message) == (400, "model field is required")


def test_quirk_8d_one_newline_between_events() -> None:
    assert heard(sse(delta(content="a"), delta(content="b"), STOP, end="\n")).message.text == "ab"
    joined = "\n".join(json.dumps(v) for v in (delta(content="a"), delta(content="b"), STOP))
    assert chat([joined]).message.text == "ab"


def test_quirk_9a_streams_ask_for_no_compression() -> None:
    from studio.protocols.table import codec_for

    request = codec_for(asked("hi")).encode(asked("hi"))
    assert request.stream  # the transport then sends Accept-Encoding: identity


def test_quirk_9b_gzip_without_header() -> None:
    assert heard(gzip.compress(sse(delta(content="a"), STOP)), "text/event-stream", 7).message.text == "a"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_quirk_10a_line_ends_and_no_blank_after_data(end: str) -> None:
    body = sse(delta(content="a"), STOP).replace(b"data: ", b"data:").replace(b"\n", end.encode())
    assert heard(body, split=1).message.text == "a"


def test_quirk_10b_bom() -> None:
    assert heard(b"\xef\xbb\xbf" + sse(delta(content="a"), STOP), split=1).message.text == "a"


def test_quirk_10c_data_over_several_lines() -> None:
    pretty = json.dumps(delta(content="a"), indent=1).replace("\n", "\ndata: ")
    assert heard(f"data: {pretty}\n\n".encode() + sse(STOP)).message.text == "a"


def test_quirk_10d_line_separator_in_data_and_split_characters() -> None:
    body = json.dumps(delta(content="\u2028 ж")).encode("ascii").decode("unicode_escape")
    assert heard(f"data: {body}\n\n".encode() + sse(STOP), split=1).message.text == "\u2028 ж"


def test_quirk_10e_event_without_data() -> None:
    assert heard(b"event: ping\n\n" + sse(delta(content="a"), STOP)).message.text == "a"


def test_quirk_10f_no_blank_line_at_the_end() -> None:
    assert not heard(sse(delta(content="a"), STOP).rstrip(b"\n")).failures


def test_quirk_11_very_long_line() -> None:
    said = heard(sse(delta(content="x" * 1_000_000), STOP), split=4096)
    assert len(said.message.text) == 1_000_000


def test_quirk_17_noise() -> None:
    noise = {"obfuscation": "D3Wb", "service_tier": "default", "content_filter_results": {"hate": {}}}
    usage = {"x_groq": {"id": "r", "usage": {"prompt_tokens": 12, "completion_tokens": 24}}}
    said = chat([{**delta(content="a"), **noise}, {**STOP, **usage}])
    assert said.message.text == "a"
    assert [s.usage.output_tokens for s in said.steps if isinstance(s, UsageSeen)] == [24]
    assert not [s for s in said.steps if isinstance(s, Noticed)]
