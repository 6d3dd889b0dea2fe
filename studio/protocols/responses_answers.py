"""Answers of OpenAI Responses: events or one body into our events (GATEWAYS.md 4.3, 7.5 rows 5e, 12c, 14c, 18)."""

from collections import Counter
from typing import Any

import msgspec

from studio.domain.conversation import Citation, Picture, Refusal, Text, Thought, ToolCall
from studio.domain.errors import Kind
from studio.domain.events import Noticed
from studio.protocols.assembly import Slot
from studio.protocols.base import Frame, Step
from studio.protocols.decoding import AnswerDecoder, arguments_text, list_in, text_of
from studio.protocols.provider_items import provider_item
from studio.protocols.reading import Reader
from studio.protocols.responses_shapes import ResponsesEvent, states_error, usage_of

Place = tuple[int, ...]

_SUMMARY, _CONTENT, _SIGN = 0, 1, 9
_BEGINNINGS = ("created", "in_progress", "queued")
_IN_BACKGROUND = (
    "The answer is not here yet: the gateway works on it in the background ({}). "
    "Send again without the parameter “background”."
)
_INCOMPLETE = {"max_output_tokens": "length", "max_tokens": "length", "content_filter": "filtered"}
_DELTAS: dict[str, tuple[int, type[Text] | type[Thought] | type[Refusal]]] = {
    "response.output_text.delta": (_CONTENT, Text),
    "response.text.delta": (_CONTENT, Text),
    "response.refusal.delta": (_CONTENT, Refusal),
    "response.reasoning_text.delta": (_CONTENT, Thought),
    "response.reasoning.delta": (_CONTENT, Thought),
    "response.reasoning_summary_text.delta": (_SUMMARY, Thought),
    "response.reasoning_summary.delta": (_SUMMARY, Thought),
}
_PARTS: dict[str, tuple[int, type[Text] | type[Thought] | type[Refusal]]] = {
    "output_text": (_CONTENT, Text),
    "text": (_CONTENT, Text),
    "refusal": (_CONTENT, Refusal),
    "reasoning_text": (_CONTENT, Thought),
    "summary_text": (_SUMMARY, Thought),
}


