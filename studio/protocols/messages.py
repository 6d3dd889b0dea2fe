"""Messages: the request of Anthropic's protocol (GATEWAYS.md 4.2)."""

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
from studio.domain.parameters import Json, ParameterSet
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.decoding import parsed_object
from studio.protocols.history import History, Turn, history_of
from studio.protocols.messages_answers import MessagesDecoder
from studio.protocols.refusal import refusal
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

DEFAULT_MAX_TOKENS = 4096
"""Tokens an answer may have when the user set none; the field is required at Anthropic."""

_VERSION = "2023-06-01"
_NAMES = {"stop": "stop_sequences", "reasoning_effort": "output_config.effort"}
_LACKING = frozenset(
    {"name", "seed", "presence_penalty", "frequency_penalty", "safety_settings", "response_modalities"}
)
_HEADERS = ("anthropic-version", "anthropic-beta")


class Messages:
    """The codec of one gateway's Messages route."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`; raises `StudioError` (INPUT) when there is nothing to send.

        Parameters named `anthropic-version` and `anthropic-beta` become headers.
        """
        history = history_of(prompt)
        turns = [_turn(prompt, turn, history) for turn in history.turns]
        body: dict[str, Any] = {
            "model": prompt.model,
            "max_tokens": DEFAULT_MAX_TOKENS,
            "messages": turns,
            "stream": prompt.stream,
        }
        if prompt.system:
            body["system"] = prompt.system
        parameters, headers = _headers(prompt.parameters)
        body = apply_parameters(body, parameters, _NAMES, _WRITERS, _LACKING, "Messages", history.notices)
        _make_room(body, parameters)
        return WireRequest(
            url=chat_url(prompt.gateway, Protocol.MESSAGES, prompt.model, prompt.stream),
            headers=headers,
            body=json_bytes(body),
            stream=prompt.stream,
            notices=tuple(history.notices),
        )

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return MessagesDecoder(self._gateway.name)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)


def _headers(parameters: ParameterSet) -> tuple[ParameterSet, tuple[tuple[str, str], ...]]:
    """The parameters that are headers, taken out of the others."""
    found = {"anthropic-version": _VERSION}
    for name in _HEADERS:
        for spelling in (name, name.replace("-", "_")):
            value = parameters.get(spelling)
            if value:
                found[name] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            parameters = parameters.without(spelling)
    return parameters, tuple(found.items())


def _make_room(body: dict[str, Any], parameters: ParameterSet) -> None:
    """Thinking counts as output: the default limit must leave room for the answer."""
    thinking = body.get("thinking")
    budget = thinking.get("budget_tokens") if isinstance(thinking, dict) else None
    if (
        isinstance(budget, int)
        and parameters.get("max_tokens") is None
        and "max_tokens" not in parameters.extra
    ):
        body["max_tokens"] = budget + DEFAULT_MAX_TOKENS


def _turn(prompt: Prompt, turn: Turn, history: History) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for part in turn.parts:
        if turn.role is Role.ASSISTANT:
            blocks.extend(_answered(part))
        else:
            blocks.extend(_said(prompt, part, history))
    if not blocks:
        blocks.append({"type": "text", "text": "(Something this protocol cannot carry.)"})
    if turn.role is Role.USER and len(blocks) == 1 and blocks[0]["type"] == "text":
        return {"role": "user", "content": blocks[0]["text"]}
    return {"role": turn.role.value, "content": blocks}


def _answered(part: Part) -> list[dict[str, Any]]:
    """Blocks of an answer of ours; empty text blocks are refused by the protocol."""
    if isinstance(part, Text):
        return [{"type": "text", "text": part.text}] if part.text.strip() else []
    if isinstance(part, Thought):
        if part.redacted:
            return [{"type": "redacted_thinking", "data": part.signature}] if part.signature else []
        if part.signature:
            return [{"type": "thinking", "thinking": part.text, "signature": part.signature}]
        return []
    if isinstance(part, ToolCall):
        arguments = parsed_object(part.arguments) or {}
        return [{"type": "tool_use", "id": part.id, "name": part.name, "input": arguments}]
    if isinstance(part, ProviderItem):
        block = parsed_object(part.data)
        return [block] if block else []
    return []


def _said(prompt: Prompt, part: Part, history: History) -> list[dict[str, Any]]:
    if isinstance(part, ToolResult):
        failed = {"is_error": True} if part.is_error else {}
        return [{"type": "tool_result", "tool_use_id": part.call_id, "content": part.content, **failed}]
    if isinstance(part, Text):
        return [{"type": "text", "text": part.text}] if part.text.strip() else []
    if isinstance(part, File) and part.text is not None:
        return [{"type": "text", "text": file_text(part)}]
    if not isinstance(part, Picture | File):
        return []
    media = media_of(prompt, part)
    if media is None:
        return []
    source = {"type": "base64", "media_type": media.mime, "data": media.data}
    if isinstance(part, Picture) or media.mime.startswith("image/"):
        return [{"type": "image", "source": source}]
    if media.mime == "application/pdf":
        return [{"type": "document", "source": source, "title": media.name}]
    history.notice(f"The file “{media.name}” was not sent: Messages takes text, pictures and PDF only.")
    return []


def _shape(tool: Tool) -> dict[str, Any]:
    return described(tool, "input_schema")


def _write_tools(value: Json, body: dict[str, Any]) -> None:
    body["tools"] = tools_in(value, _shape)


def _write_choice(value: Json, body: dict[str, Any]) -> None:
    name = chosen_name(value)
    if name and isinstance(value, dict) and value.get("type") in (None, "function", "tool"):
        body["tool_choice"] = {"type": "tool", "name": name}
    elif isinstance(value, str):
        body["tool_choice"] = {"type": {"required": "any"}.get(value, value)}
    else:
        body["tool_choice"] = value


def _write_budget(value: Json, body: dict[str, Any]) -> None:
    body["thinking"] = {"type": "enabled", "budget_tokens": value} if value else {"type": "disabled"}


def _write_user(value: Json, body: dict[str, Any]) -> None:
    body["metadata"] = {"user_id": value, **body.get("metadata", {})}


def _write_metadata(value: Json, body: dict[str, Any]) -> None:
    body["metadata"] = {**body.get("metadata", {}), **value} if isinstance(value, dict) else value


_WRITERS: dict[str, Writer] = {
    "tools": _write_tools,
    "tool_choice": _write_choice,
    "thinking_budget": _write_budget,
    "user": _write_user,
    "metadata": _write_metadata,
}
