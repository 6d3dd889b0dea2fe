"""What every reader of a foreign history shares: stable ids, times, and safe pieces of untrusted JSON."""

import base64
import binascii
import hashlib
import math
from datetime import UTC, datetime
from typing import Any

from studio.domain.conversation import Message, Picture
from studio.domain.picture import PictureRef
from studio.domain.text import clean_text
from studio.storage.bundle import Media
from studio.storage.imports.sizes import picture_size

_MOST_PICTURE_BYTES = 64 * (1 << 20)


class Unreadable(Exception):
    """A record is not what it should be; the text says how, for people."""


def derived_id(*names: str) -> str:
    """An id that is the same each time the same thing is imported."""
    return hashlib.blake2b("\x1f".join(names).encode("utf-8", "replace"), digest_size=16).hexdigest()


def text_in(record: Any, name: str) -> str:
    """The text under a name, cleaned; "" for anything else."""
    value = record.get(name) if isinstance(record, dict) else None
    return clean_text(value) if isinstance(value, str) else ""


def dict_in(record: Any, name: str) -> dict[str, Any]:
    """The object under a name; an empty one for anything else."""
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, dict) else {}


def list_in(record: Any, name: str) -> list[Any]:
    """The list under a name; an empty one for anything else."""
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, list) else []


def time_in(record: Any, name: str) -> float:
    """Epoch seconds from seconds, milliseconds or an ISO date; 0.0 where there is none."""
    value = record.get(name) if isinstance(record, dict) else None
    if isinstance(value, bool):
        return 0.0
    if isinstance(value, int | float):
        seconds = float(value) if abs(value) < 1e18 else 0.0
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return seconds if math.isfinite(seconds) else 0.0
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return 0.0
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return 0.0


def kept_picture(data: bytes, name: str, media: dict[str, Media]) -> Picture:
    """A picture part for bytes from a file; what is no picture of a known kind becomes a part that says so."""
    found = picture_size(data) if len(data) <= _MOST_PICTURE_BYTES else None
    if found is None:
        return Picture(None, name=name, problem="the file in the import is no picture this program knows")
    mime, suffix, width, height = found
    sha256 = hashlib.sha256(data).hexdigest()
    media[sha256] = Media(suffix, data)
    return Picture(PictureRef(sha256, mime, width, height), name=name)


def data_url_bytes(address: str) -> bytes | None:
    """The bytes of a base64 data URL, or None."""
    head, comma, body = address.partition(",")
    if not (comma and head.startswith("data:") and head.endswith(";base64")):
        return None
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None


def in_order(messages: dict[str, Message]) -> tuple[Message, ...]:
    """The messages with every parent before its children, else in the order they stand; a circle is cut open."""
    children: dict[str | None, list[Message]] = {}
    for message in messages.values():
        parent = message.parent if message.parent in messages else None
        children.setdefault(parent, []).append(message)
    ordered: list[Message] = []
    seen: set[str] = set()

    def walk(start: list[Message]) -> None:
        waiting = list(reversed(start))
        while waiting:
            message = waiting.pop()
            if message.id in seen:
                continue
            seen.add(message.id)
            ordered.append(message)
            waiting += reversed(children.get(message.id, []))

    walk(children.get(None, []))
    for message in messages.values():
        if message.id not in seen:
            walk([message])
    return tuple(ordered)
