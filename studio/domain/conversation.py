"""Conversations: trees of messages, and the parts a message is made of."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias
from uuid import uuid4

import msgspec

from studio.domain.errors import Failure
from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef
from studio.domain.timing import Timing, Usage


def new_id() -> str:
    """A new identity: 32 hexadecimal digits."""
    return uuid4().hex


class Role(StrEnum):
    """Who speaks; tool results are parts of a user message."""

    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """How an answer stands; a user message is always `DONE`."""

    WAITING = "waiting"
    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    CUT_OFF = "cut_off"
    FAILED = "failed"


RUNNING = frozenset({Status.WAITING, Status.STREAMING})


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Visible Markdown. `signature` is a provider's opaque mark, replayed only to the same protocol and model."""

    text: str
    signature: str | None = None


class Thought(msgspec.Struct, frozen=True, tag="thought"):
    """Reasoning a model showed. `id` and `signature` are opaque, replayed to the same protocol and model only.

    A redacted thought has no text but a signature. `seconds` is how long the model thought, where measured.
    """

    text: str
    signature: str | None = None
    id: str | None = None
    redacted: bool = False
    seconds: float | None = None


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A picture in a message; `ref` is None where it could not be fetched, and `problem` says why."""

    ref: PictureRef | None
    name: str = ""
    url: str | None = None
    problem: str | None = None
    partial: bool = False
    mask: PictureRef | None = None


class File(msgspec.Struct, frozen=True, tag="file"):
    """A file that travels with a message: its text, or its bytes as the blob `sha256`."""

    name: str
    mime: str
    text: str | None = None
    sha256: str | None = None
    size: int = 0


class ToolCall(msgspec.Struct, frozen=True, tag="tool_call"):
    """A call a model asks for; `arguments` is the raw JSON text, which a cut can leave incomplete."""

    id: str
    name: str
    arguments: str = ""
    signature: str | None = None


class ToolResult(msgspec.Struct, frozen=True, tag="tool_result"):
    """What the user answered to a tool call."""

    call_id: str
    name: str
    content: str
    is_error: bool = False


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """A model's own refusal."""

    text: str


class Citation(msgspec.Struct, frozen=True, tag="citation"):
    """A source a model named."""

    url: str
    title: str = ""
    quoted: str = ""


class ProviderItem(msgspec.Struct, frozen=True, tag="provider_item"):
    """Something a provider did on its side (a search, a code run): `kind`, one line for people, raw JSON.

    `data` is replayed to the same protocol and model only.
    """

    kind: str
    summary: str
    data: str


Part: TypeAlias = Text | Thought | Picture | File | ToolCall | ToolResult | Refusal | Citation | ProviderItem


class Finish(msgspec.Struct, frozen=True):
    """Why a model stopped: our word (`done length tool filtered refusal error other`) and the wire's own."""

    reason: str
    raw: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One node of a conversation's tree.

    `parent` is None for a first message. `created_at` is in epoch seconds, for show only: order is that of the
    tree and of `Conversation.messages`. For an answer `gateway` (id), `model` (as asked), `protocol` and
    `parameters` are what it was asked with, `answered_by` is the model name the gateway gave back.
    """

    id: str
    parent: str | None
    role: Role
    parts: tuple[Part, ...] = ()
    created_at: float = 0.0
    status: Status = Status.DONE
    gateway: str = ""
    model: str = ""
    protocol: Protocol | None = None
    parameters: ParameterSet = ParameterSet()
    answered_by: str = ""
    response_id: str = ""
    finish: Finish | None = None
    usage: Usage | None = None
    timing: Timing = Timing()
    failure: Failure | None = None
    notices: tuple[str, ...] = ()
    exchange: str = ""
    edited: bool = False

    @property
    def text(self) -> str:
        """The visible text of all text parts, joined as they stand."""
        return "".join(p.text for p in self.parts if isinstance(p, Text))

    @property
    def thought(self) -> str:
        """The thoughts, joined by an empty line."""
        return "\n\n".join(p.text for p in self.parts if isinstance(p, Thought) and p.text)

    @property
    def running(self) -> bool:
        """Whether an answer is still waited for or streaming."""
        return self.status in RUNNING


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation without its messages: what the list shows and what the next message is sent with.

    `kind` is "chat", "lane" (of a comparison) or "pictures". `leaf` is the end of the path that is shown.
    `protocol` None means automatic. A temporary conversation is never written to disk.
    """

    id: str
    title: str = ""
    kind: str = "chat"
    created_at: float = 0.0
    updated_at: float = 0.0
    leaf: str | None = None
    gateway: str = ""
    model: str = ""
    protocol: Protocol | None = None
    system: str = ""
    parameters: ParameterSet = ParameterSet()
    pinned: bool = False
    archived: bool = False
    folder: str = ""
    tags: tuple[str, ...] = ()
    unread: bool = False
    temporary: bool = False
    titled_by_user: bool = False
    deleted: bool = False
    source: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What is typed but not sent, with its attachments."""

    text: str = ""
    parts: tuple[Part, ...] = ()


def path_to(messages: Mapping[str, Message], leaf: str | None) -> tuple[Message, ...]:
    """The messages from the root to `leaf`; a broken or circular parent chain ends the path quietly."""
    path: list[Message] = []
    seen: set[str] = set()
    while leaf is not None and leaf in messages and leaf not in seen:
        seen.add(leaf)
        path.append(messages[leaf])
        leaf = messages[leaf].parent
    path.reverse()
    return tuple(path)


def children_of(messages: Iterable[Message], parent: str | None) -> tuple[Message, ...]:
    """The messages whose parent is `parent`, in the order given."""
    return tuple(m for m in messages if m.parent == parent)


def newest_leaf(messages: Mapping[str, Message], start: str) -> str:
    """The leaf reached from `start` by always taking the newest child (messages are in order of making)."""
    newest: dict[str, str] = {}
    for message in messages.values():
        if message.parent is not None:
            newest[message.parent] = message.id
    seen: set[str] = set()
    while start in newest and start not in seen:
        seen.add(start)
        start = newest[start]
    return start
