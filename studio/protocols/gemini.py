"""Gemini: the request of Google's protocol, at Google itself and at APIFree's `/google/gemini` (GATEWAYS.md 4.4)."""

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
from studio.domain.gateway import Gateway, Protocol, chat_url, speaks_google_natively
from studio.domain.parameters import Json, ParameterSet
from studio.domain.prompt import Prompt
from studio.protocols.base import Decoder, WireRequest
from studio.protocols.decoding import parsed_object
from studio.protocols.gemini_answers import MADE_UP, GeminiDecoder
from studio.protocols.history import Turn, history_of
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
    put,
    tools_in,
)

_CONFIG = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "max_tokens": "maxOutputTokens",
    "seed": "seed",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
    "response_modalities": "responseModalities",
    "candidate_count": "candidateCount",
    "response_mime_type": "responseMimeType",
    "response_schema": "responseSchema",
    "response_json_schema": "responseJsonSchema",
    "media_resolution": "mediaResolution",
    "speech_config": "speechConfig",
    "thinking_config": "thinkingConfig",
    "image_config": "imageConfig",
    "logprobs": "logprobs",
    "response_logprobs": "responseLogprobs",
}
"""Names that live in `generationConfig`: ours, and Google's own in both spellings."""

_NAMES = {
    **{name: f"generationConfig.{spelled}" for name, spelled in _CONFIG.items()},
    **{spelled: f"generationConfig.{spelled}" for spelled in _CONFIG.values()},
    "stopSequences": "generationConfig.stopSequences",
    "thinking_budget": "generationConfig.thinkingConfig.thinkingBudget",
    "reasoning_effort": "generationConfig.thinkingConfig.thinkingLevel",
    "safety_settings": "safetySettings",
}
_LACKING = frozenset({"name", "user", "metadata"})


class Gemini:
    """The codec of one gateway's Gemini route."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def encode(self, prompt: Prompt) -> WireRequest:
        """The request for `prompt`; raises `StudioError` (INPUT) when there is nothing to send.

        At Google itself model and stream stand in the address; elsewhere in the body.
        """
        history = history_of(prompt, carry_pictures=False, foreign_id=lambda call_id: MADE_UP + call_id)
        native = speaks_google_natively(prompt.gateway)
        body: dict[str, Any] = {} if native else {"model": prompt.model, "stream": prompt.stream}
        if prompt.system:
            name = "systemInstruction" if native else "system_instruction"
            body[name] = {"parts": [{"text": prompt.system}]}
        body["contents"] = [_content(prompt, turn) for turn in history.turns]
        body = apply_parameters(
            body, _one_stop_list(prompt.parameters), _NAMES, _WRITERS, _LACKING, "Gemini", history.notices
        )
        return WireRequest(
            url=chat_url(prompt.gateway, Protocol.GEMINI, prompt.model, prompt.stream),
            body=json_bytes(body),
            stream=prompt.stream,
            notices=tuple(history.notices),
        )

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return GeminiDecoder(self._gateway.name)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return refusal(status, headers, body, self._gateway.name, self._gateway.base_url)


def _one_stop_list(parameters: ParameterSet) -> ParameterSet:
    stop = parameters.get("stop")
    if stop is None:
        return parameters
    return parameters.without("stop").with_value("stopSequences", stop if isinstance(stop, list) else [stop])


def _content(prompt: Prompt, turn: Turn) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for part in turn.parts:
        parts.extend(_part(prompt, part))
    return {"role": "user" if turn.role is Role.USER else "model", "parts": parts}


def _part(prompt: Prompt, part: Part) -> list[dict[str, Any]]:
    match part:
        case Text():
            return [_signed({"text": part.text}, part.signature)]
        case Thought(signature=str()):
            return [_signed({"text": part.text, "thought": True}, part.signature)]
        case ToolCall():
            call = {"name": part.name, "args": parsed_object(part.arguments) or {}, **_id(part.id)}
            return [_signed({"functionCall": call}, part.signature)]
        case ToolResult():
            answer = {"name": part.name, "response": _response(part), **_id(part.call_id)}
            return [{"functionResponse": answer}]
        case ProviderItem():
            item = parsed_object(part.data)
            return [item] if item else []
        case File(text=str()):
            return [{"text": file_text(part)}]
        case Picture() | File():
            media = media_of(prompt, part)
            return [{"inlineData": {"mimeType": media.mime, "data": media.data}}] if media else []
        case _:
            return []


def _signed(part: dict[str, Any], signature: str | None) -> dict[str, Any]:
    return {**part, "thoughtSignature": signature} if signature else part


def _id(call_id: str) -> dict[str, str]:
    """The id where the model itself gave one; ids of ours or of other protocols are left out."""
    return {} if call_id.startswith(MADE_UP) else {"id": call_id}


def _response(result: ToolResult) -> dict[str, Any]:
    """A result as the object the protocol wants."""
    if result.is_error:
        return {"error": result.content}
    written = parsed_object(result.content) if result.content.lstrip().startswith("{") else None
    return written if written is not None else {"result": result.content}


def _shape(tool: Tool) -> dict[str, Any]:
    return described(tool, "parameters")


def _write_tools(value: Json, body: dict[str, Any]) -> None:
    """Function tools gathered in one declaration list, Google's own kinds of tools beside it."""
    functions: list[Json] = []
    others: list[Json] = []
    for tool in tools_in(value, _shape):
        known = isinstance(tool, dict) and "name" in tool and "parameters" in tool
        (functions if known else others).append(tool)
    declared = [{"functionDeclarations": functions}] if functions else []
    body["tools"] = [*declared, *others]


def _write_choice(value: Json, body: dict[str, Any]) -> None:
    name = chosen_name(value)
    modes = {"auto": "AUTO", "none": "NONE", "required": "ANY", "any": "ANY"}
    if name:
        config: Json = {"mode": "ANY", "allowedFunctionNames": [name]}
    elif isinstance(value, str):
        config = {"mode": modes.get(value.lower(), value)}
    else:
        config = value
    body["toolConfig"] = {"functionCallingConfig": config}


def _write_modalities(value: Json, body: dict[str, Any]) -> None:
    listed = value if isinstance(value, list) else [value]
    put(body, "generationConfig.responseModalities", [str(v).upper() for v in listed])


_WRITERS: dict[str, Writer] = {
    "tools": _write_tools,
    "tool_choice": _write_choice,
    "response_modalities": _write_modalities,
}
