"""The containers pictures come in, taken apart and put together as bytes: PNG chunks, JPEG segments, WebP chunks.

Nothing here decodes pixels. Every length is checked against what is there, so hostile files end in
`BrokenContainer` and never in a loop or a large allocation.
"""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SOI = 0xD8
_EOI = 0xD9
_SOS = 0xDA
_APP0 = 0xE0
_APP14 = 0xEE


class BrokenContainer(ValueError):
    """The bytes do not hold together as the format they claim to be."""


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, payload) of each chunk up to and with IEND; what follows IEND is no part of the picture."""
    if not data.startswith(PNG_SIGNATURE):
        raise BrokenContainer("no PNG signature")
    at = len(PNG_SIGNATURE)
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise BrokenContainer("a PNG chunk runs past the end")
        yield name, data[at + 8 : at + 8 + length]
        if name == b"IEND":
            return
        at += 12 + length
    raise BrokenContainer("no IEND")


def png_from(chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A PNG of these chunks, with fresh checksums."""
    pieces = [PNG_SIGNATURE]
    for name, payload in chunks:
        pieces += (
            struct.pack(">I", len(payload)),
            name,
            payload,
            struct.pack(">I", zlib.crc32(payload, zlib.crc32(name))),
        )
    return b"".join(pieces)


def stripped_png(data: bytes) -> bytes:
    """The same pixels with nothing beside them: no text, EXIF, colour profile, animation or trailing bytes."""
    return png_from((name, payload) for name, payload in png_chunks(data) if name in _PIXEL_CHUNKS)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, payload) of each segment; a scan's payload (SOS) carries its entropy-coded data behind it.

    SOI and EOI are left out; what follows EOI is no part of the picture.
    """
    if data[:2] != b"\xff\xd8":
        raise BrokenContainer("no JPEG start")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise BrokenContainer("no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _EOI:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise BrokenContainer("a JPEG segment runs past the end")
        if marker == _SOS:
            found = _NEXT_MARKER.search(data, end)
            end = found.start() if found else len(data)
        yield marker, data[at + 4 : end] if marker != _SOS else data[at + 2 : end]
        at = end


def jpeg_from(segments: Iterable[tuple[int, bytes]]) -> bytes:
    """A JPEG of these segments, in the shape `jpeg_segments` yields them."""
    pieces = [b"\xff\xd8"]
    for marker, payload in segments:
        pieces.append(bytes((0xFF, marker)))
        if marker != _SOS:
            pieces.append(struct.pack(">H", len(payload) + 2))
        pieces.append(payload)
    pieces.append(b"\xff\xd9")
    return b"".join(pieces)


def stripped_jpeg(data: bytes) -> bytes:
    """The same coefficients with nothing beside them; only what decides the colours is kept (JFIF, Adobe)."""
    return jpeg_from(_bare_segments(data))


def _bare_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    for marker, payload in jpeg_segments(data):
        if marker == _APP0 and payload.startswith(b"JFIF\x00") and len(payload) >= 14:
            yield marker, payload[:12] + b"\x00\x00"
        elif marker == _APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
            yield marker, payload[:12]
        elif not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            yield marker, payload


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, payload) of each chunk of a RIFF WEBP file."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise BrokenContainer("no WebP header")
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    at = 12
    while at + 8 <= end:
        name = data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            raise BrokenContainer("a WebP chunk runs past the end")
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def webp_from(chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A WebP file of these chunks."""
    body = b"".join(
        name + struct.pack("<I", len(payload)) + payload + b"\x00" * (len(payload) % 2)
        for name, payload in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def stripped_webp(data: bytes) -> bytes:
    """The same WebP without EXIF and XMP; the flags in VP8X are put right."""
    kept: list[tuple[bytes, bytes]] = []
    for name, payload in webp_chunks(data):
        if name in (b"EXIF", b"XMP "):
            continue
        if name == b"VP8X" and payload:
            payload = bytes((payload[0] & ~0x0C,)) + payload[1:]
        kept.append((name, payload))
    return webp_from(kept)


def webp_lossy(data: bytes) -> bool:
    """Whether a WebP holds a lossy picture, which is better kept as JPEG than blown up to PNG."""
    return any(name == b"VP8 " for name, _ in webp_chunks(data))
