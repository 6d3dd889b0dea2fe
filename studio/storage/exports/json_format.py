"""Our own format: everything of a conversation as one JSON file, which imports as the same again.

The file is an object with `format` ("gateway-studio"), `version`, `conversations` (each with its `messages` on all
branches, as the values of `studio.domain.conversation`), `media` (files by sha256, base64), and the `comparisons`
and `votes` whose lanes are all among the conversations. A reader takes every version up to its own.
"""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from studio.domain.comparison import Comparison, Vote
from studio.domain.conversation import Conversation, Message
from studio.storage.bundle import Bundle

FORMAT = "gateway-studio"
VERSION = 1


class Record(msgspec.Struct, kw_only=True):
    """One conversation in the file."""

    conversation: Conversation
    messages: tuple[Message, ...] = ()


class Kept(msgspec.Struct, kw_only=True):
    """One file in the file."""

    suffix: str
    data: str


class Whole(msgspec.Struct, kw_only=True):
    """The file; its records are looked at one by one, so that a bad one does not spoil the rest."""

    format: str
    version: int
    conversations: list[msgspec.Raw] = []
    media: dict[str, msgspec.Raw] = {}
    comparisons: list[msgspec.Raw] = []
    votes: list[msgspec.Raw] = []


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def written(
    bundles: Iterator[Bundle], comparisons: Sequence[Comparison] = (), votes: Sequence[Vote] = ()
) -> Iterator[bytes]:
    """The file in pieces: conversations as they come, each file once, after the conversation that names it first."""
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION},\n"conversations": ['.encode()
    media: dict[str, bytes] = {}
    for index, bundle in enumerate(bundles):
        yield b",\n" if index else b"\n"
        yield _json(Record(conversation=bundle.conversation, messages=bundle.messages))
        for name, item in bundle.media.items():
            if name not in media:
                kept = Kept(suffix=item.suffix, data=base64.b64encode(item.data).decode())
                media[name] = msgspec.json.encode(kept)
    yield b'\n],\n"media": {'
    for index, (name, data) in enumerate(media.items()):
        yield b",\n" if index else b"\n"
        yield msgspec.json.encode(name) + b": " + data
    yield b'\n},\n"comparisons": ' + _json(comparisons)
    yield b',\n"votes": ' + _json(votes) + b"\n}\n"
