"""Responses: the request of OpenAI's newer protocol (GATEWAYS.md 4.3)."""

from typing import Any

from studio.domain.conversation import (
    File,
    Part,
    Picture,
    ProviderItem,
    Role,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway, Protocol, chat_url
from studio.domain.parameters import Json
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.decoding import parsed_object
from studio.protocols.history import Turn, history_of
from studio.protocols.refusal import refusal
from studio.protocols.responses_answers import ResponsesDecoder
from studio.protocols.writing import (
    Tool,
    Writer,
    apply_parameters,
    chosen_name,
    described,
    file_text,
    json_bytes,
    media_of,
    tools_in,
)

_NAMES = {"max_tokens": "max_output_tokens", "reasoning_effort": "reasoning.effort"}
_LACKING = frozenset(
    {
        "name",
        "stop",
        "seed",
        "top_k",
        "presence_penalty",
        "frequency_penalty",
        "thinking_budget",
        "safety_settings",
        "response_modalities",
    }
)


class Responses:
    """The codec of one gateway's Responses route."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`; raises `StudioError` (INPUT) when there is nothing to send."""
        history = history_of(prompt)
        items: list[Json] = []
        for turn in history.turns:
            if turn.role is Role.ASSISTANT:
                items.extend(_answer(turn))
            else:
                items.extend(_user(prompt, turn))
        body: dict[str, Any] = {"model": prompt.model, "input": items, "stream": prompt.stream}
        if prompt.system:
            body["instructions"] = prompt.system
        body = apply_parameters(
            body, prompt.parameters, _NAMES, _WRITERS, _LACKING, "Responses", history.notices
        )
        return WireRequest(
            url=chat_url(prompt.gateway, Protocol.RESPONSES, prompt.model, prompt.stream),
            body=json_bytes(body),
            stream=prompt.stream,
            notices=tuple(history.notices),
        )

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return ResponsesDecoder(self._gateway.name)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)


def _answer(turn: Turn) -> list[Json]:
    """Items of an answer of ours: everything said, then the calls, so that their outputs follow directly."""
    said: list[Json] = []
    calls: list[Json] = []
    for nth, part in enumerate(turn.parts):
        match part:
            case Text():
                said.append({"role": "assistant", "content": [{"type": "output_text", "text": part.text}]})
            case Thought(signature=str()):
                item = _reasoning(turn.parts, nth)
                (calls if calls else said).append(item)
            case ProviderItem():
                said.append(parsed_object(part.data) or None)
            case ToolCall():
                arguments = part.arguments if parsed_object(part.arguments) is not None else "{}"
                call = {"type": "function_call", "call_id": part.id, "name": part.name}
                calls.append({**call, "arguments": arguments or "{}"})
            case _:
                continue
    return [item for item in (*said, *calls) if item is not None]


def _reasoning(parts: list[Part], nth: int) -> dict[str, Any]:
    """One reasoning item: the thought that carries its signature and those of the same id behind it."""
    first = parts[nth]
    summary: list[Json] = []
    for part in parts[nth:]:
        if not isinstance(part, Thought) or not isinstance(first, Thought) or part.id != first.id:
            break
        if part.text:
            summary.append({"type": "summary_text", "text": part.text})
    item: dict[str, Any] = {"type": "reasoning", "summary": summary}
    if isinstance(first, Thought):
        item["encrypted_content"] = first.signature
        if first.id:
            item["id"] = first.id
    return item


def _user(prompt: Prompt, turn: Turn) -> list[Json]:
    items: list[Json] = []
    content: list[Json] = []
    for part in turn.parts:
        if isinstance(part, ToolResult):
            items.append({"type": "function_call_output", "call_id": part.call_id, "output": part.content})
        else:
            content.extend(_said(prompt, part))
    if content:
        items.append({"role": "user", "content": content})
    return items


def _said(prompt: Prompt, part: Part) -> list[Json]:
    if isinstance(part, Text):
        return [{"type": "input_text", "text": part.text}]
    if isinstance(part, File) and part.text is not None:
        return [{"type": "input_text", "text": file_text(part)}]
    if not isinstance(part, Picture | File):
        return []
    media = media_of(prompt, part)
    if media is None:
        return []
    if isinstance(part, Picture) or media.mime.startswith("image/"):
        return [{"type": "input_image", "image_url": media.url}]
    return [{"type": "input_file", "filename": media.name, "file_data": media.url}]


def _shape(tool: Tool) -> dict[str, Any]:
    return {"type": "function", **described(tool, "parameters")}


def _write_tools(value: Json, body: dict[str, Any]) -> None:
    body["tools"] = tools_in(value, _shape)


def _write_choice(value: Json, body: dict[str, Any]) -> None:
    name = chosen_name(value)
    function = name and isinstance(value, dict) and value.get("type") in (None, "function")
    body["tool_choice"] = {"type": "function", "name": name} if function else value


_WRITERS: dict[str, Writer] = {"tools": _write_tools, "tool_choice": _write_choice}
