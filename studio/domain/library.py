"""What the library tells about its contents: search hits, storage figures, jobs in flight."""

import msgspec


class SearchFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search is narrowed to; empty or None narrows nothing. Times are in epoch seconds."""

    gateway: str = ""
    model: str = ""
    since: float | None = None
    until: float | None = None
    has_picture: bool = False


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """One find: `kind` is "conversation", "message" or "picture"; `excerpt` has hits between \\x02 and \\x03."""

    kind: str
    conversation_id: str = ""
    message_id: str = ""
    sha256: str = ""
    title: str = ""
    excerpt: str = ""
    at: float = 0.0


class PictureJob(msgspec.Struct, frozen=True, kw_only=True):
    """A picture job running at a gateway, stored so that asking goes on after a restart."""

    job: str
    gateway: str
    model: str
    conversation_id: str
    message_id: str
    style: str
    started_at: float


class StorageFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are and how big: bytes and counts."""

    folder: str
    database_bytes: int = 0
    picture_bytes: int = 0
    exchange_bytes: int = 0
    conversations: int = 0
    messages: int = 0
    pictures: int = 0


class UsageRow(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of one gateway, model and day ("2026-11-21", local time); cost None where no answer stated one."""

    gateway: str
    model: str
    day: str
    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    priced: bool = False
