"""The shapes of Chat Completions answers as they come, and what is read out of them field by field."""

from typing import Any

import msgspec

from studio.domain.timing import Usage
from studio.protocols.decoding import text_of
from studio.protocols.reading import number, price

FINISH_WORDS = {
    "stop": "done",
    "end_turn": "done",
    "eos": "done",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "filtered",
    "tool_calls": "tool",
    "function_call": "tool",
    "tool_use": "tool",
    "refusal": "refusal",
    "error": "error",
}


class Function(msgspec.Struct, gc=False):
    """The function a call names; `arguments` is JSON text, or an object where a server errs."""

    name: str | None = None
    arguments: Any = None


class Call(msgspec.Struct, gc=False):
    """A piece of a tool call."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: dict[str, Any] | None = None
    extra_content: Any = None


class ChatDelta(msgspec.Struct, gc=False):
    """What one choice says in a chunk (`delta`) or in a whole answer (`message`)."""

    content: str | list[Any] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_text: str | None = None
    reasoning_details: list[Any] | None = None
    tool_calls: list[Call] | None = None
    function_call: Function | None = None
    refusal: str | None = None
    images: list[Any] | None = None
    annotations: list[Any] | None = None
    executed_tools: list[Any] | None = None
    audio: Any = None

    @property
    def says_only_text(self) -> bool:
        """Whether everything but the visible text is absent."""
        return (
            self.reasoning_content is None
            and self.reasoning is None
            and self.tool_calls is None
            and self.refusal is None
            and self.reasoning_details is None
            and self.images is None
            and self.annotations is None
            and self.function_call is None
            and self.reasoning_text is None
            and self.executed_tools is None
            and self.audio is None
        )


class Choice(msgspec.Struct, gc=False):
    """One of the answers a chunk carries."""

    index: int | None = None
    delta: ChatDelta | None = None
    message: ChatDelta | None = None
    text: str | None = None
    finish_reason: str | None = None
    native_finish_reason: str | None = None
    annotations: list[Any] | None = None
    error: Any = None


class Chunk(msgspec.Struct, gc=False):
    """One chunk of a stream, or one whole answer; every field may be missing."""

    choices: list[Choice] | None = None
    usage: dict[str, Any] | None = None
    error: Any = None
    code: Any = None
    id: str | None = None
    model: str | None = None
    object: str | None = None
    message: Any = None
    type: str | None = None
    x_groq: dict[str, Any] | None = None
    citations: list[Any] | None = None
    search_results: list[Any] | None = None
    resp_data: dict[str, Any] | None = None


def plain_text(chunk: Chunk) -> str | None:
    """The text of a chunk that holds a piece of the first choice's text and nothing else, else None.

    Nearly all chunks of a stream are such; this one look spares them the long way.
    """
    if chunk.usage is not None or chunk.error is not None or chunk.code is not None:
        return None
    if chunk.citations is not None or chunk.search_results is not None or chunk.x_groq is not None:
        return None
    choices = chunk.choices
    if choices is None or len(choices) != 1:
        return None
    choice = choices[0]
    said = choice.delta
    if said is None or choice.finish_reason is not None or choice.index or choice.annotations is not None:
        return None
    if choice.error is not None:
        return None
    return said.content if isinstance(said.content, str) and said.says_only_text else None


def thinking_text(item: dict[str, Any]) -> str:
    """The text of a `thinking` part, which is a string or a list of text parts."""
    inner = item.get("thinking") or item.get("text") or item.get("summary") or item.get("content")
    if isinstance(inner, list):
        return "".join(text_of(t.get("text")) if isinstance(t, dict) else text_of(t) for t in inner)
    return text_of(inner)


def keep_details(kept: list[dict[str, Any]], seen: list[Any]) -> None:
    """Adds `reasoning_details` of a delta to those before it: pieces of one index and type are one detail."""
    for detail in seen:
        if not isinstance(detail, dict):
            continue
        last = kept[-1] if kept else {}
        same = last.get("type") == detail.get("type") and last.get("index") == detail.get("index")
        if not same or detail.get("type") == "reasoning.encrypted":
            kept.append(_clean(detail))
            continue
        for name, value in _clean(detail).items():
            if name in ("text", "summary") and isinstance(value, str):
                last[name] = text_of(last.get(name)) + value
            elif value is not None:
                last[name] = value


def _clean(detail: dict[str, Any]) -> dict[str, Any]:
    return {k: text_of(v) if isinstance(v, str) else v for k, v in detail.items()}


def stated_fields(message: Chunk) -> dict[str, Any]:
    """The fields of a chunk that can state a failure; events with a type of their own use the words otherwise."""
    plain = message.type in (None, "error") or message.object == "error"
    names = ("error", "object", "message", "type", "code") if plain else ("error",)
    return {n: v for n in names if (v := getattr(message, n)) is not None}


def usage_of(usage: dict[str, Any]) -> Usage:
    """Numbers of one `usage` object (GATEWAYS.md 4.6)."""
    output = usage.get("completion_tokens_details")
    input_details = usage.get("prompt_tokens_details")
    output = output if isinstance(output, dict) else {}
    input_details = input_details if isinstance(input_details, dict) else {}
    cached = number(input_details.get("cached_tokens"))
    thought = number(output.get("reasoning_tokens"))
    return Usage(
        input_tokens=number(usage.get("prompt_tokens")),
        output_tokens=number(usage.get("completion_tokens")),
        thought_tokens=thought if thought is not None else number(usage.get("reasoning_tokens")),
        cached_tokens=cached if cached is not None else number(usage.get("prompt_cache_hit_tokens")),
        total_tokens=number(usage.get("total_tokens")),
        cost=price(usage.get("cost")) if "cost" in usage else price(usage.get("estimated_cost")),
    )