class ResponsesDecoder(AnswerDecoder[ResponsesEvent]):
    """Reads the frames of one response."""

    reader = Reader(ResponsesEvent)

    def __init__(self, gateway: str) -> None:
        super().__init__(gateway)
        self._texts: dict[Place, Slot] = {}
        self._items: dict[int, Slot] = {}
        self._item_ids: dict[str, int] = {}
        self._last = 0
        self._refused = False
        self._cited: Counter[tuple[Any, ...]] = Counter()

    def _take(self, events: list[Step], message: ResponsesEvent, frame: Frame) -> None:
        kind = message.type or frame.event
        if kind == "response.output_text.delta" and message.output_index is not None:
            slot = self._texts.get((message.output_index, _CONTENT, message.content_index or 0))
            if slot is not None and message.delta.__class__ is str:  # nearly all events are such
                self._assembly.grow(events, slot, message.delta)
                return
        told = _DELTAS.get(kind)
        if told is not None:
            delta = (
                message.delta
                if isinstance(message.delta, str)
                else text_of((message.delta or {}).get("text"))
            )
            if delta:
                self._said_all = False
                self._grow(events, self._place(message, told[0]), told[1], delta)
        elif message.output is not None or message.object == "response":
            self._whole(events, msgspec.to_builtins(message), "")
        elif kind.startswith("response.") and message.response is not None:
            self._whole(events, message.response, kind.removeprefix("response."))
        elif states_error(kind, message):
            self._refuse(events, message)
        elif message.resp_data and not kind:
            self._whole(events, message.resp_data, "")
        else:
            self._mark(events, kind, message)

    def _refuse(self, events: list[Step], message: ResponsesEvent) -> None:
        """An error, nested or flat; its repetition in `response.failed` comes too late to count."""
        error = message.error
        if error is None or error == "":
            names = ("code", "message", "param")
            error = {n: v for n in names if (v := getattr(message, n)) is not None}
        code = message.code if message.error is not None else None
        self._fail_if_stated(events, {"error": error, "code": code} if code is not None else {"error": error})

    def _mark(self, events: list[Step], kind: str, message: ResponsesEvent) -> None:
        """The events that stand between the deltas."""
        match kind:
            case "response.output_item.added" | "response.output_item.done":
                self._said_all = False
                self._item(events, self._index(message), message.item or {}, kind.endswith("done"))
            case "response.content_part.added" | "response.content_part.done":
                self._part(events, self._place(message, _CONTENT), message.part or {}, Counter())
            case "response.reasoning_summary_part.done":
                self._part(events, self._place(message, _SUMMARY), message.part or {}, Counter())
            case "response.output_text.done":
                self._complete(events, self._place(message, _CONTENT), Text, message.text)
                self._said_all = True
            case "response.refusal.done":
                self._complete(events, self._place(message, _CONTENT), Refusal, message.refusal)
            case "response.reasoning_text.done":
                self._complete(events, self._place(message, _CONTENT), Thought, message.text)
            case "response.reasoning_summary_text.done":
                self._complete(events, self._place(message, _SUMMARY), Thought, message.text)
            case "response.output_text.annotation.added":
                self._cite(events, self._place(message, _CONTENT), message.annotation, self._cited)
            case _:
                self._mark_item(events, kind, message)

    def _mark_item(self, events: list[Step], kind: str, message: ResponsesEvent) -> None:
        match kind:
            case "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta":
                if isinstance(message.delta, str):
                    self._said_all = False
                    self._assembly.grow(events, self._calling(events, message), message.delta)
            case "response.function_call_arguments.done" | "response.custom_tool_call_input.done":
                whole = message.arguments if message.arguments is not None else message.input
                self._assembly.complete(events, self._calling(events, message), arguments_text(whole))
            case "response.image_generation_call.partial_image":
                if message.partial_image_b64:
                    self._show(events, self._index(message), message.partial_image_b64, partial=True)
            case _:
                return

    # Places

    def _index(self, message: ResponsesEvent) -> int:
        """The output an event belongs to: by index, for item ids may change at every event (row 12c)."""
        index = message.output_index
        if index is None:
            item_id = message.item_id or text_of((message.item or {}).get("id"))
            index = self._item_ids.get(item_id, self._last)
        self._last = index
        return index

    def _place(self, message: ResponsesEvent, channel: int) -> Place:
        inner = message.summary_index if channel == _SUMMARY else message.content_index
        return (self._index(message), channel, inner or 0)

    def _grow(
        self, events: list[Step], place: Place, kind: type[Text] | type[Thought] | type[Refusal], text: str
    ) -> None:
        slot = self._texts.get(place)
        if slot is None:
            slot = self._texts[place] = self._assembly.open(events, kind(""), place)
            self._refused = self._refused or kind is Refusal
        self._assembly.grow(events, slot, text)

    def _complete(
        self,
        events: list[Step],
        place: Place,
        kind: type[Text] | type[Thought] | type[Refusal],
        text: str | None,
    ) -> None:
        """What repeats a text: gaps are filled, nothing is added twice."""
        if not text:
            return
        if place in self._texts:
            self._assembly.complete(events, self._texts[place], text)
        else:
            self._grow(events, place, kind, text)

    # Items

    def _whole(self, events: list[Step], response: dict[str, Any], stage: str) -> None:
        """A response object: at the start for its names, at the end for everything it repeats.

        `stage` is the last word of the event that carries it, empty for one that is the whole body.
        """
        self._begin(events, text_of(response.get("model")), text_of(response.get("id")))
        if stage in _BEGINNINGS:
            return
        for index, item in enumerate(list_in(response.get("output"))):
            if isinstance(item, dict):
                self._item(events, index, item, True)
        usage = response.get("usage")
        if isinstance(usage, dict):
            self._use(events, usage_of(usage))
        status = text_of(response.get("status"))
        self._stop(
            events, response, stage if stage and status in ("", *_BEGINNINGS) else status or "completed"
        )

    def _item(self, events: list[Step], index: int, item: dict[str, Any], done: bool) -> None:
        kind = _kind_of(item)
        if item.get("id"):
            self._item_ids[text_of(item["id"])] = index
        match kind:
            case "message":
                counted: Counter[tuple[Any, ...]] = Counter()
                for inner, part in enumerate(_dicts(item.get("content"))):
                    self._part(events, self._repeated(index, inner), part, counted)
            case "reasoning":
                self._reasoning(events, index, item, done)
            case "function_call" | "custom_tool_call":
                self._function_call(events, index, item)
            case "image_generation_call":
                if item.get("result"):
                    self._show(events, index, text_of(item["result"]))
            case "":
                return
            case _:
                self._provider_item(events, index, kind, item)

    def _repeated(self, index: int, inner: int) -> Place:
        """Where the `inner`-th part of a finished item was streamed; content indexes may start at 1."""
        places = sorted(p for p in self._texts if p[0] == index and p[1] == _CONTENT)
        if inner < len(places):
            return places[inner]
        return (index, _CONTENT, max(inner, places[-1][2] + 1 if places else 0))

    def _part(
        self, events: list[Step], place: Place, part: dict[str, Any], counted: Counter[tuple[Any, ...]]
    ) -> None:
        told = _PARTS.get(text_of(part.get("type")))
        if told is None:
            return
        text = text_of(part.get("text")) or text_of(part.get("refusal"))
        self._complete(events, (place[0], told[0], place[2]), told[1], text)
        for annotation in list_in(part.get("annotations")):
            self._cite(events, place, annotation, counted)

    def _reasoning(self, events: list[Step], index: int, item: dict[str, Any], done: bool) -> None:
        for inner, part in enumerate(_dicts(item.get("summary"))):
            self._complete(events, (index, _SUMMARY, inner), Thought, text_of(part.get("text")))
        for inner, part in enumerate(_dicts(item.get("content"))):
            self._complete(events, self._repeated(index, inner), Thought, text_of(part.get("text")))
        if done:
            self._sign(events, index, text_of(item.get("id")), text_of(item.get("encrypted_content")))

    def _sign(self, events: list[Step], index: int, item_id: str, signature: str) -> None:
        """Keeps id and encrypted content with the item's first thought; a hidden one is a redacted thought."""
        places = sorted(p for p in self._texts if p[0] == index and isinstance(self._texts[p].part, Thought))
        if not places and signature:
            hidden = Thought("", signature, item_id or None, redacted=True)
            last = (index, _SIGN, 0)
            self._texts[last] = self._assembly.open(events, hidden, last)
        for nth, place in enumerate(places):
            slot = self._texts[place]
            before = slot.part
            if isinstance(before, Thought):
                kept = signature if nth == 0 else ""
                signed = Thought(slot.text, kept or before.signature, item_id or None, before.redacted)
                self._assembly.replace(events, slot, signed)

    def _calling(self, events: list[Step], message: ResponsesEvent) -> Slot:
        index = self._index(message)
        if index not in self._items:
            self._function_call(events, index, {"call_id": message.item_id})
        return self._items[index]

    def _function_call(self, events: list[Step], index: int, item: dict[str, Any]) -> None:
        call_id = text_of(item.get("call_id")) or text_of(item.get("id")) or f"call_{index + 1}"
        name = text_of(item.get("name"))
        written = item.get("arguments")
        arguments = arguments_text(written if written is not None else item.get("input"))
        slot = self._items.get(index)
        if slot is None:
            slot = self._assembly.open(events, ToolCall(call_id, name), (index, _CONTENT, 0))
            self._items[index] = slot
        elif name or item.get("call_id"):
            self._assembly.replace(events, slot, ToolCall(call_id, name, slot.text))
        self._assembly.complete(events, slot, arguments)

    def _provider_item(self, events: list[Step], index: int, kind: str, item: dict[str, Any]) -> None:
        slot = self._items.get(index)
        part = provider_item(kind, item)
        if slot is None:
            self._items[index] = self._assembly.open(events, part, (index, _CONTENT, 0))
        else:
            self._assembly.replace(events, slot, part)
        for output in _dicts(item.get("outputs")):
            if output.get("type") == "image":  # a picture that code has made
                self._assembly.picture(events, text_of(output.get("url")), (index, _CONTENT, 1))

    def _show(self, events: list[Step], index: int, data: str, partial: bool = False) -> None:
        slot = self._items.get(index)
        if slot is not None and not isinstance(slot.part, Picture):
            slot = None
        shown = self._assembly.picture(events, data, (index, _CONTENT, 0), slot, partial)
        if shown is not None:
            self._items[index] = shown

    def _cite(
        self, events: list[Step], place: Place, annotation: Any, counted: Counter[tuple[Any, ...]]
    ) -> None:
        """A source. Lists repeat what events said, so the nth like mention of one is the nth of the other."""
        if not isinstance(annotation, dict):
            return
        url = text_of(annotation.get("url"))
        title = next(filter(None, (text_of(annotation.get(n)) for n in ("title", "filename", "file_id"))), "")
        names = ("type", "url", "file_id", "start_index", "end_index", "index")
        mark = (place[0], *(repr(annotation.get(n)) for n in names))
        counted[mark] += 1
        mark = (*mark, counted[mark])
        quoted = text_of(annotation.get("quote")) or text_of(annotation.get("text"))
        self._assembly.cite(events, mark, Citation(url, title, quoted), (*place, 1))

    # The end

    def _stop(self, events: list[Step], response: dict[str, Any], status: str) -> None:
        details = response.get("incomplete_details")
        why = text_of(details.get("reason")) if isinstance(details, dict) else ""
        match status:
            case "completed" | "incomplete":
                reason = self._reason() if status == "completed" else _INCOMPLETE.get(why, "other")
                if status == "incomplete" and why and why not in _INCOMPLETE:
                    events.append(Noticed(f"The answer is incomplete: “{why[:100]}”."))
                self._finish_with(events, reason, status)
                self._end(events)
            case "failed":
                self._finish_with(events, "error", status)
                error = response.get("error")
                if not self._fail_if_stated(events, {"error": error}):
                    self._fail(
                        events, self._failure(Kind.PROVIDER, "The provider says that the answer failed.")
                    )
            case "in_progress" | "queued":
                events.append(Noticed(_IN_BACKGROUND.format(status)))
                self._finish_with(events, "other", status)
                self._end(events)
            case _:
                self._finish_with(events, "other", status)
                self._end(events)

    def _owed(self, events: list[Step]) -> None:
        """Nothing: the terminal event repeats everything."""

    def _reason(self) -> str:
        if self._refused:
            return "refusal"
        return "tool" if any(isinstance(s.part, ToolCall) for s in self._assembly.slots) else "done"


def _kind_of(item: dict[str, Any]) -> str:
    """The type of an item; xAI names searches it runs itself like calls, and only their ids tell them apart."""
    kind = text_of(item.get("type"))
    hosted = kind == "custom_tool_call" and text_of(item.get("call_id")).startswith("xs_call")
    return "x_search_call" if hosted else kind


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
