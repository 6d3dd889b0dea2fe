"""Answers of Anthropic Messages: events or one body into our events (GATEWAYS.md 4.2, 7.5 rows 6a–6e)."""

from typing import Any

import msgspec

from studio.domain.conversation import Citation, ProviderItem, Refusal, Text, Thought, ToolCall
from studio.domain.timing import Usage
from studio.protocols.assembly import Slot
from studio.protocols.base import Frame, Step
from studio.protocols.decoding import AnswerDecoder, arguments_text, list_in, parsed_object, text_of
from studio.protocols.provider_items import provider_item
from studio.protocols.reading import Reader, number, price

FINISH_WORDS = {
    "end_turn": "done",
    "stop_sequence": "done",
    "stop": "done",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool",
    "refusal": "refusal",
    "error": "error",
}


class BlockDelta(msgspec.Struct, gc=False):
    """What a `content_block_delta` or `message_delta` brings."""

    type: str | None = None
    text: str | None = None
    thinking: str | None = None
    partial_json: str | None = None
    signature: str | None = None
    citation: dict[str, Any] | None = None
    content: Any = None
    stop_reason: str | None = None
    stop_details: dict[str, Any] | None = None


class Body(msgspec.Struct, gc=False):
    """A message: the frame of a stream, or a whole answer."""

    id: str | None = None
    model: str | None = None
    content: list[Any] | None = None
    stop_reason: str | None = None
    stop_details: dict[str, Any] | None = None
    usage: dict[str, Any] | None = None


class MessageEvent(Body, gc=False):
    """One event of a stream, or a whole answer; every field may be missing."""

    type: str | None = None
    index: int | None = None
    delta: BlockDelta | None = None
    content_block: dict[str, Any] | None = None
    message: Body | str | None = None
    error: Any = None
    code: Any = None
    resp_data: dict[str, Any] | None = None


class _Block:
    """One content block: its part, and what a provider's own block collects."""

    def __init__(self, slot: Slot, started: dict[str, Any]) -> None:
        self.slot = slot
        self.started = started
        self.open = True
        self.input: list[str] = []


