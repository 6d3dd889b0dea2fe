"""Answers of picture routes of every style, in one normaliser: bytes, addresses, partial pictures, running jobs."""

from typing import Any
from urllib.parse import quote

from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.events import Began, Failed, Noticed, UsageSeen
from studio.domain.gateway import Gateway, ImageStyle, route
from studio.domain.parameters import Json
from studio.domain.timing import Usage
from studio.protocols.assembly import Assembly, Slot
from studio.protocols.base import Again, Frame, Step, WireRequest
from studio.protocols.decoding import text_of
from studio.protocols.reading import number, price, read_json
from studio.protocols.refusal import failure_in, masked, shown_words

SUCCESS = frozenset({"success", "completed", "succeeded", "done", "finished"})
FAILURE = frozenset({"error", "failed", "fail", "cancelled", "canceled", "expired", "timeout", "rejected"})
EMPTY_POLLS = 3
"""How often a finished job without pictures is asked again (GATEWAYS.md 5.4)."""

_AFTER = {ImageStyle.TASK: 5.0, ImageStyle.SUBMIT: 2.0}
_PATHS = {ImageStyle.TASK: "tasks/{}", ImageStyle.SUBMIT: "image/{}/result"}
_LISTS = ("data", "image_list", "images", "output", "outputs", "results", "predictions")
_FIELDS = (
    "b64_json",
    "url",
    "image_url",
    "result",
    "data",
    "image_base64",
    "b64",
    "image",
    "base64",
    "bytesBase64Encoded",
)


class PictureDecoder:
    """Reads the answers to one picture request, those to the questions after its job included.

    `wanted` is how many pictures a stream should bring; it ends with them, but more are taken while it lasts.
    """

    def __init__(self, gateway: Gateway, wanted: Json = 1) -> None:
        self._gateway = gateway
        self._wanted = number(wanted) or 1
        self._assembly = Assembly()
        self._partial: Slot | None = None
        self._ended = False
        self._streamed = 0
        self._job = ""
        self._empty = 0
        self._frames = 0

    @property
    def ended(self) -> bool:
        """Whether the pictures, or a failure, came."""
        return self._ended

    def resume(self, job: str) -> None:
        """Makes the id known of a job that was started in an earlier run of the program."""
        self._job = job

    def feed(self, frame: Frame) -> list[Step]:
        """Pictures, `Again` for a job that still runs, or the failure."""
        events: list[Step] = []
        if self._ended and not self._streamed:
            return events
        self._frames += 1
        try:
            body = read_json(frame.data)
        except ValueError:
            if frame.whole:
                self._fail(events, self._nothing(frame.data))
            return events
        if isinstance(body, list):
            body = {"data": body}
        if isinstance(body, dict):
            self._take(events, body, frame)
        return events

    def close(self) -> list[Step]:
        """`Failed` where neither pictures nor a failure came."""
        if self._ended or self._streamed:
            return []
        kind = Kind.CUT_OFF if self._frames else Kind.EMPTY
        said = "The answer ended before the picture came." if self._frames else "The answer was empty."
        failure = Failure(kind=kind, message=said, remedy=Remedy.RETRY, gateway=self._gateway.name)
        return [Failed(failure)]

    def _take(self, events: list[Step], body: dict[str, Any], frame: Frame) -> None:
        failure = failure_in(body, self._gateway.name)
        if failure is not None:
            self._fail(events, failure)
            return
        wrapped = body.get("resp_data")
        inner = wrapped if isinstance(wrapped, dict) else body
        kind = text_of(inner.get("type")) or frame.event
        if kind.endswith("partial_image"):
            self._sketch(events, inner)
            return
        self._facts(events, inner)
        word = text_of(inner.get("status")).lower()
        if word in FAILURE:
            self._fail(events, self._job_failed(inner, word))
            return
        if kind.endswith(".completed") and text_of(inner.get("b64_json")):
            self._show(events, [text_of(inner["b64_json"])])
            self._streamed += 1  # each picture of a stream has an event of its own
            self._ended = self._streamed >= self._wanted
        elif sources := found(inner):
            self._show(events, sources)
        elif not self._wait(events, inner, word) and (frame.whole or not kind):
            self._fail(events, self._nothing(frame.data))

    def _facts(self, events: list[Step], body: dict[str, Any]) -> None:
        model = text_of(body.get("model"))
        if model:
            events.append(Began(model))
        usage = body.get("usage")
        if isinstance(usage, dict) and (seen := usage_of(usage)) != Usage():
            events.append(UsageSeen(seen))
        for item in _dicts(body.get("data")):
            changed = text_of(item.get("revised_prompt"))
            if changed:
                events.append(Noticed(f"The gateway changed the prompt: {changed[:500]}"))

    def _sketch(self, events: list[Step], body: dict[str, Any]) -> None:
        """A first, coarse picture of a stream."""
        source = text_of(body.get("b64_json")) or text_of(body.get("partial_image_b64"))
        if source:
            self._partial = self._assembly.picture(events, source, slot=self._partial, partial=True)

    def _show(self, events: list[Step], sources: list[str]) -> None:
        for source in sources:
            self._assembly.picture(events, source, slot=self._partial, repeats=True)
            self._partial = None
        self._ended = True

    def _wait(self, events: list[Step], body: dict[str, Any], word: str) -> bool:
        """Asks again for a job that runs; false when this is no job."""
        started = _job_id(body, bool(word))
        self._job = started or self._job
        if not self._job or not (word or started):
            return False
        if word in SUCCESS:
            return self._finished(events, body)
        events.append(self._again(word, percent_in(body)))
        return True

    def _finished(self, events: list[Step], body: dict[str, Any]) -> bool:
        """A finished job whose answer holds no picture: its bytes lie elsewhere, or are not ready yet."""
        if self._style is ImageStyle.TASK:
            outputs = next(
                (v for n in ("outputs", "files") if isinstance(v := body.get(n), list) and v), [None]
            )
            path = f"tasks/{quote(self._job, safe='')}/content?index="
            self._show(events, [route(self._gateway, path + str(i)) for i in range(min(len(outputs), 16))])
            return True
        self._empty += 1
        if self._empty > EMPTY_POLLS:
            return False
        events.append(self._again(text_of(body.get("status")), None))
        return True

    @property
    def _style(self) -> ImageStyle:
        return self._gateway.image_style

    def _again(self, word: str, percent: float | None) -> Again:
        path = _PATHS.get(self._style, "images/generations/{}").format(quote(self._job, safe=""))
        request = WireRequest(method="GET", url=route(self._gateway, path))
        return Again(request, _AFTER.get(self._style, 3.0), self._job, word or "running", percent)

    def _fail(self, events: list[Step], failure: Failure) -> None:
        self._ended, self._streamed = True, 0
        events.append(Failed(failure))

    def _job_failed(self, body: dict[str, Any], word: str) -> Failure:
        stated = failure_in({"error": body.get("error") or body.get("message")}, self._gateway.name)
        if stated is not None:
            return stated
        message = f"The picture job ended at {self._gateway.name} with the word “{word}”."
        return Failure(kind=Kind.PROVIDER, message=message, remedy=Remedy.RETRY, gateway=self._gateway.name)

    def _nothing(self, data: str | bytes) -> Failure:
        text = data if isinstance(data, str) else data[:4096].decode("utf-8", "replace")
        return Failure(
            kind=Kind.EMPTY,
            message=f"There is no picture in the answer of {self._gateway.name}.",
            remedy=Remedy.RETRY,
            gateway=self._gateway.name,
            detail=masked(shown_words(text)) or None,
        )


