"""Text beside the pixels of PNG, JPEG and WebP: written into files that leave, read from files that come."""

import html
import re
import struct
import zlib
from collections.abc import Iterator

from studio.domain.text import clean_text
from studio.services.picture_containers import (
    BrokenContainer,
    jpeg_from,
    jpeg_segments,
    png_chunks,
    png_from,
    stripped_jpeg,
    stripped_png,
    stripped_webp,
    webp_chunks,
    webp_from,
)

STRIPPABLE = ("image/png", "image/jpeg", "image/webp")
_LONGEST_TEXT = 1 << 20
_LONGEST_SEGMENT = 65_500
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_STUDIO_SPACE = "https://gateway-studio.invalid/xmp/1.0/"
_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\x00"
_EXIF_HEADER = b"Exif\x00\x00"
_OWN_ATTRIBUTE = re.compile(r'studio:recipe="([^"]{0,1000000})"')
_USER_COMMENT = 0x9286
_EXIF_IFD = 0x8769


def with_texts(data: bytes, mime: str, parameters: str, studio: str, edited: bool) -> bytes:
    """`data` with a text for other programs, our JSON and the mark that a model made it; pixels stay as they are.

    A file with content credentials, and a format that has no room, come back untouched.
    """
    xmp = _xmp(studio, edited)
    try:
        match mime:
            case "image/png":
                return _png_with(data, parameters, studio, xmp)
            case "image/jpeg":
                return _jpeg_with(data, parameters, xmp)
            case "image/webp":
                return _webp_with(data, parameters, xmp)
            case _:
                return data
    except BrokenContainer:
        return data


def without_metadata(data: bytes, mime: str) -> bytes:
    """`data` with nothing beside its pixels; the format must be one of `STRIPPABLE`."""
    strip = {"image/png": stripped_png, "image/jpeg": stripped_jpeg, "image/webp": stripped_webp}[mime]
    return strip(data)


def _xmp(studio: str, edited: bool) -> bytes:
    kind = "compositeWithTrainedAlgorithmicMedia" if edited else "trainedAlgorithmicMedia"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' Iptc4xmpExt:DigitalSourceType="{_SOURCE_TYPE}{kind}"'
        f' xmlns:studio="{_STUDIO_SPACE}" studio:recipe="{html.escape(studio)}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _itxt(keyword: str, text: bytes) -> tuple[bytes, bytes]:
    return b"iTXt", keyword.encode("latin-1") + b"\x00\x00\x00\x00\x00" + text


def _png_text(keyword: str, text: str) -> tuple[bytes, bytes]:
    try:
        return b"tEXt", keyword.encode("latin-1") + b"\x00" + text.encode("latin-1")
    except UnicodeEncodeError:
        return _itxt(keyword, text.encode())


def _png_with(data: bytes, parameters: str, studio: str, xmp: bytes) -> bytes:
    chunks = list(png_chunks(data))
    if any(name == b"caBX" for name, _ in chunks):
        return data
    replaced = (b"parameters", b"studio", b"XML:com.adobe.xmp", b"Software")
    kept = [
        (name, payload)
        for name, payload in chunks
        if name not in (b"tEXt", b"iTXt", b"zTXt") or payload.split(b"\x00", 1)[0] not in replaced
    ]
    ours = [
        _png_text("parameters", parameters),
        _itxt("studio", studio.encode()),
        _itxt("XML:com.adobe.xmp", xmp),
        _png_text("Software", "Gateway Studio"),
    ]
    return png_from([kept[0], *ours, *kept[1:]])


def _exif(parameters: str) -> bytes:
    """A TIFF block, big-endian, with one field: UserComment in UTF-16."""
    comment = b"UNICODE\x00" + parameters.encode("utf-16-be")
    first = struct.pack(">HHHIII", 1, _EXIF_IFD, 4, 1, 26, 0)
    second = struct.pack(">HHHIII", 1, _USER_COMMENT, 7, len(comment), 44, 0)
    return b"MM\x00\x2a" + struct.pack(">I", 8) + first + second + comment


def _jpeg_with(data: bytes, parameters: str, xmp: bytes) -> bytes:
    segments = list(jpeg_segments(data))
    if any(marker == 0xEB and b"jumb" in payload[:64] for marker, payload in segments):
        return data
    kept = [
        (marker, payload)
        for marker, payload in segments
        if marker != 0xE1 or not payload.startswith((_EXIF_HEADER, _XMP_HEADER))
    ]
    ours = [
        (0xE1, payload)
        for payload in (_EXIF_HEADER + _exif(parameters), _XMP_HEADER + xmp)
        if len(payload) <= _LONGEST_SEGMENT
    ]
    after = 1 if kept and kept[0][0] == 0xE0 else 0
    return jpeg_from([*kept[:after], *ours, *kept[after:]])


