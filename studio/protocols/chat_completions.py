"""Chat Completions: the request of OpenAI and everything compatible with it (GATEWAYS.md 4.1)."""

from typing import Any

from studio.domain.conversation import File, Part, Picture, Role, Text, Thought, ToolCall, ToolResult
from studio.domain.errors import StudioError
from studio.domain.gateway import Gateway, Protocol, chat_url
from studio.domain.parameters import Json
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.chat_answers import ChatDecoder
from studio.protocols.decoding import parsed_object
from studio.protocols.history import Turn, history_of
from studio.protocols.reading import read_json
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

_LACKING = frozenset({"thinking_budget", "safety_settings"})


class ChatCompletions:
    """The codec of one gateway's chat route."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`; raises `StudioError` (INPUT) when there is nothing to send."""
        history = history_of(prompt)
        messages: list[dict[str, Any]] = []
        if prompt.system:
            messages.append({"role": "system", "content": prompt.system})
        loop = _tool_loop(history.turns)
        for nth, turn in enumerate(history.turns):
            if turn.role is Role.ASSISTANT:
                messages.append(_assistant(turn, nth >= loop))
            else:
                messages.extend(_user(prompt, turn))
        body: dict[str, Any] = {"model": prompt.model, "messages": messages, "stream": prompt.stream}
        if prompt.stream:
            body["stream_options"] = {"include_usage": True}
        body = apply_parameters(
            body, prompt.parameters, {}, _WRITERS, _LACKING, "Chat Completions", history.notices
        )
        return WireRequest(
            url=chat_url(prompt.gateway, Protocol.CHAT, prompt.model, prompt.stream),
            body=json_bytes(body),
            stream=prompt.stream,
            notices=tuple(history.notices),
        )

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return ChatDecoder(self._gateway.name)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)


def _tool_loop(turns: list[Turn]) -> int:
    """Where the running round of tool calls begins: behind the last turn in which the user said something new."""
    for nth in range(len(turns) - 1, -1, -1):
        if turns[nth].role is Role.USER and not all(isinstance(p, ToolResult) for p in turns[nth].parts):
            return nth
    return 0


def _assistant(turn: Turn, in_loop: bool) -> dict[str, Any]:
    """An answer of ours; reasoning goes back as details, or by its own field while tools are being answered."""
    text = "".join(p.text for p in turn.parts if isinstance(p, Text))
    calls = [p for p in turn.parts if isinstance(p, ToolCall)]
    message: dict[str, Any] = {"role": "assistant", "content": text or None if calls else text}
    for part in turn.parts:
        if isinstance(part, Thought):
            details = _details(part)
            if details is not None:
                message.setdefault("reasoning_details", []).extend(details)
            elif in_loop and calls and part.id in ("reasoning_content", "reasoning", "reasoning_text"):
                message[part.id] = message.get(part.id, "") + part.text
    if calls:
        message["tool_calls"] = [_call(call) for call in calls]
    return message


def _details(thought: Thought) -> list[Json] | None:
    if not thought.signature:
        return None
    try:
        details = read_json(thought.signature)
    except ValueError:
        return None
    return details if isinstance(details, list) else None


def _call(call: ToolCall) -> dict[str, Any]:
    arguments = call.arguments if parsed_object(call.arguments) is not None else "{}"
    written: dict[str, Any] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments or "{}"},
    }
    if call.signature:
        written["extra_content"] = {"google": {"thought_signature": call.signature}}
    return written


def _user(prompt: Prompt, turn: Turn) -> list[dict[str, Any]]:
    """A user's turn: results first, each a message of its own, then what was said."""
    messages: list[dict[str, Any]] = []
    content: list[dict[str, Any]] = []
    for part in turn.parts:
        if isinstance(part, ToolResult):
            messages.append({"role": "tool", "tool_call_id": part.call_id, "content": part.content})
        else:
            content.extend(_said(prompt, part))
    if len(content) == 1 and content[0]["type"] == "text":
        messages.append({"role": "user", "content": content[0]["text"]})
    elif content:
        messages.append({"role": "user", "content": content})
    return messages


def _said(prompt: Prompt, part: Part) -> list[dict[str, Any]]:
    if isinstance(part, Text):
        return [{"type": "text", "text": part.text}]
    if isinstance(part, File) and part.text is not None:
        return [{"type": "text", "text": file_text(part)}]
    if not isinstance(part, Picture | File):
        return []
    media = media_of(prompt, part)
    if media is None:
        return []
    if isinstance(part, Picture) or media.mime.startswith("image/"):
        return [{"type": "image_url", "image_url": {"url": media.url}}]
    if media.mime in ("audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3"):
        sound = {"data": media.data, "format": "wav" if "wav" in media.mime else "mp3"}
        return [{"type": "input_audio", "input_audio": sound}]
    return [{"type": "file", "file": {"filename": media.name, "file_data": media.url}}]


def _shape(tool: Tool) -> dict[str, Any]:
    return {"type": "function", "function": described(tool, "parameters")}


def _write_tools(value: Json, body: dict[str, Any]) -> None:
    body["tools"] = tools_in(value, _shape)


def _write_choice(value: Json, body: dict[str, Any]) -> None:
    name = chosen_name(value)
    body["tool_choice"] = {"type": "function", "function": {"name": name}} if name else value


def _write_modalities(value: Json, body: dict[str, Any]) -> None:
    listed = value if isinstance(value, list) else [value]
    body["modalities"] = [str(v).lower() for v in listed]


def _write_name(value: Json, body: dict[str, Any]) -> None:
    """The participant's name stands beside each message of the user."""
    for message in body["messages"]:
        if message["role"] == "user":
            message["name"] = value


_WRITERS: dict[str, Writer] = {
    "name": _write_name,
    "tools": _write_tools,
    "tool_choice": _write_choice,
    "response_modalities": _write_modalities,
}
