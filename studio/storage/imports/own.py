"""Our own JSON export, read back to the same conversations."""

import base64
import binascii
import hashlib

import msgspec

from studio.domain.comparison import Comparison, Vote
from studio.domain.conversation import RUNNING, Message, Status
from studio.domain.errors import Kind, Remedy, failing
from studio.storage.bundle import Bundle, Media
from studio.storage.coding import decoded
from studio.storage.conversations import blobs_of
from studio.storage.exports.json_format import FORMAT, VERSION, Kept, Record, Whole
from studio.storage.imports.reading import Unreadable


def whole(data: bytes) -> Whole:
    """The file before its records are looked at. Raises `StudioError` (FILE) for another format or a newer version."""
    try:
        found = msgspec.json.decode(data, type=Whole)
    except msgspec.MsgspecError as error:
        raise failing(
            Kind.FILE, "This export file is damaged and cannot be read.", detail=str(error)[:2000]
        ) from error
    if found.format != FORMAT:
        raise failing(Kind.FILE, "This file is no export of Gateway Studio and cannot be read.")
    if found.version > VERSION:
        raise failing(
            Kind.FILE,
            "This file was exported by a newer version of Gateway Studio. Update the program, then import it.",
            Remedy.NONE,
        )
    return found


def read(raw: msgspec.Raw, media: dict[str, msgspec.Raw]) -> Bundle:
    """One conversation with its files. Raises `Unreadable`."""
    try:
        record = msgspec.json.decode(raw, type=Record)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"it is not as it should be ({error})") from error
    named = blobs_of(part for message in record.messages for part in message.parts)
    kept = {name: _media(name, media[name]) for name in sorted(named) if name in media}
    return Bundle(
        conversation=msgspec.structs.replace(record.conversation, temporary=False, deleted=False),
        messages=tuple(_at_rest(message) for message in record.messages),
        media=kept,
    )


def compared(file: Whole) -> tuple[tuple[Comparison, ...], tuple[Vote, ...]]:
    """The comparisons and votes of a file; those that cannot be read are left out, their lanes are not."""
    texts = [[bytes(raw).decode() for raw in rows] for rows in (file.comparisons, file.votes)]
    return decoded(texts[0], Comparison), decoded(texts[1], Vote)


def _at_rest(message: Message) -> Message:
    """An answer that was streaming when it was exported is not streaming now."""
    return msgspec.structs.replace(message, status=Status.CUT_OFF) if message.status in RUNNING else message


def _media(name: str, raw: msgspec.Raw) -> Media:
    try:
        kept = msgspec.json.decode(raw, type=Kept)
        data = base64.b64decode(kept.data, validate=True)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise Unreadable("one of its pictures is damaged") from error
    if hashlib.sha256(data).hexdigest() != name:
        raise Unreadable("one of its pictures was changed")
    return Media(kept.suffix, data)
