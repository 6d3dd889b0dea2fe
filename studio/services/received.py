"""Picture bytes as gateways send them: base64 in every dress, data addresses, or the bytes themselves."""

import base64
import binascii
import re

from studio.domain.errors import Kind, Remedy, StudioError, failing

_BLANKS = re.compile(rb"[ \t\r\n]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_DATA_URL = re.compile(rb"data:[^,]{0,200},", re.IGNORECASE)
_SHORTEST = 12
"""Bytes: less than any picture's header."""


def picture_bytes(sent: bytes) -> bytes:
    """The bytes meant by `sent`: decoded when it is base64 (URL-safe, with blanks, with a data prefix), else as is.

    Raises `StudioError` (PICTURE) for what is empty or cannot be decoded whole; half a base64 text is decoded
    as far as it goes, the decoder of pictures then says that it is damaged.
    """
    if sent[:1] in (b"\x89", b"\xff", b"G", b"B", b"R") and not sent[:64].isascii():
        return sent
    text = _BLANKS.sub(b"", sent.strip())
    prefix = _DATA_URL.match(text)
    if prefix:
        text = text[prefix.end() :]
    if not text:
        raise damaged("it is empty")
    text = text.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    if not _BASE64.fullmatch(text):
        if prefix or sent.isascii():
            raise damaged("its text is not base64")
        return sent
    if len(text) % 4 == 1:
        text = text[:-1]
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise damaged("its text is not base64") from None
    if len(data) < _SHORTEST:
        raise damaged("it is too short")
    return data


def damaged(why: str) -> StudioError:
    """The picture of an answer that cannot be used, and why."""
    return failing(
        Kind.PICTURE, f"The picture in the answer is damaged: {why}; try again.", Remedy.RETRY, code="damaged"
    )
