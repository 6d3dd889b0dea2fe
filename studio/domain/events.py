"""What can happen during one answer, and the one pure function that turns happenings into a message."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias, assert_never

import msgspec

from studio.domain.conversation import (
    Citation,
    File,
    Finish,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import Failure
from studio.domain.timing import Timing, Usage


class Queued(msgspec.Struct, frozen=True):
    """The request waits in the gateway's queue; `place` 1 is next."""

    place: int


class Retrying(msgspec.Struct, frozen=True):
    """The one automatic retry happens in `after` seconds, because of `failure`."""

    failure: Failure
    after: float


class Began(msgspec.Struct, frozen=True):
    """The gateway accepted the request; names it gave, empty where it gave none."""

    model: str = ""
    response_id: str = ""


class PartOpened(msgspec.Struct, frozen=True):
    """`part` is inserted at position `at` of the message's parts (0 ≤ at ≤ len)."""

    at: int
    part: Part


class Delta(msgspec.Struct, frozen=True):
    """`text` is appended to the part at `at`: a Text, Thought, Refusal, or the arguments of a ToolCall."""

    at: int
    text: str


class PartReplaced(msgspec.Struct, frozen=True):
    """The part at `at` is now `part` (a signature came, arguments were corrected, a picture arrived)."""

    at: int
    part: Part


class PictureArrived(msgspec.Struct, frozen=True):
    """A codec found a picture for the (already opened) `Picture` part at `at`: bytes, or an address to fetch.

    The answering service keeps the bytes and turns this into `PartReplaced`; `fold` never sees one.
    """

    at: int
    data: bytes | None = None
    url: str | None = None
    partial: bool = False


class ThoughtTimed(msgspec.Struct, frozen=True):
    """The thought at `at` took `seconds`."""

    at: int
    seconds: float


class UsageSeen(msgspec.Struct, frozen=True):
    """The latest numbers; fields that are None leave what was known."""

    usage: Usage


class Noticed(msgspec.Struct, frozen=True):
    """Something the user should know that is no failure ("this protocol has no field for: seed")."""

    text: str


class Progressed(msgspec.Struct, frozen=True):
    """A polled job is still running: the gateway's word, and its percentage (0–100) where it states one."""

    word: str
    percent: float | None = None


class JobStarted(msgspec.Struct, frozen=True):
    """A picture job runs at the gateway under `job`; asking can go on after a restart."""

    job: str


class Finished(msgspec.Struct, frozen=True):
    """The model said why it stopped."""

    finish: Finish


class Failed(msgspec.Struct, frozen=True):
    """A failure inside an answer; what came before it stays."""

    failure: Failure


class Ended(msgspec.Struct, frozen=True):
    """The last event of every answer: how it stands now, and its times."""

    status: Status
    timing: Timing = Timing()
    exchange: str = ""


Event: TypeAlias = (
    Queued
    | Retrying
    | Began
    | PartOpened
    | Delta
    | PartReplaced
    | PictureArrived
    | ThoughtTimed
    | UsageSeen
    | Noticed
    | Progressed
    | JobStarted
    | Finished
    | Failed
    | Ended
)


def coalesce(events: Iterable[Event]) -> Iterator[Event]:
    """The same happenings with runs of deltas for one part joined: what makes a burst cheap to fold."""
    at = -1
    texts: list[str] = []
    for event in events:
        if isinstance(event, Delta):
            if event.at != at and texts:
                yield Delta(at, "".join(texts))
                texts = []
            at = event.at
            texts.append(event.text)
            continue
        if texts:
            yield Delta(at, "".join(texts))
            texts = []
        yield event
    if texts:
        yield Delta(at, "".join(texts))


def fold(message: Message, event: Event) -> Message:
    """`message` after `event`; pure. Live stream, stored answer and test share this one meaning."""
    match event:
        case PartOpened(at=at, part=part):
            parts = (*message.parts[:at], part, *message.parts[at:])
            return msgspec.structs.replace(message, parts=parts, status=Status.STREAMING)
        case Delta(at=at, text=text):
            return _with_part(message, at, grown(message.parts[at], text))
        case PartReplaced(at=at, part=part):
            before = message.parts[at]
            if isinstance(part, Thought) and isinstance(before, Thought) and part.seconds is None:
                part = msgspec.structs.replace(part, seconds=before.seconds)
            return _with_part(message, at, part)
        case ThoughtTimed(at=at, seconds=seconds):
            part = message.parts[at]
            if isinstance(part, Thought):
                part = msgspec.structs.replace(part, seconds=seconds)
            return _with_part(message, at, part)
        case _:
            return _fold_fact(message, event)


def _fold_fact(
    message: Message,
    event: (
        Queued
        | Retrying
        | Began
        | PictureArrived
        | UsageSeen
        | Noticed
        | Progressed
        | JobStarted
        | Finished
        | Failed
        | Ended
    ),
) -> Message:
    match event:
        case Began(model=model, response_id=response_id):
            return msgspec.structs.replace(
                message,
                status=Status.STREAMING,
                answered_by=model or message.answered_by,
                response_id=response_id or message.response_id,
            )
        case UsageSeen(usage=usage):
            return msgspec.structs.replace(message, usage=later_usage(message.usage, usage))
        case Noticed(text=text):
            if text in message.notices:
                return message
            return msgspec.structs.replace(message, notices=(*message.notices, text))
        case Finished(finish=finish):
            return msgspec.structs.replace(message, finish=finish)
        case Failed(failure=failure):
            return msgspec.structs.replace(message, failure=failure)
        case Ended(status=status, timing=timing, exchange=exchange):
            return msgspec.structs.replace(
                message, status=status, timing=timing, exchange=exchange or message.exchange
            )
        case Queued() | Retrying() | Progressed() | JobStarted() | PictureArrived():
            return message
        case _:
            assert_never(event)


def _with_part(message: Message, at: int, part: Part) -> Message:
    parts = (*message.parts[:at], part, *message.parts[at + 1 :])
    return msgspec.structs.replace(message, parts=parts)


def grown(part: Part, text: str) -> Part:
    """`part` with `text` appended; parts that hold no growing text are returned as they are."""
    match part:
        case Text():
            return Text(part.text + text, part.signature)
        case Thought():
            return Thought(part.text + text, part.signature, part.id, part.redacted, part.seconds)
        case Refusal():
            return Refusal(part.text + text)
        case ToolCall():
            return ToolCall(part.id, part.name, part.arguments + text, part.signature)
        case Picture() | File() | ToolResult() | Citation() | ProviderItem():
            return part
        case _:
            assert_never(part)


def later_usage(known: Usage | None, seen: Usage) -> Usage:
    """The last value of each number; numbers are never added (GATEWAYS.md 4.6)."""
    if known is None:
        return seen
    values = {
        name: value
        for name in seen.__struct_fields__
        if (value := getattr(seen, name)) is not None and value is not False
    }
    return msgspec.structs.replace(known, **values)
