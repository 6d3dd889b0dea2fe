"""What requests for pictures share: the instruction, the sources, the parameters, and multipart by hand."""

import hashlib
import json
from base64 import b64encode
from typing import Any

import msgspec

from studio.domain.conversation import Picture
from studio.domain.errors import Kind, Remedy, failing
from studio.domain.parameters import NEUTRAL, Json, merged
from studio.domain.picture import PictureRef
from studio.domain.prompt import Prompt
from studio.domain.text import clean_text
from studio.protocols.base import WireRequest
from studio.protocols.writing import Media, json_bytes

_FOR_PICTURES = frozenset({"seed", "user", "metadata"})
"""Neutral names of chat that picture routes know too."""


class Source(msgspec.Struct, frozen=True):
    """One source picture: its bytes, and those of the mask that lies over it."""

    name: str
    mime: str
    data: bytes
    mask: bytes | None = None


def instruction(prompt: Prompt) -> str:
    """The text of the last message. Raises `StudioError` (INPUT) when it is empty."""
    text = prompt.messages[-1].text.strip() if prompt.messages else ""
    if not text:
        raise failing(Kind.INPUT, "Describe the picture first: the instruction is empty.")
    return text


def sources_in(prompt: Prompt) -> list[Source]:
    """The source pictures of the last message. Raises `StudioError` (INPUT) when one has no bytes, or none is there."""
    found: list[Source] = []
    for part in prompt.messages[-1].parts if prompt.messages else ():
        if isinstance(part, Picture) and part.ref is not None:
            suffix = part.ref.mime.rpartition("/")[2] or "png"
            name = f"picture-{len(found) + 1}.{suffix}"
            mask = _bytes(prompt, part.mask) if part.mask is not None and prompt.gateway.masks else None
            found.append(Source(name, part.ref.mime, _bytes(prompt, part.ref), mask))
    if not found:
        raise failing(Kind.INPUT, "There is no picture to edit: add one first.", Remedy.PICTURE)
    return found


def _bytes(prompt: Prompt, ref: PictureRef) -> bytes:
    data = prompt.media.get(ref.sha256)
    if data is None:
        raise failing(Kind.INPUT, "The data of a source picture is missing; add it again.", Remedy.PICTURE)
    return data


def data_url(mime: str, data: bytes) -> str:
    """The data URL of `data`."""
    return Media(mime, b64encode(data).decode(), "").url


def with_parameters(prompt: Prompt, body: dict[str, Any], notices: list[str]) -> dict[str, Any]:
    """`body` with every parameter that was set and means something to a picture route, and `extra` over it."""
    missing: list[str] = []
    for name, value in prompt.parameters.values.items():
        if value is None:
            continue
        if name in NEUTRAL and name not in _FOR_PICTURES:
            missing.append(name)
        else:
            body[name] = value
    if body.get("partial_images") and "stream" not in body:
        body["stream"] = True
    if missing:
        notices.append(f"Pictures have no field for: {', '.join(sorted(missing))}.")
    return merged(body, prompt.parameters.extra)


def picture_request(url: str, body: dict[str, Any], notices: list[str]) -> WireRequest:
    """A JSON request for pictures; it is never repeated by itself, for it costs money."""
    streamed = body.get("stream") is True
    return WireRequest(url=url, body=json_bytes(body), stream=streamed, notices=tuple(notices), retry=False)


def multipart_request(
    url: str, fields: dict[str, Json], files: list[tuple[str, Source]], notices: list[str]
) -> WireRequest:
    """A multipart request: text fields first, then files as (field name, source)."""
    mark = hashlib.sha256(b"".join(source.data for _, source in files)).hexdigest()[:32]
    boundary = f"studio-{mark}"
    while any(boundary.encode() in source.data for _, source in files):
        boundary += "x"
    pieces: list[bytes] = []
    for name, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
        pieces.append(head.encode() + _field_text(value).encode() + b"\r\n")
    for name, source in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{source.name}"\r\n'
            f"Content-Type: {source.mime}\r\n\r\n"
        )
        pieces.append(head.encode() + source.data + b"\r\n")
    pieces.append(f"--{boundary}--\r\n".encode())
    return WireRequest(
        url=url,
        body=b"".join(pieces),
        content_type=f"multipart/form-data; boundary={boundary}",
        stream=fields.get("stream") is True,
        notices=tuple(notices),
        retry=False,
    )


def _quoted(name: str) -> str:
    """A field name that cannot leave its quotes (the rule of the HTML standard for form data)."""
    return clean_text(name).replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _field_text(value: Json) -> str:
    if isinstance(value, str):
        return clean_text(value)
    return clean_text(json.dumps(value, ensure_ascii=False))
