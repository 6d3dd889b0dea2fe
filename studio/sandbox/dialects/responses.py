"""OpenAI's Responses as the built-in gateway speaks it (GATEWAYS.md 4.3)."""

from studio.sandbox.dialects import reading
from studio.sandbox.dialects.reading import Body
from studio.sandbox.dialects.streams import frame
from studio.sandbox.refusals import Manner, Refused, missing
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


def parse(body: Body) -> Ask:
    """The request in neutral words. Raises `Refused`."""
    model = reading.model_of(body, reading.manner_for(body, MANNER))
    instructions = reading.text(body.get("instructions"))
    reading.in_range(body, "temperature", 0, 2)
    reading.in_range(body, "top_p", 0, 1)
    offers = reading.objects(body.get("tools"))
    return Ask(
        model=model,
        turns=(*((Turn("system", instructions),) if instructions else ()), *_turns(body.get("input"))),
        stream=body.get("stream") is True,
        include_usage=True,
        max_tokens=reading.whole_number(body.get("max_output_tokens"), "max_output_tokens"),
        tools=reading.tool_offers((t.get("name"), t.get("description"), t.get("parameters")) for t in offers),
        tool_choice=reading.choice(body.get("tool_choice")),
        given=reading.given(body),
    )


def _turns(value: Json) -> tuple[Turn, ...]:
    if value is None or value == "" or value == []:
        raise missing("input")
    if isinstance(value, str):
        return (Turn("user", value),)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refused(400, "invalid_request_error", "unsupported responses input shape", param="input")
    return tuple(turn for item in value if (turn := _turn(item)) is not None)


def _turn(item: Body) -> Turn | None:
    kind = item.get("type", "message")
    if kind == "function_call":
        return Turn("assistant", calls=(reading.text(item.get("name")),))
    if kind == "function_call_output":
        return Turn("tool", reading.text(item.get("output")))
    if kind != "message":
        return None
    role = "system" if item.get("role") == "developer" else reading.text(item.get("role")) or "user"
    content = item.get("content")
    if isinstance(content, str):
        return Turn(role, content)
    parts = reading.objects(content)
    said = "\n".join(reading.text(part.get("text")) for part in parts if "text" in part)
    pictures = (reading.data_url(p.get("image_url")) for p in parts if p.get("type") == "input_image")
    return Turn(role, said, tuple(pictures))


def whole(answer: Answer) -> dict[str, Json]:
    """The answer as one JSON body."""
    return {**_head(answer), **_closing(answer), "output": _output(answer), "usage": _usage(answer)}


def _head(answer: Answer) -> dict[str, Json]:
    return {"id": answer.id, "object": "response", "created_at": answer.created, "model": answer.model}


