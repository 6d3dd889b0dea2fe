"""Values for the tests of the library: hand-made ones, and any that can exist (hypothesis)."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from studio.domain.conversation import (
    Citation,
    Conversation,
    File,
    Finish,
    Message,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
    new_id,
)
from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet
from studio.domain.picture import PictureRef
from studio.domain.timing import Timing, Usage
from studio.storage.bundle import Bundle


def png(width: int = 2, height: int = 2, shade: int = 0) -> bytes:
    """A small real PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade % 256]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def talk(title: str = "A talk", at: float = 1000.0, **more: Any) -> Conversation:
    return Conversation(id=more.pop("id", new_id()), title=title, created_at=at, updated_at=at, **more)


def said(text: str, parent: str | None = None, at: float = 1000.0) -> Message:
    return Message(id=new_id(), parent=parent, role=Role.USER, parts=(Text(text),), created_at=at)


def answered(text: str, parent: str | None = None, status: Status = Status.DONE, **more: Any) -> Message:
    more = {"created_at": 1000.0, "gateway": "g1", "model": "m1", **more}
    return Message(
        id=new_id(), parent=parent, role=Role.ASSISTANT, parts=(Text(text),), status=status, **more
    )


def below(folder: Path) -> list[Path]:
    """Everything in a folder, at any depth."""
    return sorted(folder.rglob("*"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
TIMES = st.floats(0, 4e9, allow_nan=False).map(lambda at: round(at, 3))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e6, 1e6) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
PARAMETERS = st.builds(
    ParameterSet, st.dictionaries(WORDS, JSON, max_size=3), st.dictionaries(WORDS, JSON, max_size=2)
)
_MAYBE = st.none() | TEXTS
_COUNT = st.none() | st.integers(0, 10**9)
_SECONDS = st.none() | st.floats(0, 1e6, allow_nan=False)


def parts(pictures: Sequence[PictureRef]) -> st.SearchStrategy[Any]:
    """Any part; pictures are of the given ones, whose bytes the test keeps."""
    refs = st.none() | st.sampled_from(list(pictures))
    return st.one_of(
        st.builds(Text, TEXTS, _MAYBE),
        st.builds(Thought, TEXTS, _MAYBE, _MAYBE, st.booleans(), _SECONDS),
        st.builds(Picture, refs, TEXTS, _MAYBE, _MAYBE, st.booleans(), refs),
        st.builds(File, TEXTS, TEXTS, _MAYBE, st.none(), st.integers(0, 10**9)),
        st.builds(ToolCall, TEXTS, TEXTS, TEXTS, _MAYBE),
        st.builds(ToolResult, TEXTS, TEXTS, TEXTS, st.booleans()),
        st.builds(Refusal, TEXTS),
        st.builds(Citation, TEXTS, TEXTS, TEXTS),
        st.builds(ProviderItem, TEXTS, TEXTS, TEXTS),
    )


@st.composite
def bundles(draw: st.DrawFn, pictures: Sequence[PictureRef]) -> Bundle:
    """Any conversation with any tree of finished messages."""
    messages: list[Message] = []
    for index in range(draw(st.integers(0, 6))):
        above = [None, *(m.id for m in messages)]
        role = draw(st.sampled_from(Role))
        messages.append(
            Message(
                id=f"m{index}",
                parent=draw(st.sampled_from(above)),
                role=role,
                parts=tuple(draw(st.lists(parts(pictures), max_size=3))),
                created_at=draw(TIMES),
                status=draw(st.sampled_from([s for s in Status if s.value not in ("waiting", "streaming")])),
                gateway=draw(TEXTS),
                model=draw(TEXTS),
                protocol=draw(st.none() | st.sampled_from(Protocol)),
                parameters=draw(PARAMETERS),
                answered_by=draw(TEXTS),
                response_id=draw(TEXTS),
                finish=draw(st.none() | st.builds(Finish, WORDS, TEXTS)),
                usage=draw(
                    st.none()
                    | st.builds(
                        Usage, input_tokens=_COUNT, output_tokens=_COUNT, cost=_SECONDS, priced=st.booleans()
                    )
                ),
                timing=draw(
                    st.builds(Timing, first_byte_s=_SECONDS, first_word_s=_SECONDS, total_s=_SECONDS)
                ),
                failure=draw(
                    st.none()
                    | st.builds(
                        Failure, kind=st.sampled_from(Kind), message=TEXTS, remedy=st.sampled_from(Remedy)
                    )
                ),
                notices=tuple(draw(st.lists(TEXTS, max_size=2))),
                edited=draw(st.booleans()),
            )
        )
    leaf = draw(st.sampled_from([None, *(m.id for m in messages)]))
    conversation = Conversation(
        id=draw(st.text("0123456789abcdef", min_size=8, max_size=32)),
        title=draw(TEXTS),
        kind=draw(st.sampled_from(["chat", "lane", "pictures"])),
        created_at=draw(TIMES),
        updated_at=draw(TIMES),
        leaf=leaf,
        gateway=draw(TEXTS),
        model=draw(TEXTS),
        system=draw(TEXTS),
        parameters=draw(PARAMETERS),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        tags=tuple(draw(st.lists(TEXTS, max_size=2))),
        source=draw(TEXTS),
    )
    return Bundle(conversation=conversation, messages=tuple(messages))
