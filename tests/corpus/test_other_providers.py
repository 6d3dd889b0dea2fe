"""Shapes other providers of the same families are known to send, written by hand, byte for byte through framing."""

import json
from typing import Any

import msgspec
import pytest

from studio.cli_output import end_line
from studio.domain.conversation import Message, ProviderItem, Role
from studio.domain.errors import Kind
from studio.domain.events import fold
from studio.domain.gateway import Protocol
from studio.protocols.base import Again
from studio.protocols.refusal import refusal
from studio.services.framing import Framer
from studio.services.limits import Limits
from tests.protocols.asking import decoder_of

CHAT, MESSAGES, RESPONSES, GEMINI = Protocol.CHAT, Protocol.MESSAGES, Protocol.RESPONSES, Protocol.GEMINI
PIXEL = "iVBORw0KGgo="


class Shape(msgspec.Struct, kw_only=True):
    """An answer and what its last line says; fields that are not given are empty."""

    protocol: Protocol
    body: bytes
    text: str = ""
    thought: str = ""
    calls: list[tuple[str, Any]] = []
    raw: str | None = None
    cited: int = 0
    pictures: int = 0
    tokens: tuple[int | None, int | None] = (None, None)
    error: str | None = None
    items: list[str] = []


def whole(value: Any) -> bytes:
    return json.dumps(value).encode()


