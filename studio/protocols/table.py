"""Which codec speaks for a prompt: by task, protocol and the gateway's habits."""

from typing import assert_never

import msgspec

from studio.domain.errors import Kind, Remedy, StudioError, failing
from studio.domain.gateway import EditEncoding, Gateway, ImageStyle, Protocol
from studio.domain.prompt import Prompt, Task
from studio.protocols.base import Codec, Decoder, WireRequest
from studio.protocols.chat_completions import ChatCompletions
from studio.protocols.gemini import Gemini
from studio.protocols.image_edits import ImageEdits
from studio.protocols.image_generations import ImageGenerations
from studio.protocols.image_jobs import ImageJobs
from studio.protocols.messages import Messages
from studio.protocols.responses import Responses


def codec_for(prompt: Prompt) -> Codec:
    """The codec for `prompt`. Raises `StudioError` (INPUT) for a picture the gateway has no way to make."""
    gateway = prompt.gateway
    if prompt.task is Task.CHAT:
        return _chat_codec(gateway, prompt.protocol)
    if gateway.image_style is ImageStyle.NONE:
        return _pictures_in_chat(prompt)
    if prompt.task is Task.EDIT and gateway.image_style is not ImageStyle.SUBMIT:
        if gateway.edit_encoding is EditEncoding.NONE:
            raise failing(
                Kind.INPUT, f"{gateway.name} cannot change pictures; choose another gateway.", Remedy.MODEL
            )
        return ImageEdits(gateway)
    if gateway.image_style is ImageStyle.SYNC:
        return ImageGenerations(gateway)
    return ImageJobs(gateway)


def _chat_codec(gateway: Gateway, protocol: Protocol) -> Codec:
    match protocol:
        case Protocol.CHAT:
            return ChatCompletions(gateway)
        case Protocol.MESSAGES:
            return Messages(gateway)
        case Protocol.RESPONSES:
            return Responses(gateway)
        case Protocol.GEMINI:
            return Gemini(gateway)
        case _:
            assert_never(protocol)


def _pictures_in_chat(prompt: Prompt) -> Codec:
    """Gateways without a picture route may still have chat models that draw (GATEWAYS.md 7.5, 14a and 14b)."""
    if prompt.protocol not in (Protocol.CHAT, Protocol.GEMINI):
        raise failing(
            Kind.INPUT,
            f"{prompt.gateway.name} has no route for pictures; choose another gateway.",
            Remedy.MODEL,
        )
    return _PicturesInChat(_chat_codec(prompt.gateway, prompt.protocol))


class _PicturesInChat:
    """A chat codec that asks for a picture in its answer."""

    def __init__(self, chat: Codec) -> None:
        self._chat = chat

    def encode(self, prompt: Prompt) -> WireRequest:
        """The last message alone, with the wish for a picture; never repeated by itself."""
        parameters = prompt.parameters
        if parameters.get("response_modalities") is None:
            parameters = parameters.with_value("response_modalities", ["image", "text"])
        asked = msgspec.structs.replace(prompt, parameters=parameters, messages=prompt.messages[-1:])
        return msgspec.structs.replace(self._chat.encode(asked), retry=False)

    def decoder(self, prompt: Prompt) -> Decoder:
        """A fresh decoder."""
        return self._chat.decoder(prompt)

    def refusal(self, status: int, headers: dict[str, str], body: bytes) -> StudioError:
        """What a refused request means."""
        return self._chat.refusal(status, headers, body)
