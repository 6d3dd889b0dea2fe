"""Google's generateContent at `/google/gemini` as the built-in gateway speaks it (GATEWAYS.md 4.4)."""

import json

from studio.sandbox.dialects import reading
from studio.sandbox.dialects.reading import Body
from studio.sandbox.dialects.streams import frame
from studio.sandbox.refusals import Manner
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

MANNER = Manner.GEMINI
_FINISH = {"stop": "STOP", "length": "MAX_TOKENS", "tool": "STOP", "refusal": "PROHIBITED_CONTENT"}
_NEWLINE = "\r\n"


def parse(body: Body) -> Ask:
    """The request in neutral words. Raises `Refused`."""
    model = reading.model_of(body, reading.manner_for(body, MANNER)).removeprefix("models/")
    turns = tuple(turn for item in reading.items(body.get("contents"), "contents") for turn in _turns(item))
    instruction = reading.mapping(body.get("system_instruction") or body.get("systemInstruction"))
    said = _joined(reading.objects(instruction.get("parts")))
    config = reading.mapping(body.get("generationConfig"))
    reading.in_range(config, "temperature", 0, 2)
    reading.in_range(config, "topP", 0, 1)
    offers = (
        offer
        for tool in reading.objects(body.get("tools"))
        for offer in reading.objects(tool.get("functionDeclarations"))
    )
    mode = reading.mapping(reading.mapping(body.get("toolConfig")).get("functionCallingConfig")).get("mode")
    return Ask(
        model=model,
        turns=(Turn("system", said), *turns) if said else turns,
        stream=body.get("stream") is True,
        include_usage=True,
        max_tokens=reading.whole_number(config.get("maxOutputTokens"), "maxOutputTokens"),
        stop=reading.stops(config.get("stopSequences")),
        seed=reading.seed_of(config.get("seed")),
        tools=reading.tool_offers((f.get("name"), f.get("description"), f.get("parameters")) for f in offers),
        tool_choice={"NONE": "none", "ANY": "required"}.get(reading.text(mode), "auto"),
        given=reading.given(body, config),
    )


def _turns(item: Body) -> list[Turn]:
    parts = reading.objects(item.get("parts"))
    role = "assistant" if item.get("role") == "model" else "user"
    results = [
        Turn(
            "tool", json.dumps(reading.mapping(part["functionResponse"]).get("response"), ensure_ascii=False)
        )
        for part in parts
        if "functionResponse" in part
    ]
    inline = [part.get("inlineData") or part.get("inline_data") for part in parts]
    pictures = tuple(reading.base64_bytes(reading.mapping(data).get("data")) for data in inline if data)
    calls = tuple(
        reading.text(reading.mapping(part["functionCall"]).get("name"))
        for part in parts
        if "functionCall" in part
    )
    said = _joined(parts)
    own = [Turn(role, said, pictures, calls)] if said or pictures or calls or not results else []
    return results + own


def _joined(parts: list[Body]) -> str:
    return "\n".join(
        reading.text(part.get("text")) for part in parts if "text" in part and not part.get("thought")
    )


def whole(answer: Answer) -> dict[str, Json]:
    """The answer as one JSON body."""
    parts: list[dict[str, Json]] = []
    if thought := answer.joined(Thinking):
        parts.append({"text": thought, "thought": True})
    if said := answer.joined(Saying):
        parts.append({"text": said})
    parts += [_call(call) for call in answer.calls()]
    return _chunk(answer, parts, finish=_FINISH[answer.finish], sources=answer.sources())


def _call(call: Calling) -> dict[str, Json]:
    return {"functionCall": {"id": call.id, "name": call.name, "args": json.loads(call.arguments)}}


def _chunk(
    answer: Answer, parts: list[dict[str, Json]], finish: str = "", sources: tuple[Citing, ...] = ()
) -> dict[str, Json]:
    candidate: dict[str, Json] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if sources:
        chunks = [{"web": {"uri": source.url, "title": source.title}} for source in sources]
        candidate["groundingMetadata"] = {"groundingChunks": chunks}
    used = answer.usage
    counts: dict[str, Json] = {"promptTokenCount": used.input, "totalTokenCount": used.input}
    if finish:
        candidate["finishReason"] = finish
        counts["candidatesTokenCount"] = used.output - used.thought
        counts["totalTokenCount"] = used.input + used.output
        if used.thought:
            counts["thoughtsTokenCount"] = used.thought
        if used.cost is not None:
            counts["cost"] = used.cost
    return {
        "candidates": [candidate],
        "usageMetadata": counts,
        "modelVersion": answer.model,
        "responseId": answer.id,
    }


class Writer:
    """The stream of one answer: whole JSON objects as server-sent events with CRLF and no end mark."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def start(self) -> bytes:
        """Nothing: Google sends its first bytes with the first word."""
        return b""

    def alive(self) -> bytes:
        """Nothing."""
        return b""

    def step(self, step: Step) -> bytes:
        """One chunk; sources and refusals travel with the last one."""
        match step:
            case Thinking(text):
                return self._send([{"text": text, "thought": True}])
            case Saying(text):
                return self._send([{"text": text}])
            case Calling():
                return self._send([_call(step)])
            case Failing(message, _):
                error = {"code": 503, "message": message, "status": "UNAVAILABLE"}
                return frame({"error": error}, end=_NEWLINE)
            case Citing() | Declining() | Vanishing():
                return b""

    def end(self) -> bytes:
        """The chunk with the finish reason, the sources and the full counts."""
        finish = _FINISH[self._answer.finish]
        return frame(_chunk(self._answer, [], finish, self._answer.sources()), end=_NEWLINE)

    def _send(self, parts: list[dict[str, Json]]) -> bytes:
        return frame(_chunk(self._answer, parts), end=_NEWLINE)
