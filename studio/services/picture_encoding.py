"""Pixels into files: small pictures through Pillow, big PNGs on all processors; imported by the decode child only."""

import io
import struct
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PIL import Image, ImageChops

from studio.services.picture_containers import png_from

BIG_PIXELS = 4_000_000
STRIP_ROWS = 512


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """`image` as a file of Pillow's format `kind`, with nothing beside the pixels."""
    target = io.BytesIO()
    bare = image.copy() if image.info else image
    bare.info = {}
    bare.save(target, kind, **options)
    return target.getvalue()


def encoded_png(image: Image.Image) -> bytes:
    """`image` as a PNG without metadata; big pictures trade some size for speed."""
    if image.width * image.height <= BIG_PIXELS or image.mode not in ("L", "RGB", "RGBA"):
        return encoded(image, "PNG", compress_level=6)
    return quick_png(image)


def quick_png(image: Image.Image) -> bytes:
    """A PNG (mode L, RGB or RGBA) at several times the speed of Pillow's writer, a fifth larger at most.

    Every row has the Up filter, taken for many rows at once, and strips are packed on all processors: a strip
    ends on a byte (Z_SYNC_FLUSH), so the strips make one zlib stream when put in a row.
    """
    checksum = 1
    packed: list[Future[bytes]] = []
    tops = range(0, image.height, STRIP_ROWS)
    with ThreadPoolExecutor(2) as packers:
        for top in tops:
            rows = _filtered_rows(image, top, min(top + STRIP_ROWS, image.height))
            checksum = zlib.adler32(rows, checksum)
            packed.append(packers.submit(_packed, rows, top == tops[-1]))
            del rows
    colour = {"L": 0, "RGB": 2, "RGBA": 6}[image.mode]
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, colour, 0, 0, 0)
    stream = [b"\x78\x01", *(strip.result() for strip in packed), struct.pack(">I", checksum)]
    return png_from([(b"IHDR", header), (b"IDAT", b"".join(stream)), (b"IEND", b"")])


def _filtered_rows(image: Image.Image, top: int, bottom: int) -> bytes:
    strip = image.crop((0, top, image.width, bottom))
    above = image.crop(
        (0, top - 1, image.width, bottom - 1)
    )  # outside the picture there are zeros, as PNG wants
    pixels = ImageChops.subtract_modulo(strip, above).tobytes()
    length = len(pixels) // strip.height
    return b"".join(b"\x02" + pixels[at : at + length] for at in range(0, len(pixels), length))


def _packed(rows: bytes, last: bool) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, 8, zlib.Z_RLE)
    return packer.compress(rows) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