class MessagesDecoder(AnswerDecoder[MessageEvent]):
    """Reads the frames of one message."""

    reader = Reader(MessageEvent)

    def __init__(self, gateway: str) -> None:
        super().__init__(gateway)
        self._blocks: dict[int, _Block] = {}
        self._attempt = 0
        self._citations = 0
        self._message_id: str | None = None
        self._numbers: dict[str, Any] = {}

    def _take(self, events: list[Step], message: MessageEvent, frame: Frame) -> None:
        kind = message.type or frame.event
        if kind == "content_block_delta" and message.delta is not None and message.delta.text:
            block = self._blocks.get(message.index or 0)
            if block is not None and block.slot.part.__class__ is Text:  # nearly all events are such
                self._assembly.grow(events, block.slot, message.delta.text)
                return
        if kind == "content_block_delta":
            if message.delta is not None:
                self._delta(events, message.index or 0, message.delta)
        elif message.error is not None or kind == "error" or (message.code is not None and not kind):
            words = message.message if isinstance(message.message, str) else None
            said = {"error": message.error or words, "code": message.code, "type": message.type}
            self._fail_if_stated(events, {k: v for k, v in said.items() if v is not None})
        elif message.resp_data and not kind:
            inner = self.reader.from_json(message.resp_data)
            if inner is not None:
                self._whole(events, inner)
        else:
            self._mark(events, kind, message)

    def _mark(self, events: list[Step], kind: str, message: MessageEvent) -> None:
        """The events that stand between the deltas."""
        match kind:
            case "message_start":
                if isinstance(message.message, Body):
                    self._start(events, message.message)
            case "content_block_start":
                self._open(events, message.index or 0, message.content_block or {})
            case "content_block_stop":
                self._shut(events, message.index or 0)
            case "message_delta":
                self._count(events, message.usage)
                if message.delta is not None and message.delta.stop_reason:
                    self._stop(events, message.delta.stop_reason, message.delta.stop_details)
            case "message_stop":
                self._end(events)
            case _:
                if message.content is not None or kind == "message":
                    self._whole(events, message)

    def _start(self, events: list[Step], body: Body) -> None:
        """A message begins; a second one with another id is a new attempt (GATEWAYS.md 7.5, row 6c)."""
        if self._message_id is not None and body.id and body.id != self._message_id:
            for block in self._blocks.values():
                if block.open:
                    self._assembly.replace(events, block.slot, Text(""))
            self._blocks = {}
            self._attempt += 1
        self._message_id = body.id or self._message_id or ""
        self._begin(events, body.model, body.id)
        self._count(events, body.usage)

    def _whole(self, events: list[Step], body: Body) -> None:
        self._begin(events, body.model, body.id)
        for index, block in enumerate(body.content or ()):
            if isinstance(block, dict):
                self._open(events, index, block)
                self._shut(events, index)
        self._count(events, body.usage)
        if body.stop_reason:
            self._stop(events, body.stop_reason, body.stop_details)

    def _open(self, events: list[Step], index: int, block: dict[str, Any]) -> _Block:
        known = self._blocks.get(index)
        if known is not None and known.open and known.started.get("id") == block.get("id"):
            return known  # a duplicate
        kind = text_of(block.get("type"))
        key = (self._attempt, index, 0)
        match kind:
            case "text":
                part: Any = Text(text_of(block.get("text")))
            case "thinking":
                signature = text_of(block.get("signature")) or None
                part = Thought(text_of(block.get("thinking")), signature)
            case "redacted_thinking":
                part = Thought("", text_of(block.get("data")) or None, redacted=True)
            case "tool_use":
                part = ToolCall(text_of(block.get("id")) or f"call_{index + 1}", text_of(block.get("name")))
            case _:
                part = provider_item(kind, block)
        opened = _Block(self._assembly.open(events, part, key), block)
        self._blocks[index] = opened
        for citation in list_in(block.get("citations")):
            self._cite(events, index, citation)
        if kind == "image" and isinstance(block.get("source"), dict):
            source = block["source"]
            self._assembly.picture(events, text_of(source.get("data") or source.get("url")), (*key[:2], 1))
        return opened

    def _delta(self, events: list[Step], index: int, delta: BlockDelta) -> None:
        block = self._blocks.get(index)
        if block is None:
            block = self._open(events, index, _implied(delta))
        if delta.text:
            self._grow(events, block, delta.text, Text)
        elif delta.thinking:
            self._grow(events, block, delta.thinking, Thought)
        elif delta.partial_json:
            if isinstance(block.slot.part, ToolCall):
                self._assembly.grow(events, block.slot, delta.partial_json)
            else:
                block.input.append(delta.partial_json)
        elif delta.signature:
            part = block.slot.part
            if isinstance(part, Thought):
                signed = (part.signature or "") + delta.signature
                self._assembly.replace(events, block.slot, Thought(block.slot.text, signed))
        elif delta.citation:
            self._cite(events, index, delta.citation)
        elif delta.content is not None and isinstance(block.slot.part, ProviderItem):
            before = block.started.get("content")
            joins = isinstance(before, str) and isinstance(delta.content, str)
            block.started = {**block.started, "content": before + delta.content if joins else delta.content}

    def _grow(self, events: list[Step], block: _Block, text: str, kind: type[Text] | type[Thought]) -> None:
        if isinstance(block.slot.part, kind):
            self._assembly.grow(events, block.slot, text)
        elif kind is Text:  # text inside a block of another kind: beside it, never into it
            self._assembly.open(events, Text(text), (*block.slot.key[:2], 2))

    def _cite(self, events: list[Step], index: int, citation: Any) -> None:
        if not isinstance(citation, dict):
            return
        title = text_of(citation.get("title")) or text_of(citation.get("document_title"))
        url = text_of(citation.get("url")) or text_of(citation.get("source"))
        cited = Citation(url, title, text_of(citation.get("cited_text")))
        self._citations += 1  # nothing is said twice in this protocol, so every mention counts
        self._assembly.cite(events, self._citations, cited, (self._attempt, index, 1))

    def _shut(self, events: list[Step], index: int) -> None:
        block = self._blocks.get(index)
        if block is None or not block.open:
            return
        block.open = False
        part = block.slot.part
        started = block.started.get("input")
        if isinstance(part, ToolCall) and not block.slot.text and started:
            self._assembly.complete(events, block.slot, arguments_text(started))
        elif isinstance(part, ProviderItem):
            written = parsed_object("".join(block.input)) if block.input else None
            data = block.started if written is None else {**block.started, "input": written}
            self._assembly.replace(events, block.slot, provider_item(part.kind, data))

    def _stop(self, events: list[Step], word: str, details: dict[str, Any] | None) -> None:
        if word == "refusal":
            said = text_of((details or {}).get("explanation")) or "The model refused to answer."
            if not any(isinstance(s.part, Refusal) for s in self._assembly.slots):
                self._assembly.open(events, Refusal(said), (self._attempt, 1 << 30, 0))
        self._finish_with(events, FINISH_WORDS.get(word, "other"), word)

    def _count(self, events: list[Step], usage: dict[str, Any] | None) -> None:
        if usage:
            self._numbers.update({k: v for k, v in usage.items() if v is not None})
            self._use(events, usage_of(self._numbers))

    def _owed(self, events: list[Step]) -> None:
        for index in list(self._blocks):
            self._shut(events, index)


def _implied(delta: BlockDelta) -> dict[str, Any]:
    """The block a delta belongs to when its start never came."""
    if delta.thinking or delta.signature:
        return {"type": "thinking"}
    if delta.partial_json is not None:
        return {"type": "tool_use"}
    return {"type": "text"}


def usage_of(usage: dict[str, Any]) -> Usage:
    """Numbers of the `usage` seen so far (GATEWAYS.md 4.6); the total is the sum of all tokens."""
    details = usage.get("output_tokens_details")
    counts = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    known = [n for name in counts if (n := number(usage.get(name))) is not None]
    return Usage(
        input_tokens=number(usage.get("input_tokens")),
        output_tokens=number(usage.get("output_tokens")),
        thought_tokens=number(details.get("thinking_tokens")) if isinstance(details, dict) else None,
        cached_tokens=number(usage.get("cache_read_input_tokens")),
        total_tokens=sum(known) if known else None,
        cost=price(usage.get("cost")),
    )