def found(body: dict[str, Any]) -> list[str]:
    """The pictures of an answer as base64, data URLs or addresses, in order (GATEWAYS.md 5.5)."""
    for name in _LISTS:
        listed = body.get(name)
        if isinstance(listed, dict):
            listed = [listed]
        sources = [s for item in listed if (s := _source(item))] if isinstance(listed, list) else []
        if sources:
            return sources
    return (
        _in_candidates(body)
        or [s for n in ("b64_json", "url", "image_url") if (s := text_of(body.get(n)))][:1]
    )


def _source(item: Json) -> str:
    """The picture of one list item; text that is no address and too short for a picture is none."""
    if isinstance(item, str):
        return item if "://" in item[:16] or item[:5].lower() == "data:" or len(item) > 64 else ""
    if not isinstance(item, dict):
        return ""
    for name in _FIELDS:
        value = item.get(name)
        value = value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _in_candidates(body: dict[str, Any]) -> list[str]:
    sources: list[str] = []
    for candidate in _dicts(body.get("candidates")):
        content = candidate.get("content")
        for part in _dicts(content.get("parts") if isinstance(content, dict) else None):
            inline = part.get("inlineData") or part.get("inline_data")
            if isinstance(inline, dict) and text_of(inline.get("data")):
                sources.append(text_of(inline["data"]))
    return sources


def _job_id(body: dict[str, Any], with_status: bool) -> str:
    """The id of a job; a bare `id` without a status is no job."""
    for name in ("request_id", "task_id", "id") if with_status else ("request_id", "task_id"):
        value = body.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return text_of(str(value))[:300]
    return ""


def percent_in(body: dict[str, Any]) -> float | None:
    """The percentage (0–100) a job states, as a number, a share or a text such as `40%`."""
    value = body.get("progress", body.get("percent"))
    if isinstance(value, str):
        try:
            value = float(value.rstrip("% "))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return value * 100 if isinstance(value, float) and 0 < value < 1 else float(value)


def _dicts(value: Json) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def usage_of(usage: dict[str, Any]) -> Usage:
    """Numbers of a picture's `usage`."""
    return Usage(
        input_tokens=number(usage.get("input_tokens")),
        output_tokens=number(usage.get("output_tokens")),
        total_tokens=number(usage.get("total_tokens")),
        cost=price(usage.get("cost")),
    )
