"""Chat Completions as the built-in gateway speaks it (GATEWAYS.md 4.1)."""

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

MANNER = Manner.OPENAI
_FINISH = {"stop": "stop", "length": "length", "tool": "tool_calls", "refusal": "stop"}
_ROLES = ("system", "developer", "user", "assistant", "tool")


def parse(body: Body) -> Ask:
    """The request in neutral words. Raises `Refused`."""
    model = reading.model_of(body, reading.manner_for(body, MANNER))
    turns = tuple(_turn(item) for item in reading.items(body.get("messages"), "messages"))
    reading.in_range(body, "temperature", 0, 2)
    reading.in_range(body, "top_p", 0, 1)
    limit = reading.whole_number(body.get("max_completion_tokens"), "max_completion_tokens")
    offers = (reading.mapping(tool.get("function")) for tool in reading.objects(body.get("tools")))
    return Ask(
        model=model,
        turns=turns,
        stream=body.get("stream") is True,
        include_usage=reading.mapping(body.get("stream_options")).get("include_usage") is True,
        max_tokens=limit or reading.whole_number(body.get("max_tokens"), "max_tokens"),
        stop=reading.stops(body.get("stop")),
        seed=reading.seed_of(body.get("seed")),
        tools=reading.tool_offers((f.get("name"), f.get("description"), f.get("parameters")) for f in offers),
        tool_choice=reading.choice(body.get("tool_choice")),
        given=reading.given(body),
    )


def _turn(item: Body) -> Turn:
    role = item.get("role")
    if role not in _ROLES:
        raise Refused(400, "invalid_request_error", "messages[].role is missing or unknown", param="messages")
    role = "system" if role == "developer" else str(role)
    content = item.get("content")
    said = ""
    pictures: tuple[bytes, ...] = ()
    if isinstance(content, str):
        said = content
    else:
        parts = reading.objects(content)
        said = "\n".join(reading.text(part.get("text")) for part in parts if part.get("type") == "text")
        pictures = tuple(
            reading.data_url(reading.mapping(part.get("image_url")).get("url"))
            for part in parts
            if part.get("type") == "image_url"
        )
    calls = tuple(
        reading.text(reading.mapping(call.get("function")).get("name"))
        for call in reading.objects(item.get("tool_calls"))
    )
    return Turn(role, said, pictures, calls)


def whole(answer: Answer) -> dict[str, Json]:
    """The answer as one JSON body."""
    message: dict[str, Json] = {"role": "assistant", "content": answer.joined(Saying) or None}
    if thought := answer.joined(Thinking):
        message["reasoning_content"] = thought
    if refusal := answer.joined(Declining):
        message["refusal"] = refusal
    if calls := answer.calls():
        message["tool_calls"] = [_call(call) for call in calls]
    if sources := answer.sources():
        message["annotations"] = [_annotation(source) for source in sources]
    choice = {"index": 0, "message": message, "finish_reason": _FINISH[answer.finish]}
    return {
        "id": answer.id,
        "object": "chat.completion",
        "created": answer.created,
        "model": answer.model,
        "choices": [choice],
        "usage": usage(answer),
    }


def usage(answer: Answer) -> dict[str, Json]:
    """The usage object; `cost` is absent where the model states none."""
    used = answer.usage
    shown: dict[str, Json] = {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.input + used.output,
    }
    if used.thought:
        shown["completion_tokens_details"] = {"reasoning_tokens": used.thought}
    if used.cost is not None:
        shown["cost"] = used.cost
    return shown


def _call(call: Calling) -> dict[str, Json]:
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
    }


def _annotation(source: Citing) -> dict[str, Json]:
    place = {"start_index": 0, "end_index": 0, "url": source.url, "title": source.title}
    return {"type": "url_citation", "url_citation": place}


class Writer:
    """The stream of one answer: role first, deltas, finish, usage where asked for, `[DONE]`."""

    def __init__(self, answer: Answer, include_usage: bool) -> None:
        self._answer = answer
        self._include_usage = include_usage
        self._calls = 0

    def start(self) -> bytes:
        """The empty delta that names the role."""
        return self._chunk({"role": "assistant", "content": ""})

    def alive(self) -> bytes:
        """A comment."""
        return b": still working\n\n"

    def step(self, step: Step) -> bytes:
        """One delta; a call travels in three: its name, then its arguments in two halves."""
        match step:
            case Thinking(text):
                return self._chunk({"reasoning_content": text})
            case Saying(text):
                return self._chunk({"content": text})
            case Declining(text):
                return self._chunk({"refusal": text})
            case Citing():
                return self._chunk({"annotations": [_annotation(step)]})
            case Calling():
                return self._call_chunks(step)
            case Failing(message, kind):
                return frame({"error": {"message": message, "type": kind}}) + b"data: [DONE]\n\n"
            case Vanishing():
                return b""

    def end(self) -> bytes:
        """Finish word, usage chunk with no choices, and the end mark."""
        closing = self._chunk({}, _FINISH[self._answer.finish])
        if self._include_usage:
            closing += frame({**self._head(), "choices": [], "usage": usage(self._answer)})
        return closing + b"data: [DONE]\n\n"

    def _call_chunks(self, call: Calling) -> bytes:
        index = self._calls
        self._calls += 1
        half = len(call.arguments) // 2
        opening = {"index": index, **_call(call), "function": {"name": call.name, "arguments": ""}}
        pieces = (call.arguments[:half], call.arguments[half:])
        following = [{"index": index, "function": {"arguments": piece}} for piece in pieces if piece]
        return b"".join(self._chunk({"tool_calls": [delta]}) for delta in (opening, *following))

    def _head(self) -> dict[str, Json]:
        answer = self._answer
        return {
            "id": answer.id,
            "object": "chat.completion.chunk",
            "created": answer.created,
            "model": answer.model,
        }

    def _chunk(self, delta: dict[str, Json], finish: str | None = None) -> bytes:
        return frame({**self._head(), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