def _webp_with(data: bytes, parameters: str, xmp: bytes) -> bytes:
    chunks = [(name, payload) for name, payload in webp_chunks(data) if name not in (b"EXIF", b"XMP ")]
    if any(name == b"C2PA" for name, _ in chunks):
        return data
    header = chunks.pop(0)[1] if chunks[0][0] == b"VP8X" else _webp_header(*chunks[0])
    flagged = bytes((header[0] | 0x0C,)) + header[1:]
    return webp_from([(b"VP8X", flagged), *chunks, (b"EXIF", _exif(parameters)), (b"XMP ", xmp)])


def _webp_header(name: bytes, payload: bytes) -> bytes:
    if name == b"VP8 " and payload[3:6] == b"\x9d\x01\x2a":
        width, height = (int(v) & 0x3FFF for v in struct.unpack_from("<HH", payload, 6))
        alpha = 0
    elif name == b"VP8L" and payload[:1] == b"\x2f":
        bits = int.from_bytes(payload[1:5], "little")
        width, height, alpha = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bits >> 28 & 1
    else:
        raise BrokenContainer("no WebP picture")
    return (
        bytes((alpha << 4, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )


def texts_in(data: bytes) -> dict[str, str]:
    """The texts of a picture by keyword; `parameters` and `studio` also from EXIF and XMP. Empty when broken."""
    found: dict[str, str] = {}
    try:
        for keyword, text in _texts(data):
            found.setdefault(keyword, clean_text(text))
    except (BrokenContainer, struct.error, UnicodeDecodeError, zlib.error, IndexError):
        pass  # what was read before the break is still true
    return found


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    if data.startswith(b"\x89PNG"):
        for name, payload in png_chunks(data):
            if name in (b"tEXt", b"zTXt", b"iTXt"):
                yield from _png_texts(name, payload)
    elif data.startswith(b"\xff\xd8"):
        for marker, payload in jpeg_segments(data):
            if marker == 0xE1:
                yield from _beside(payload)
    elif data.startswith(b"RIFF"):
        for name, payload in webp_chunks(data):
            if name in (b"EXIF", b"XMP "):
                header = _EXIF_HEADER if name == b"EXIF" else _XMP_HEADER
                yield from _beside(header + payload.removeprefix(header))


def _beside(payload: bytes) -> Iterator[tuple[str, str]]:
    if payload.startswith(_EXIF_HEADER):
        yield from _exif_texts(payload[len(_EXIF_HEADER) :])
    elif payload.startswith(_XMP_HEADER):
        yield from _xmp_texts(payload)


def _png_texts(name: bytes, payload: bytes) -> Iterator[tuple[str, str]]:
    keyword, _, rest = payload.partition(b"\x00")
    key = keyword.decode("latin-1")
    if name == b"tEXt":
        yield key, rest[:_LONGEST_TEXT].decode("latin-1")
    elif name == b"zTXt":
        yield key, _inflated(rest[1:]).decode("latin-1")
    else:
        packed, text = rest[0] == 1, rest[2:].split(b"\x00", 2)[2]
        yield key, (_inflated(text) if packed else text[:_LONGEST_TEXT]).decode("utf-8", "replace")


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _LONGEST_TEXT)


def _xmp_texts(payload: bytes) -> Iterator[tuple[str, str]]:
    own = _OWN_ATTRIBUTE.search(payload.decode("utf-8", "replace"))
    if own is not None:
        yield "studio", html.unescape(own.group(1))


def _exif_texts(tiff: bytes) -> Iterator[tuple[str, str]]:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        raise BrokenContainer("no TIFF header")
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    pointer = _field(tiff, order, start, _EXIF_IFD)
    if pointer is None:
        return
    comment = _field(tiff, order, pointer[1], _USER_COMMENT)
    if comment is None:
        return
    count, at = comment
    raw = tiff[at : at + min(count, _LONGEST_TEXT)]
    if raw.startswith(b"UNICODE\x00"):
        body = raw[8:]
        # Most programs write big-endian whatever the file's order is; the zero bytes of Latin text tell.
        little = body[1::2].count(0) > body[::2].count(0)
        yield "parameters", body.decode("utf-16-le" if little else "utf-16-be", "replace")
    elif raw.startswith(b"ASCII\x00\x00\x00"):
        yield "parameters", raw[8:].decode("latin-1")


def _field(tiff: bytes, order: str, ifd: int, wanted: int) -> tuple[int, int] | None:
    (count,) = struct.unpack_from(order + "H", tiff, ifd)
    for index in range(min(count, 512)):
        tag, _, length, value = struct.unpack_from(order + "HHII", tiff, ifd + 2 + 12 * index)
        if tag == wanted:
            return length, value
    return None
