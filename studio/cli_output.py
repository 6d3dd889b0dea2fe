"""What the headless twin prints: plain text for people, or one JSON object a line for programs."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, TypeAlias, assert_never

from studio.domain.conversation import (
    Citation,
    File,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import REMEDY_WORDS, Failure, Kind
from studio.domain.events import (
    Began,
    Delta,
    Ended,
    Event,
    Failed,
    Finished,
    JobStarted,
    Noticed,
    PartOpened,
    PartReplaced,
    PictureArrived,
    Progressed,
    Queued,
    Retrying,
    ThoughtTimed,
    UsageSeen,
)
from studio.domain.picture import PictureRef
from studio.domain.text import clean_text
from studio.domain.timing import Usage

Json: TypeAlias = Any
Written: TypeAlias = Callable[[PictureRef], Path]
"""Where the file of a picture lies."""

EXIT = {
    Status.DONE: 0,
    Status.FAILED: 1,
    Status.CUT_OFF: 3,
    Status.STOPPED: 130,
    Status.WAITING: 1,
    Status.STREAMING: 1,
}

WRONG_USE = 2

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What JSON lets stand but some readers take for the end of a line, and terminals for a command."""

_REASON_WITHOUT_FINISH = {Status.DONE: "done", Status.FAILED: "error"}