def _closing(answer: Answer) -> dict[str, Json]:
    if answer.finish == "length":
        return {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    return {"status": "completed", "incomplete_details": None}


def _usage(answer: Answer) -> dict[str, Json]:
    used = answer.usage
    shown: dict[str, Json] = {
        "input_tokens": used.input,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": used.output,
        "output_tokens_details": {"reasoning_tokens": used.thought},
        "total_tokens": used.input + used.output,
    }
    if used.cost is not None:
        shown["cost"] = used.cost
    return shown


def _output(answer: Answer) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    if thought := answer.joined(Thinking):
        found.append(_reasoning(f"rs_{answer.id[5:]}", thought))
    content = _content(answer)
    if content:
        found.append(_message(f"msg_{answer.id[5:]}", content, "completed"))
    found += [_function(call, call.arguments, "completed") for call in answer.calls()]
    return found


def _content(answer: Answer) -> list[dict[str, Json]]:
    if said := answer.joined(Saying):
        notes = [_annotation(source) for source in answer.sources()]
        return [{"type": "output_text", "text": said, "annotations": notes}]
    if refusal := answer.joined(Declining):
        return [{"type": "refusal", "refusal": refusal}]
    return []


def _reasoning(item: str, thought: str) -> dict[str, Json]:
    summary = [{"type": "summary_text", "text": thought}] if thought else []
    return {"id": item, "type": "reasoning", "summary": summary}


def _message(item: str, content: list[dict[str, Json]], status: str) -> dict[str, Json]:
    return {"id": item, "type": "message", "role": "assistant", "status": status, "content": content}


def _function(call: Calling, arguments: str, status: str) -> dict[str, Json]:
    return {
        "id": f"fc_{call.id}",
        "type": "function_call",
        "call_id": call.id,
        "name": call.name,
        "arguments": arguments,
        "status": status,
    }


def _annotation(source: Citing) -> dict[str, Json]:
    return {
        "type": "url_citation",
        "start_index": 0,
        "end_index": 0,
        "url": source.url,
        "title": source.title,
    }


class Writer:
    """The stream of one answer: items opened, filled and closed; the last event repeats everything."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._number = -1
        self._index = -1
        self._open = ""
        self._cited = 0

    def start(self) -> bytes:
        """`response.created` and `response.in_progress`."""
        response = {**_head(self._answer), "status": "in_progress", "output": [], "usage": None}
        return self._event("response.created", response=response) + self._event(
            "response.in_progress", response=response
        )

    def alive(self) -> bytes:
        """A comment."""
        return b": still working\n\n"

    def step(self, step: Step) -> bytes:
        """One delta, with the borders of its item where they fall."""
        match step:
            case Thinking(text):
                return self._enter("reasoning") + self._inside(
                    "response.reasoning_summary_text.delta", summary_index=0, delta=text
                )
            case Saying(text):
                return self._enter("text") + self._inside(
                    "response.output_text.delta", content_index=0, delta=text, logprobs=[]
                )
            case Declining(text):
                return self._enter("refusal") + self._inside(
                    "response.refusal.delta", content_index=0, delta=text
                )
            case Citing():
                place = self._cited
                self._cited += 1
                return self._enter("text") + self._inside(
                    "response.output_text.annotation.added",
                    content_index=0,
                    annotation_index=place,
                    annotation=_annotation(step),
                )
            case Calling():
                return self._call(step)
            case Failing(message, kind):
                return self._fail(message, kind)
            case Vanishing():
                return b""

    def end(self) -> bytes:
        """Last border, then the whole response once more."""
        closing = self._leave()
        word = "response.incomplete" if self._answer.finish == "length" else "response.completed"
        return closing + self._event(word, response=whole(self._answer))

    def _fail(self, message: str, kind: str) -> bytes:
        error = {"type": kind, "code": kind, "message": message, "param": None}
        failed = {**_head(self._answer), "status": "failed", "error": {"code": kind, "message": message}}
        return self._event("error", error=error) + self._event("response.failed", response=failed)

    def _call(self, call: Calling) -> bytes:
        closing = self._leave()
        self._index += 1
        item = f"fc_{call.id}"
        done = _function(call, call.arguments, "completed")
        return b"".join(
            (
                closing,
                self._added(_function(call, "", "in_progress")),
                self._event(
                    "response.function_call_arguments.delta",
                    item_id=item,
                    output_index=self._index,
                    delta=call.arguments,
                ),
                self._event(
                    "response.function_call_arguments.done",
                    item_id=item,
                    output_index=self._index,
                    arguments=call.arguments,
                ),
                self._event("response.output_item.done", output_index=self._index, item=done),
            )
        )

    def _enter(self, kind: str) -> bytes:
        if self._open == kind:
            return b""
        closing = self._leave()
        self._index += 1
        self._open = kind
        if kind == "reasoning":
            return closing + self._added(_reasoning(self._item(), ""))
        return closing + self._added(_message(self._item(), [], "in_progress"))

    def _leave(self) -> bytes:
        if not self._open:
            return b""
        if self._open == "reasoning":
            item = _reasoning(self._item(), self._answer.joined(Thinking))
        else:
            item = _message(self._item(), _content(self._answer), "completed")
        self._open = ""
        return self._event("response.output_item.done", output_index=self._index, item=item)

    def _item(self) -> str:
        prefix = "rs_" if self._open == "reasoning" else "msg_"
        return prefix + self._answer.id[5:]

    def _inside(self, kind: str, **more: Json) -> bytes:
        return self._event(kind, item_id=self._item(), output_index=self._index, **more)

    def _added(self, item: dict[str, Json]) -> bytes:
        return self._event("response.output_item.added", output_index=self._index, item=item)

    def _event(self, kind: str, **more: Json) -> bytes:
        self._number += 1
        return frame({"type": kind, "sequence_number": self._number, **more}, kind)
