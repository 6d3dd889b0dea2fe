"""Anthropic's Messages as the built-in gateway speaks it (GATEWAYS.md 4.2)."""

import json

from studio.sandbox.dialects import reading
from studio.sandbox.dialects.reading import Body
from studio.sandbox.dialects.streams import frame
from studio.sandbox.refusals import Manner, Refused
from studio.sandbox.script import (
    Answer,
    Ask,
    Calling,
    Citing,
    Declining,
    Failing,
    Json,
    Saying,
    Step,
    Thinking,
    Turn,
    Vanishing,
)

MANNER = Manner.ANTHROPIC
_FINISH = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use", "refusal": "refusal"}
_SIGNATURE = "ZGVtbyBzaWduYXR1cmU="


def parse(body: Body) -> Ask:
    """The request in neutral words. Raises `Refused`."""
    model = reading.model_of(body, reading.manner_for(body, MANNER))
    turns = tuple(turn for item in reading.items(body.get("messages"), "messages") for turn in _turns(item))
    system = body.get("system")
    said = system if isinstance(system, str) else _joined(reading.objects(system))
    reading.in_range(body, "temperature", 0, 1)
    reading.in_range(body, "top_p", 0, 1)
    limit = reading.whole_number(body.get("max_tokens"), "max_tokens")
    if limit is None:
        raise Refused(400, "invalid_request_error", "max_tokens: Field required", param="max_tokens")
    offers = reading.objects(body.get("tools"))
    return Ask(
        model=model,
        turns=(Turn("system", said), *turns) if said else turns,
        stream=body.get("stream") is True,
        include_usage=True,
        max_tokens=limit,
        stop=reading.stops(body.get("stop_sequences")),
        tools=reading.tool_offers(
            (t.get("name"), t.get("description"), t.get("input_schema")) for t in offers
        ),
        tool_choice=reading.choice(body.get("tool_choice")),
        given=reading.given(body) - {"max_tokens"},
    )


def _turns(item: Body) -> list[Turn]:
    role = item.get("role")
    if role not in ("user", "assistant"):
        raise Refused(
            400, "invalid_request_error", "messages: role must be user or assistant", param="messages"
        )
    content = item.get("content")
    if isinstance(content, str):
        return [Turn(str(role), content)]
    blocks = reading.objects(content)
    results = [_result(block) for block in blocks if block.get("type") == "tool_result"]
    pictures = tuple(
        reading.base64_bytes(reading.mapping(block.get("source")).get("data"))
        for block in blocks
        if block.get("type") == "image"
    )
    calls = tuple(reading.text(block.get("name")) for block in blocks if block.get("type") == "tool_use")
    said = _joined(blocks)
    own = [Turn(str(role), said, pictures, calls)] if said or pictures or calls or not results else []
    return results + own


def _joined(blocks: list[Body]) -> str:
    return "\n".join(reading.text(block.get("text")) for block in blocks if block.get("type") == "text")


def _result(block: Body) -> Turn:
    content = block.get("content")
    return Turn("tool", content if isinstance(content, str) else _joined(reading.objects(content)))


def whole(answer: Answer) -> dict[str, Json]:
    """The answer as one JSON body."""
    blocks: list[dict[str, Json]] = []
    if thought := answer.joined(Thinking):
        blocks.append({"type": "thinking", "thinking": thought, "signature": _SIGNATURE})
    if said := answer.joined(Saying) or answer.joined(Declining):
        block: dict[str, Json] = {"type": "text", "text": said}
        if sources := answer.sources():
            block["citations"] = [_citation(source) for source in sources]
        blocks.append(block)
    for call in answer.calls():
        blocks.append({**_tool_use(call), "input": json.loads(call.arguments)})
    return {
        **_message(answer),
        "content": blocks,
        "stop_reason": _FINISH[answer.finish],
        "usage": _usage(answer),
    }


def _message(answer: Answer) -> dict[str, Json]:
    return {
        "id": answer.id,
        "type": "message",
        "role": "assistant",
        "model": answer.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _usage(answer: Answer) -> dict[str, Json]:
    used = answer.usage
    shown: dict[str, Json] = {"input_tokens": used.input, "output_tokens": used.output}
    if used.thought:
        shown["output_tokens_details"] = {"thinking_tokens": used.thought}
    if used.cost is not None:
        shown["cost"] = used.cost
    return shown


def _citation(source: Citing) -> dict[str, Json]:
    return {
        "type": "web_search_result_location",
        "url": source.url,
        "title": source.title,
        "cited_text": source.title,
    }


def _tool_use(call: Calling) -> dict[str, Json]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}


class Writer:
    """The stream of one answer: blocks opened and closed in order, pings, padded JSON."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._index = -1
        self._open = ""

    def start(self) -> bytes:
        """`message_start`."""
        usage = {"input_tokens": self._answer.usage.input, "output_tokens": 1}
        return self._event({"type": "message_start", "message": {**_message(self._answer), "usage": usage}})

    def alive(self) -> bytes:
        """A ping."""
        return b'event: ping\ndata: {"type": "ping"}\n\n'

    def step(self, step: Step) -> bytes:
        """One delta, with the borders of its block where they fall."""
        match step:
            case Thinking(text):
                opening = self._enter("thinking", {"type": "thinking", "thinking": "", "signature": ""})
                return opening + self._delta({"type": "thinking_delta", "thinking": text})
            case Saying(text) | Declining(text):
                opening = self._enter("text", {"type": "text", "text": ""})
                return opening + self._delta({"type": "text_delta", "text": text})
            case Citing():
                opening = self._enter("text", {"type": "text", "text": ""})
                return opening + self._delta({"type": "citations_delta", "citation": _citation(step)})
            case Calling():
                return self._call(step)
            case Failing(message, kind):
                return frame({"type": "error", "error": {"type": kind, "message": message}}, "error")
            case Vanishing():
                return b""

    def end(self) -> bytes:
        """Last border, `message_delta` with the stop reason, `message_stop`."""
        delta = {"stop_reason": _FINISH[self._answer.finish], "stop_sequence": None}
        closing = self._leave()
        closing += self._event({"type": "message_delta", "delta": delta, "usage": _usage(self._answer)})
        return closing + self._event({"type": "message_stop"})

    def _call(self, call: Calling) -> bytes:
        half = len(call.arguments) // 2
        opening = self._leave() + self._enter("tool", _tool_use(call))
        pieces = (call.arguments[:half], call.arguments[half:])
        deltas = [self._delta({"type": "input_json_delta", "partial_json": piece}) for piece in pieces]
        return opening + b"".join(deltas) + self._leave()

    def _enter(self, kind: str, block: dict[str, Json]) -> bytes:
        if self._open == kind:
            return b""
        closing = self._leave()
        self._index += 1
        self._open = kind
        opened = {"type": "content_block_start", "index": self._index, "content_block": block}
        return closing + self._event(opened)

    def _leave(self) -> bytes:
        if not self._open:
            return b""
        closing = b""
        if self._open == "thinking":
            closing = self._delta({"type": "signature_delta", "signature": _SIGNATURE})
        self._open = ""
        return closing + self._event({"type": "content_block_stop", "index": self._index})

    def _delta(self, delta: dict[str, Json]) -> bytes:
        return self._event({"type": "content_block_delta", "index": self._index, "delta": delta})

    def _event(self, value: dict[str, Json]) -> bytes:
        return frame(value, str(value["type"]), pad=(self._index + 2) % 5 + 1)