class Output:
    """Prints the events of one answer as they come, and how it ended.

    `as_json` chooses NDJSON on standard output; else text goes there and everything else to standard error.
    Control characters of an answer never reach a terminal.
    """

    def __init__(self, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out if out is not None else sys.stdout
        self._err = err if err is not None else sys.stderr
        self._at_line_start = True

    def event(self, event: Event, before: Message, after: Message, written: Written) -> None:
        """Prints one event; `before` and `after` are the message without and with it."""
        for name, fields in described(event, before, after, written):
            if self.as_json:
                self.line({"event": name, **fields})
            else:
                self._plain(name, fields)

    def end(self, message: Message, written: Written) -> int:
        """Prints the last line, or the failure, and gives the exit status."""
        if self.as_json:
            self.line(end_line(message, written))
        else:
            self._end_plain(message)
        return EXIT[message.status]

    def failed(self, failure: Failure, model: str = "") -> int:
        """Prints a failure that came before there was an answer; the exit status."""
        if self.as_json:
            self.line(end_line(_failed_message(model, failure), _nowhere))
        self._complain(failure)
        return WRONG_USE if failure.kind in (Kind.INPUT, Kind.ADDRESS) else EXIT[Status.FAILED]

    def broken(self, error: Exception, model: str = "") -> int:
        """Prints that the program itself is at fault; the exit status."""
        words = (
            f"Something went wrong inside the program ({type(error).__name__}). Run it again with --debug."
        )
        if self.as_json:
            shown = {"kind": "bug", "status": None, "message": words, "remedy": "none"}
            self.line({**end_line(_failed_message(model, None), _nowhere), "error": shown})
        self.note(words)
        return EXIT[Status.FAILED]

    def line(self, value: Json) -> None:
        """One JSON object on a line of its own, at once."""
        text = clean_text(json.dumps(value, ensure_ascii=False))
        self._out.write(_LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")
        self._out.flush()

    def text(self, text: str) -> None:
        """Text on standard output, at once."""
        if not text:
            return
        self._out.write(_shown(text, self._out))
        self._out.flush()
        self._at_line_start = text.endswith("\n")

    def note(self, text: str) -> None:
        """One line on standard error."""
        if not self._at_line_start and not self.as_json:
            self.text("\n")
        self._err.write(_shown(text, self._err) + "\n")
        self._err.flush()

    def _plain(self, name: str, fields: dict[str, Json]) -> None:
        if name in ("text", "refusal"):
            self.text(fields["text"])
        elif name == "picture" and fields["path"] is not None:
            if not fields["partial"]:
                self.text(("" if self._at_line_start else "\n") + f"{fields['path']}\n")
        elif note := _note(name, fields):
            self.note(note)

    def _end_plain(self, message: Message) -> None:
        if not self._at_line_start:
            self.text("\n")
        if message.failure is not None:
            self._complain(message.failure)
        elif message.status is Status.STOPPED:
            self.note("Stopped.")
        elif message.finish is not None and message.finish.reason == "length":
            self.note("The answer ends here because it reached the limit of tokens.")

    def _complain(self, failure: Failure) -> None:
        """A sentence of ours says what to do; after a gateway's own words the remedy is added."""
        text = " ".join(failure.message.split())
        text += "" if text.endswith((".", "!", "?", "…", "”")) else "."
        remedy = "" if failure.status is None else REMEDY_WORDS[failure.remedy].removesuffix(" in Settings")
        known = not remedy or remedy.lower() in text.lower()
        self.note(text if known else f"{text} {remedy}.")


def _note(name: str, fields: dict[str, Json]) -> str:
    """An event as one line for people; "" for what they need not know."""
    match name:
        case "notice":
            return str(fields["text"])
        case "queued":
            return f"Waiting in this gateway's queue, place {fields['place']}."
        case "retrying":
            return f"{fields['message']} Trying again in {fields['after_s']:.0f} s."
        case "tool_call":
            return f"Tool call: {fields['name']} {json.dumps(fields['arguments'], ensure_ascii=False)}"
        case "citation":
            return " ".join(f"Source: {fields['title']} {fields['url']}".split())
        case "provider_item":
            return f"The gateway did: {fields['summary'] or fields['kind']}"
        case "progress":
            percent = "" if fields["percent"] is None else f" {fields['percent']:.0f} %"
            return f"The picture job is running: {fields['word']}{percent}"
        case "picture":
            return f"A picture could not be fetched: {fields['problem']}"
        case _:
            return ""


def described(
    event: Event, before: Message, after: Message, written: Written
) -> list[tuple[str, dict[str, Json]]]:
    """The lines of one event: names and fields. A tool call is told once it is whole."""
    match event:
        case PartOpened(part=part):
            return _new_part(part, written)
        case Delta(at=at, text=text):
            name = _growing(after.parts[at])
            return [(name, {"text": text})] if name else []
        case PartReplaced(at=at, part=part):
            return _replaced(before.parts[at], part, written)
        case Finished() | Ended():
            if before.finish is not None or before.failure is not None:
                return []
            calls = [part for part in after.parts if isinstance(part, ToolCall)]
            return [("tool_call", {"id": call.id, **described_call(call)}) for call in calls]
        case _:
            return _fact(event)


def _fact(
    event: (
        Queued
        | Retrying
        | Began
        | PictureArrived
        | ThoughtTimed
        | UsageSeen
        | Noticed
        | Progressed
        | JobStarted
        | Failed
    ),
) -> list[tuple[str, dict[str, Json]]]:
    match event:
        case Queued(place=place):
            return [("queued", {"place": place})]
        case Retrying(failure=failure, after=after):
            return [("retrying", {"after_s": round(after, 3), "message": failure.message})]
        case Began(model=model, response_id=response_id):
            return [("began", {"model": model, "id": response_id})]
        case UsageSeen(usage=usage):
            return [("usage", described_usage(usage))]
        case Noticed(text=text):
            return [("notice", {"text": text})]
        case Progressed(word=word, percent=percent):
            return [("progress", {"word": word, "percent": percent})]
        case JobStarted(job=job):
            return [("job", {"id": job})]
        case Failed(failure=failure):
            return [("failed", {"error": described_failure(failure)})]
        case PictureArrived() | ThoughtTimed():
            return []
        case _:
            assert_never(event)


def _growing(part: Part) -> str:
    match part:
        case Text():
            return "text"
        case Thought():
            return "thought"
        case Refusal():
            return "refusal"
        case _:
            return ""


def _new_part(part: Part, written: Written) -> list[tuple[str, dict[str, Json]]]:
    match part:
        case Text(text=text) | Refusal(text=text):
            return [(_growing(part), {"text": text})] if text else []
        case Thought(text=text):
            return [("thought", {"text": text})] if text else []
        case Picture():
            return _pictured(part, written)
        case Citation():
            return [("citation", {"url": part.url, "title": part.title})]
        case ProviderItem():
            return [("provider_item", {"kind": part.kind, "summary": part.summary})]
        case ToolCall() | ToolResult() | File():
            return []
        case _:
            assert_never(part)


def _replaced(before: Part, part: Part, written: Written) -> list[tuple[str, dict[str, Json]]]:
    if isinstance(part, Picture):
        return _pictured(part, written)
    if isinstance(part, Text | Thought | Refusal) and type(part) is type(before):
        old = getattr(before, "text", "")
        if part.text != old and part.text.startswith(old):
            return [(_growing(part), {"text": part.text[len(old) :]})]
    return []


def _pictured(part: Picture, written: Written) -> list[tuple[str, dict[str, Json]]]:
    if part.ref is None and part.problem is None:
        return []
    return [("picture", {**described_picture(part, written), "partial": part.partial})]


def end_line(message: Message, written: Written) -> dict[str, Json]:
    """The last line of an answer, in the fields of issue 2; a model’s own refusal, if any, stands beside its text."""
    finish = message.finish
    reason = _REASON_WITHOUT_FINISH.get(message.status, "other") if finish is None else finish.reason
    refusal = "".join(part.text for part in message.parts if isinstance(part, Refusal))
    pictures = [part for part in message.parts if isinstance(part, Picture) and not part.partial]
    return {
        "event": "end",
        "status": message.status.value,
        "text": message.text,
        **({"refusal": refusal} if refusal else {}),
        "thought": "".join(p.text for p in message.parts if isinstance(p, Thought)),
        "tool_calls": [described_call(part) for part in message.parts if isinstance(part, ToolCall)],
        "finish": {"reason": reason, "raw": finish.raw if finish is not None and finish.raw else None},
        "usage": described_usage(message.usage or Usage()),
        "citations": [
            {"url": part.url, "title": part.title} for part in message.parts if isinstance(part, Citation)
        ],
        "pictures": [described_picture(part, written) for part in pictures],
        "model": message.answered_by or message.model,
        "timing": {
            "first_byte_s": _seconds(message.timing.first_byte_s),
            "first_word_s": _seconds(message.timing.first_word_s),
            "total_s": _seconds(message.timing.total_s),
        },
        "error": None if message.failure is None else described_failure(message.failure),
    }


def described_call(call: ToolCall) -> dict[str, Json]:
    """Name and arguments; the raw text where a cut left it incomplete."""
    arguments: Json = call.arguments
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        arguments = call.arguments
    return {"name": call.name, "arguments": arguments}


def described_picture(part: Picture, written: Written) -> dict[str, Json]:
    """Where a picture lies and what it is; path None, address and problem where it could not be fetched."""
    ref = part.ref
    if ref is None:
        nothing = {"path": None, "mime": None, "width": None, "height": None}
        return {**nothing, "url": part.url, "problem": part.problem}
    return {"path": str(written(ref)), "mime": ref.mime, "width": ref.width, "height": ref.height}


def described_usage(usage: Usage) -> dict[str, Json]:
    """Tokens and cost; null is not stated."""
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "thought_tokens": usage.thought_tokens,
        "cost": usage.cost,
    }


def described_failure(failure: Failure) -> dict[str, Json]:
    """Kind, status, sentence and remedy."""
    return {
        "kind": failure.kind.value,
        "status": failure.status,
        "message": failure.message,
        "remedy": failure.remedy.value,
    }


def _nowhere(ref: PictureRef) -> Path:
    return Path(ref.sha256)


def _failed_message(model: str, failure: Failure | None) -> Message:
    return Message(
        id="", parent=None, role=Role.ASSISTANT, status=Status.FAILED, model=model, failure=failure
    )


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _shown(text: str, stream: TextIO) -> str:
    text = clean_text(text)
    return _CONTROL.sub("�", text) if stream.isatty() else text
