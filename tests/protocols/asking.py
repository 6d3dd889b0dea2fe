"""Short ways to build prompts and to decode, shared by the tests of this room."""

import json
from collections.abc import Iterable
from typing import Any

from studio.domain.conversation import Message, Part, Role, Text, ToolCall
from studio.domain.events import Event, Failed, fold
from studio.domain.gateway import Gateway, Protocol
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt
from studio.protocols.base import Again, Codec, Decoder, Frame, Step, WireRequest
from studio.protocols.chat_answers import ChatDecoder
from studio.protocols.gemini_answers import GeminiDecoder
from studio.protocols.messages_answers import MessagesDecoder
from studio.protocols.responses_answers import ResponsesDecoder

GATEWAY = Gateway(id="g", name="Gate", base_url="https://gate.example/v1")
PNG = b"\x89PNG\r\n\x1a\nmade up"
PNG_REF = PictureRef("a" * 64, "image/png", 2, 2)


def decoder_of(protocol: Protocol) -> Decoder:
    """A fresh decoder of a chat protocol."""
    kinds: dict[Protocol, Any] = {
        Protocol.CHAT: ChatDecoder,
        Protocol.MESSAGES: MessagesDecoder,
        Protocol.RESPONSES: ResponsesDecoder,
        Protocol.GEMINI: GeminiDecoder,
    }
    decoder: Decoder = kinds[protocol]("Gate")
    return decoder


def user(*parts: Part | str, **more: Any) -> Message:
    """A user's message."""
    said = tuple(Text(p) if isinstance(p, str) else p for p in parts)
    return Message(id=more.pop("id", "u"), parent=None, role=Role.USER, parts=said, **more)


def answer(*parts: Part | str, **more: Any) -> Message:
    """An answer; by default of the model and protocol of `asked`."""
    said = tuple(Text(p) if isinstance(p, str) else p for p in parts)
    facts: dict[str, Any] = {"model": "m", "protocol": Protocol.CHAT, **more}
    return Message(id="a", parent=None, role=Role.ASSISTANT, parts=said, **facts)


def asked(*messages: Message | str, **more: Any) -> Prompt:
    """A prompt of these messages; `values` and `extra` are its parameters."""
    values, extra = more.pop("values", {}), more.pop("extra", {})
    path = tuple(user(m) if isinstance(m, str) else m for m in messages)
    facts: dict[str, Any] = {"gateway": GATEWAY, "model": "m", **more}
    return Prompt(messages=path, parameters=ParameterSet(values, extra), **facts)


def body_of(codec: Codec, prompt: Prompt) -> Any:
    """The JSON a codec writes for a prompt."""
    return json.loads(codec.encode(prompt).body)


class Heard:
    """What a decoder made of its frames: events, the folded message, and questions after a job."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = list(steps)
        self.message = Message(id="x", parent=None, role=Role.ASSISTANT)
        for event in self.events:
            self.message = fold(self.message, event)

    @property
    def events(self) -> list[Event]:
        return [s for s in self.steps if not isinstance(s, Again)]

    @property
    def again(self) -> list[Again]:
        return [s for s in self.steps if isinstance(s, Again)]

    @property
    def failures(self) -> list[Failed]:
        return [s for s in self.steps if isinstance(s, Failed)]

    @property
    def calls(self) -> list[tuple[str, Any]]:
        return [(p.name, json.loads(p.arguments)) for p in self.message.parts if isinstance(p, ToolCall)]


def hear(decoder: Decoder, frames: Iterable[Any], close: bool = True) -> Heard:
    """Feeds frames (JSON values, texts, or `(event, value)`) and closes; one whole body where it is a dict."""
    steps: list[Step] = []
    if isinstance(frames, dict):
        steps += decoder.feed(Frame("", json.dumps(frames), True))
    else:
        for frame in frames:
            event, value = frame if isinstance(frame, tuple) else ("", frame)
            steps += decoder.feed(Frame(event, value if isinstance(value, str) else json.dumps(value)))
    if close:
        steps += decoder.close()
    return Heard(steps)


def chat(frames: Iterable[Any], close: bool = True) -> Heard:
    """An answer of Chat Completions."""
    return hear(decoder_of(Protocol.CHAT), frames, close)


def messages(frames: Iterable[Any], close: bool = True) -> Heard:
    """An answer of Messages."""
    return hear(decoder_of(Protocol.MESSAGES), frames, close)


def responses(frames: Iterable[Any], close: bool = True) -> Heard:
    """An answer of Responses."""
    return hear(decoder_of(Protocol.RESPONSES), frames, close)


def gemini(frames: Iterable[Any], close: bool = True) -> Heard:
    """An answer of Gemini."""
    return hear(decoder_of(Protocol.GEMINI), frames, close)


def delta(index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """A chunk of a chat stream."""
    return {"choices": [{"index": index, "delta": fields, "finish_reason": finish}]}


def request_headers(request: WireRequest) -> dict[str, str]:
    """The headers a codec asks for."""
    return dict(request.headers)
