"""What the four chat decoders share: reading frames, counting broken ones, the end and what is owed there."""

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from studio.domain.conversation import Finish, ToolCall
from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.events import Began, Failed, Finished, Noticed, UsageSeen
from studio.domain.parameters import Json
from studio.domain.text import clean_text
from studio.domain.timing import Usage
from studio.protocols.assembly import Assembly
from studio.protocols.base import Frame, Step
from studio.protocols.reading import read_json
from studio.protocols.refusal import failure_in, masked

T = TypeVar("T", bound=msgspec.Struct)

BROKEN_LIMIT = 3
"""Unreadable events in a row that are forgiven (FAULTS.md E11)."""


class AnswerDecoder(ABC, Generic[T]):
    """The frame of a decoder; a protocol adds `_take` for one message and `_owed` for the end.

    A failure ends the answer: nothing after it counts. A terminal word ends it for `ended`; what may still
    come (usage) is the protocol's business until `_over` is set. `_said_all` makes an end of the stream a
    proper one although no terminal word came.
    """

    reader: ClassVar[Any]

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._assembly = Assembly()
        self._ended = False
        self._over = False
        self._said_all = False
        self._failed = False
        self._finalized = False
        self._skipped = 0
        self._broken = 0
        self._first = ""
        self._named = ("", "")
        self._finish: Finish | None = None
        self._usage: Usage | None = None

    @property
    def ended(self) -> bool:
        """Whether a terminal word or a failure came."""
        return self._ended or self._failed

    def feed(self, frame: Frame) -> list[Step]:
        """The events of one frame; unreadable ones are skipped, more than three in a row end the answer."""
        if self._over:
            return []
        events: list[Step] = []
        data = frame.data
        try:
            message = self.reader.read(data)
        except ValueError:
            self._unreadable(events, frame)
            return events
        self._broken = 0
        if not self._first:
            self._remember(data)
        if message is not None:
            self._take(events, message, frame)
        if frame.whole and not self._over:
            self._end(events)
        return events

    def close(self) -> list[Step]:
        """What is owed at the end of the stream."""
        events: list[Step] = []
        if not self._over:
            if self._ended or self._said_all:
                self._end(events)
            else:
                self._finalize(events)
                if not self._failed:
                    self._fail(events, self._unfinished())
        self._over = True
        return events

    # What a protocol adds

    @abstractmethod
    def _take(self, events: list[Step], message: T, frame: Frame) -> None:
        """Says what one message brings."""

    @abstractmethod
    def _owed(self, events: list[Step]) -> None:
        """Says what a protocol owes once, before the end."""

    # What protocols use

    def _end(self, events: list[Step]) -> None:
        """The proper end: everything owed is said, and nothing after it counts."""
        self._ended = True
        self._finalize(events)
        self._over = True
        if self._failed or self._assembly.slots:
            return
        if self._finish is None:
            self._fail(events, self._not_understood())
        elif self._finish.reason == "done":
            events.append(Noticed("The answer is empty: the model said nothing."))

    def _finalize(self, events: list[Step]) -> None:
        if self._finalized:
            return
        self._finalized = True
        self._owed(events)
        self._assembly.settle(events)
        for slot in self._assembly.slots:
            if isinstance(slot.part, ToolCall) and not slot.text.strip():
                self._assembly.complete(events, slot, "{}")
        if self._skipped:
            what = (
                "1 unreadable event was" if self._skipped == 1 else f"{self._skipped} unreadable events were"
            )
            events.append(Noticed(f"{what} skipped."))
        if self._finish is not None and self._finish.raw == "error":
            self._fail(
                events, self._failure(Kind.PROVIDER, "The provider broke the answer off with an error.")
            )

    def _fail(self, events: list[Step], failure: Failure) -> None:
        """A failure, once; what came before it stays."""
        if self._failed:
            return
        self._failed = True  # before what is owed, which may know of a vaguer failure
        self._finalize(events)
        self._over = True
        events.append(Failed(failure))

    def _fail_if_stated(self, events: list[Step], body: Json, status: int = 200) -> bool:
        failure = failure_in(body, self._gateway, status)
        if failure is None:
            return False
        self._fail(events, failure)
        return True

    def _begin(self, events: list[Step], model: str | None, response_id: str | None) -> None:
        named = (model or self._named[0], response_id or self._named[1])
        if named != self._named:
            self._named = named
            events.append(Began(clean_text(named[0]), clean_text(named[1])))

    def _use(self, events: list[Step], usage: Usage) -> None:
        if usage != self._usage and usage != Usage():
            self._usage = usage
            events.append(UsageSeen(usage))

    def _finish_with(self, events: list[Step], reason: str, raw: str) -> None:
        self._ended = True
        finish = Finish(reason, clean_text(raw)[:200])
        if finish != self._finish:
            self._finish = finish
            events.append(Finished(finish))

    # Broken and missing things

    def _remember(self, data: str | bytes) -> None:
        text = data[:2048]
        self._first = self._first or clean_text(
            text if isinstance(text, str) else text.decode("utf-8", "replace")
        )

    def _unreadable(self, events: list[Step], frame: Frame) -> None:
        data = frame.data if isinstance(frame.data, str) else frame.data.decode("utf-8", "replace")
        if data.strip() == "[DONE]":
            self._end(events)
            return
        lines = [line for line in data.split("\n") if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith(("{", "[DONE]")) for line in lines):
            for line in lines:  # events parted by one newline only (GATEWAYS.md 7.5, row 8d)
                events.extend(self.feed(Frame(frame.event, line.removeprefix("data:").strip())))
            return
        self._remember(data)
        self._skipped += 1
        self._broken += 1
        if frame.whole:
            self._skipped = 0
            self._fail(events, self._not_understood())
        elif self._broken > BROKEN_LIMIT:
            message = "The answer became unreadable and was cut off."
            self._fail(events, self._failure(Kind.CUT_OFF, message))

    def _failure(self, kind: Kind, message: str, detail: str | None = None) -> Failure:
        return Failure(kind=kind, message=message, remedy=Remedy.RETRY, gateway=self._gateway, detail=detail)

    def _not_understood(self) -> Failure:
        stated = self._stated_first()
        if stated is not None:
            return stated
        if not self._first:
            return self._nothing()
        message = f"The answer of {self._gateway or 'the gateway'} was not understood; see the details."
        return self._failure(Kind.MALFORMED, message, masked(self._first)[:2048] or None)

    def _nothing(self) -> Failure:
        return self._failure(Kind.EMPTY, f"{self._gateway or 'The gateway'} sent an empty answer.")

    def _stated_first(self) -> Failure | None:
        """The failure the first message states in a form that is not the protocol's own."""
        try:
            return failure_in(read_json(self._first), self._gateway) if self._first else None
        except ValueError:
            return None

    def _unfinished(self) -> Failure:
        stated = None if self._assembly.slots else self._stated_first()
        if stated is not None:
            return stated
        if not self._first:
            return self._nothing()
        return self._failure(Kind.CUT_OFF, "The answer ended before the model said that it was done.")


def text_of(value: Json) -> str:
    """`value` where it is text, cleaned; else nothing."""
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else clean_text(value)


def arguments_text(value: Json) -> str:
    """Arguments of a call as JSON text, whether they came as text or as an object."""
    if value is None or isinstance(value, str):
        return value or ""
    return json_text(value)


def json_text(value: Json) -> str:
    """`value` as compact JSON text, with lone surrogates mended."""
    return clean_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def list_in(value: Json) -> list[Any]:
    """`value` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def parsed_object(text: str) -> dict[str, Json] | None:
    """The object `text` holds, or None where it is cut off or something else."""
    try:
        value = read_json(text or "{}")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