def sse(*values: Any, named: bool = False) -> bytes:
    """A stream of these values; `named` puts each one's type before it as the event."""
    lines = []
    for value in values:
        if named:
            lines.append(f"event: {value['type']}\n")
        lines.append(f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n")
    return "".join(lines).encode()


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"id": "c", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def completion(finish: str = "stop", **message: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": None, **message}
    return {"id": "c", "choices": [{"index": 0, "message": said, "finish_reason": finish}]}


def claude(*blocks: Any, stop: str = "end_turn") -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 2}
    return {"type": "message", "id": "m", "content": list(blocks), "stop_reason": stop, "usage": usage}


def response(*output: Any, status: str = "completed", **more: Any) -> dict[str, Any]:
    return {"id": "r", "object": "response", "status": status, "output": list(output), "error": None, **more}


def output_text(text: str, *annotations: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": list(annotations)}
    return {"type": "message", "id": "msg", "role": "assistant", "content": [part]}


def candidate(*parts: Any, finish: str | None = "STOP", **more: Any) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": finish, **more}]
    }


def started(*rest: Any) -> bytes:
    """A Messages stream that began."""
    usage = {"input_tokens": 3, "output_tokens": 1}
    message = {"id": "m", "type": "message", "content": [], "usage": usage}
    return sse({"type": "message_start", "message": message}, *rest, named=True)


SHAPES: dict[str, Shape] = {
    # Chat Completions
    "mistral thinks in content lists": Shape(
        protocol=CHAT,
        body=sse(
            chunk(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "hm "}]}]),
            chunk(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "ok"}], "closed": True}]),
            chunk(content="Hi"),
            chunk("stop", content=""),
            "[DONE]",
        ),
        text="Hi", thought="hm ok", raw="stop",
    ),
    "mistral refers to sources inside its text": Shape(
        protocol=CHAT,
        body=whole(
            completion(
                "model_length",
                content=[
                    {"type": "text", "text": "Paris "},
                    {"type": "reference", "reference_ids": [1]},
                    {"type": "text", "text": "is."},
                ],
            )
        ),
        text="Paris is.", raw="model_length",
    ),
    "groq tells tools it ran itself, twice": Shape(
        protocol=CHAT,
        body=sse(
            chunk(executed_tools=[{"index": 0, "type": "search", "arguments": "{}"}]),
            chunk(executed_tools=[{"index": 0, "type": "search", "arguments": "{}", "output": "found"}]),
            chunk(content="a"),
            {**chunk("stop"), "x_groq": {"id": "q", "usage": {"prompt_tokens": 4, "completion_tokens": 5}}},
            "[DONE]",
        ),
        text="a", raw="stop", tokens=(4, 5), items=["search"],
    ),
    "perplexity repeats the message beside each delta": Shape(
        protocol=CHAT,
        body=sse(
            *(
                {
                    "id": "p",
                    "citations": ["https://a.example", "https://b.example"],
                    "choices": [
                        {
                            "index": 0,
                            "delta": {"role": "assistant", "content": piece},
                            "message": {"role": "assistant", "content": so_far},
                            "finish_reason": end,
                        }
                    ],
                    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "cost": {"total_cost": 0.005}},
                }
                for piece, so_far, end in (("He", "He", None), ("llo", "Hello", None), ("", "Hello", "stop"))
            )
        ),
        text="Hello", raw="stop", cited=2, tokens=(1, 2),
    ),
    "openrouter puts the error of a provider into the choice": Shape(
        protocol=CHAT,
        body=whole(
            {
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "error",
                        "error": {"code": 502, "message": "Provider disconnected"},
                        "message": {"content": "par"},
                    }
                ]
            }
        ),
        text="par", raw="error", error="Provider disconnected",
    ),
    "openrouter breaks off with an error beside a finish word": Shape(
        protocol=CHAT,
        body=sse(
            chunk(content="par"),
            {"error": {"code": "server_error", "message": "Provider disconnected"}, **chunk("error", content="")},
        ),
        text="par", error="Provider disconnected",
    ),
    "google's compatible route has calls without index or id": Shape(
        protocol=CHAT,
        body=sse(
            chunk(tool_calls=[{"function": {"arguments": '{"a":1}', "name": "f"}, "id": "", "type": "function"}]),
            chunk(tool_calls=[{"function": {"arguments": "{}", "name": "g"}, "id": "", "type": "function"}]),
            chunk("stop"),
            "[DONE]",
        ),
        calls=[("f", {"a": 1}), ("g", {})], raw="stop",
    ),
    "ollama gives arguments as an object": Shape(
        protocol=CHAT,
        body=whole(
            completion("tool_calls", tool_calls=[{"id": "c", "function": {"name": "f", "arguments": {"a": 1}}}])
        ),
        calls=[("f", {"a": 1})], raw="tool_calls",
    ),
    "a custom tool takes text": Shape(
        protocol=CHAT,
        body=whole(
            completion(
                "tool_calls",
                tool_calls=[{"id": "c", "type": "custom", "custom": {"name": "code", "input": "print('hi')"}}],
            )
        ),
        calls=[("code", "print('hi')")], raw="tool_calls",
    ),
    "azure filters the answer": Shape(
        protocol=CHAT,
        body=sse(
            {"choices": [], "id": "", "model": "", "prompt_filter_results": [{"prompt_index": 0}]},
            chunk(content="I "),
            chunk("content_filter"),
            "[DONE]",
        ),
        text="I ", raw="content_filter",
    ),
    "openai answers with sound": Shape(
        protocol=CHAT,
        body=whole(completion(audio={"id": "a", "data": "AAAA", "transcript": "hello"})),
        raw="stop",
    ),
    "the second choice is another answer": Shape(
        protocol=CHAT,
        body=sse(
            {"choices": [{"index": 1, "delta": {"content": "B1 "}}]},
            {"choices": [{"index": 0, "delta": {"content": "A1 "}}, {"index": 1, "delta": {"content": "B2"}}]},
            {"choices": [{"index": 1, "delta": {}, "finish_reason": "length"}]},
            chunk(content="A2"),
            chunk("stop"),
            "[DONE]",
        ),
        text="A1 A2", raw="stop", items=["other_answer"],
    ),
    "the only choice has an odd number": Shape(
        protocol=CHAT,
        body=sse(
            {"choices": [{"index": 7, "delta": {"content": "Hello"}}]},
            {"choices": [{"index": 7, "delta": {}, "finish_reason": "stop"}]},
        ),
        text="Hello", raw="stop",
    ),
    "vllm fails inside a stream": Shape(
        protocol=CHAT,
        body=sse({"object": "error", "message": "too long", "type": "BadRequestError", "code": 400}, "[DONE]"),
        error="too long",
    ),
    "ollama fails with a bare text": Shape(
        protocol=CHAT, body=sse({"error": "model runner stopped"}), error="model runner stopped"
    ),
    # Messages
    "a turn pauses at a server tool": Shape(
        protocol=MESSAGES,
        body=whole(
            claude(
                {"type": "text", "text": "a"},
                {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
                stop="pause_turn",
            )
        ),
        text="a", raw="pause_turn", tokens=(1, 2), items=["server_tool_use"],
    ),
    "citations of every kind, one of them twice": Shape(
        protocol=MESSAGES,
        body=whole(
            claude(
                {
                    "type": "text",
                    "text": "a",
                    "citations": [
                        {"type": "search_result_location", "source": "https://s", "title": "t", "cited_text": "x"},
                        {"type": "page_location", "document_title": "d", "cited_text": "y"},
                        {"type": "page_location", "document_title": "d", "cited_text": "y"},
                        {"type": "char_location", "document_title": None, "cited_text": "z"},
                    ],
                }
            )
        ),
        text="a", raw="end_turn", tokens=(1, 2), cited=4,
    ),
    "hidden thought, then arguments in fine grains": Shape(
        protocol=MESSAGES,
        body=started(
            {"type": "content_block_start", "index": 0, "content_block": {"type": "redacted_thinking", "data": "x"}},
            {"type": "content_block_stop", "index": 0},
            {
                "type": "content_block_start",
                "index": 1,
                "content_block": {"type": "tool_use", "id": "t", "name": "f", "input": {}},
            },
            *(
                {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": p}}
                for p in ("", '{"a": [1,', " 2", "]}")
            ),
            {"type": "content_block_stop", "index": 1},
            {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
            {"type": "message_stop"},
        ),
        calls=[("f", {"a": [1, 2]})], raw="tool_use", tokens=(3, 9),
    ),
    "overloaded in mid-stream": Shape(
        protocol=MESSAGES,
        body=started({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
        tokens=(3, 1), error="Overloaded",
    ),
    "a refusal has no text of its own": Shape(
        protocol=MESSAGES, body=whole(claude(stop="refusal")), raw="refusal", tokens=(1, 2)
    ),
    # Responses
    "a remote tool server, and a question for approval": Shape(
        protocol=RESPONSES,
        body=whole(
            response(
                {"type": "mcp_list_tools", "id": "l", "server_label": "dice", "tools": []},
                {"type": "mcp_call", "id": "m", "name": "roll", "arguments": "{}", "output": "4"},
                {"type": "mcp_approval_request", "id": "a", "name": "roll", "arguments": "{}"},
                output_text("4"),
            )
        ),
        text="4", raw="completed", items=["mcp_list_tools", "mcp_call", "mcp_approval_request"],
    ),
    "a computer call is the provider's": Shape(
        protocol=RESPONSES,
        body=whole(
            response(
                {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "think"}]},
                {"type": "computer_call", "id": "cu", "call_id": "c", "action": {"type": "screenshot"}},
            )
        ),
        thought="think", raw="completed", items=["computer_call"],
    ),
    "code made a picture, and files are cited": Shape(
        protocol=RESPONSES,
        body=whole(
            response(
                {
                    "type": "code_interpreter_call",
                    "id": "ci",
                    "code": "plot()",
                    "outputs": [
                        {"type": "logs", "logs": "ok"},
                        {"type": "image", "url": f"data:image/png;base64,{PIXEL}"},
                    ],
                },
                output_text(
                    "see",
                    {"type": "container_file_citation", "file_id": "f1", "filename": "a.png", "start_index": 0},
                    {"type": "file_path", "file_id": "f2", "index": 1},
                    {"type": "file_citation", "file_id": "f3", "filename": "a.pdf", "index": 2},
                    {"type": "file_citation", "file_id": "f3", "filename": "a.pdf", "index": 2},
                ),
            )
        ),
        text="see", raw="completed", cited=4, pictures=1, items=["code_interpreter_call"],
    ),
    "sources told one by one and repeated in the end count once": Shape(
        protocol=RESPONSES,
        body=sse(
            {"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}},
            {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "see"},
            *(
                {
                    "type": "response.output_text.annotation.added",
                    "output_index": 0,
                    "content_index": 0,
                    "annotation_index": nth,
                    "annotation": {"type": "file_citation", "file_id": "f", "filename": "a", "index": 2},
                }
                for nth in (0, 1)
            ),
            {
                "type": "response.completed",
                "response": response(
                    output_text("see", *2 * [{"type": "file_citation", "file_id": "f", "filename": "a", "index": 2}])
                ),
            },
            named=True,
        ),
        text="see", raw="completed", cited=2,
    ),
    "xai searches by itself under the name of a call": Shape(
        protocol=RESPONSES,
        body=whole(
            response(
                {
                    "type": "custom_tool_call",
                    "call_id": "xs_call_1",
                    "name": "x_keyword_search",
                    "input": '{"query":"a"}',
                },
                {"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "ls -l"},
                output_text("ok"),
            )
        ),
        text="ok", calls=[("run", "ls -l")], raw="completed", items=["x_search_call"],
    ),
    "an answer still made in the background": Shape(
        protocol=RESPONSES, body=whole(response(status="queued")), raw="queued"
    ),
    "a cancelled answer": Shape(protocol=RESPONSES, body=whole(response(status="cancelled")), raw="cancelled"),
    "cut at the limit": Shape(
        protocol=RESPONSES,
        body=whole(
            response(output_text("cu"), status="incomplete", incomplete_details={"reason": "max_output_tokens"})
        ),
        text="cu", raw="incomplete",
    ),
    "a failed answer": Shape(
        protocol=RESPONSES,
        body=sse(
            {
                "type": "response.failed",
                "response": response(status="failed") | {"error": {"code": "server_error", "message": "boom"}},
            },
            named=True,
        ),
        raw="failed", error="boom",
    ),
    "a flat error event": Shape(
        protocol=RESPONSES,
        body=sse({"type": "error", "code": "rate_limit_exceeded", "message": "Rate limit", "param": None}, named=True),
        error="Rate limit",
    ),
    "coarse pictures give way to the final one": Shape(
        protocol=RESPONSES,
        body=sse(
            {
                "type": "response.image_generation_call.partial_image",
                "output_index": 0,
                "partial_image_b64": PIXEL,
                "partial_image_index": 0,
            },
            {
                "type": "response.completed",
                "response": response({"type": "image_generation_call", "id": "i", "result": PIXEL + "AAAA"}),
            },
            named=True,
        ),
        raw="completed", pictures=1,
    ),
    # Gemini
    "two candidates": Shape(
        protocol=GEMINI,
        body=whole(
            {
                "candidates": [
                    {"content": {"parts": [{"text": "one"}]}, "finishReason": "STOP"},
                    {"content": {"parts": [{"text": "two"}]}, "finishReason": "MAX_TOKENS", "index": 1},
                ]
            }
        ),
        text="one", raw="STOP", items=["other_answer"],
    ),
    "a candidate held back for safety": Shape(
        protocol=GEMINI,
        body=sse({"candidates": [{"finishReason": "SAFETY", "safetyRatings": [{"blocked": True}]}]}),
        raw="SAFETY",
    ),
    "a blocked prompt": Shape(
        protocol=GEMINI,
        body=whole({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 4}}),
        raw="PROHIBITED_CONTENT", tokens=(4, None),
    ),
    "a malformed call": Shape(
        protocol=GEMINI,
        body=sse(candidate(finish="MALFORMED_FUNCTION_CALL", finishMessage="Malformed function call: f(")),
        raw="MALFORMED_FUNCTION_CALL",
    ),
    "code run by google, with a picture": Shape(
        protocol=GEMINI,
        body=whole(
            candidate(
                {"executableCode": {"language": "PYTHON", "code": "plot()"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "ok"}},
                {"inlineData": {"mimeType": "image/png", "data": PIXEL}},
                {"text": "done"},
            )
        ),
        text="done", raw="STOP", pictures=1, items=["executableCode", "codeExecutionResult"],
    ),
    "grounding of every kind": Shape(
        protocol=GEMINI,
        body=sse(
            candidate(
                {"text": "x"},
                groundingMetadata={
                    "groundingChunks": [
                        {"web": {"uri": "https://a", "title": "a"}},
                        {"maps": {"uri": "https://m", "title": "M"}},
                        {"retrievedContext": {"title": "doc", "text": "words"}},
                        {"image": {"sourceUri": "https://i", "title": "I"}},
                    ]
                },
                urlContextMetadata={"urlMetadata": [{"retrievedUrl": "https://u"}]},
            )
        ),
        text="x", raw="STOP", cited=5,
    ),
    "calls side by side, one without arguments": Shape(
        protocol=GEMINI,
        body=sse(
            candidate(
                {"functionCall": {"name": "a", "args": {"x": [1, {"y": 2}]}}, "thoughtSignature": "s"},
                {"functionCall": {"name": "b"}},
            )
        ),
        calls=[("a", {"x": [1, {"y": 2}]}), ("b", {})], raw="STOP",
    ),
    "overloaded in a list": Shape(
        protocol=GEMINI,
        body=whole([{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}]),
        error="The model is overloaded.",
    ),
}  # fmt: skip


def answered(shape: Shape, size: int) -> Message:
    """The message a body folds to when it comes in pieces of `size` bytes."""
    limits = Limits()
    framer = Framer("application/octet-stream", "gate.example", limits.event, limits)
    pieces = [shape.body[at : at + size] for at in range(0, len(shape.body), size)]
    frames = [frame for piece in pieces for frame in framer.feed(piece)] + framer.close()
    decoder = decoder_of(shape.protocol)
    steps = [step for frame in frames for step in decoder.feed(frame)] + decoder.close()
    message = Message(id="x", parent=None, role=Role.ASSISTANT)
    for step in steps:
        assert not isinstance(step, Again)
        message = fold(message, step)
    return message


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_of_another_provider_is_read(name: str, size: int) -> None:
    shape = SHAPES[name]
    message = answered(shape, size)
    end = end_line(message, lambda ref: pytest.fail("nothing is kept here"))
    assert (end["text"], end["thought"]) == (shape.text, shape.thought)
    assert [(c["name"], c["arguments"]) for c in end["tool_calls"]] == shape.calls
    assert end["finish"]["raw"] == shape.raw
    assert (len(end["citations"]), len(end["pictures"])) == (shape.cited, shape.pictures)
    assert (end["usage"]["input_tokens"], end["usage"]["output_tokens"]) == shape.tokens
    assert (end["error"] or {}).get("message") == shape.error
    assert [p.kind for p in message.parts if isinstance(p, ProviderItem)] == shape.items


def test_nothing_is_silent_about_an_answer_that_shows_nothing() -> None:
    for name in ("openai answers with sound", "an answer still made in the background", "a blocked prompt"):
        assert answered(SHAPES[name], 65536).notices


ERRORS: dict[str, tuple[int, Any, Kind, str]] = {
    "mistral key": (401, {"detail": "Unauthorized"}, Kind.AUTH, "Unauthorized"),
    "mistral extra field": (
        422,
        {
            "object": "error",
            "message": {
                "detail": [{"type": "extra_forbidden", "loc": ["body", "foo"], "msg": "Extra inputs"}]
            },
            "type": "invalid_request_error",
        },
        Kind.BAD_PARAMETER,
        "Extra inputs",
    ),
    "xai key": (
        400,
        {"code": "invalid", "error": "Incorrect API key provided: in***ey."},
        Kind.AUTH,
        "in***ey",
    ),
    "xai picture": (
        400,
        {"error": "Generated image rejected by content moderation."},
        Kind.CONTENT,
        "rejected",
    ),
    "azure key": (401, {"error": {"code": "401", "message": "Access denied."}}, Kind.AUTH, "Access denied."),
    "azure deployment": (
        404,
        {"error": {"code": "DeploymentNotFound", "message": "It does not exist."}},
        Kind.UNKNOWN_MODEL,
        "It does not exist.",
    ),
    "deepseek money": (
        402,
        {"error": {"message": "Insufficient Balance"}},
        Kind.QUOTA,
        "Insufficient Balance",
    ),
    "openrouter key": (
        401,
        {"error": {"message": "No auth credentials found", "code": 401}},
        Kind.AUTH,
        "No auth",
    ),
    "google key in a list": (
        400,
        [{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}],
        Kind.AUTH,
        "API key not valid.",
    ),
    "google quota": (
        429,
        {"error": {"code": 429, "message": "You exceeded it.", "details": [{"retryDelay": "41s"}]}},
        Kind.RATE,
        "You exceeded it.",
    ),
    "cohere key": (401, {"id": "i", "message": "invalid api token"}, Kind.AUTH, "invalid api token"),
    "cerebras rate": (
        429,
        {"message": "Tokens per minute limit exceeded", "type": "too_many_tokens_error", "code": "x"},
        Kind.RATE,
        "Tokens per minute limit exceeded",
    ),
    "bedrock": (403, {"Message": "User is not authorized"}, Kind.ACCOUNT, "User is not authorized"),
    "hugging face": (401, {"error": "Invalid username or password."}, Kind.AUTH, "Invalid username"),
    "ollama model": (
        404,
        {"error": {"message": 'model "x" not found'}},
        Kind.UNKNOWN_MODEL,
        'model "x" not found',
    ),
    "anthropic money": (
        400,
        {
            "type": "error",
            "error": {"type": "invalid_request_error", "message": "Your credit balance is too low."},
        },
        Kind.QUOTA,
        "Your credit balance is too low.",
    ),
    "perplexity's page": (
        401,
        "<html><head><title>401 Authorization Required</title></head></html>",
        Kind.AUTH,
        "401 Authorization Required",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_refusal_of_another_provider_keeps_its_words_and_is_understood(name: str) -> None:
    status, body, kind, words = ERRORS[name]
    data = body.encode() if isinstance(body, str) else whole(body)
    failure = refusal(status, {}, data, "Gate").failure
    assert (failure.kind, failure.status) == (kind, status)
    assert words in failure.message
