"""Decompression in small pieces, so that a bomb is noticed before it is in memory (FAULTS.md H17)."""

import zlib
from collections.abc import Iterator

from studio.domain.errors import Kind, Remedy, failing

PIECE = 256 * 1024


class Inflater:
    """Turns one compressed body into pieces of at most 256 KiB; one object for one body.

    A body that is said to be gzip but does not begin like it passes as it is: some proxies unpack and keep the header.
    """

    def __init__(self, encoding: str) -> None:
        """`encoding` is a Content-Encoding we asked for: gzip, x-gzip or deflate. Raises `StudioError` else."""
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise failing(
                Kind.MALFORMED,
                f"The answer is compressed as “{encoding[:40]}”, which was not asked for; try another gateway.",
                Remedy.RETRY,
            )
        self._raw_deflate = encoding == "deflate"
        self._unpacked = False
        self._started = False
        self._begin = b""
        self._inflate = zlib.decompressobj(wbits=47)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces `data` completes. Raises `StudioError` for what is no compressed data."""
        if not self._started:
            # What kind of deflate it is stands in the first two bytes.
            data = self._begin = self._begin + data
            if len(data) < 2:
                return
            self._unpacked = not self._raw_deflate and data[:2] != b"\x1f\x8b"
            self._started = self._unpacked
        if self._unpacked:
            yield data
            return
        while data:
            try:
                piece = self._inflate.decompress(data, PIECE)
            except zlib.error:
                if self._started or not self._raw_deflate:
                    raise _broken() from None
                # "deflate" means zlib by the standard and raw deflate at many servers.
                self._raw_deflate = False
                self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
                continue
            self._started = True
            data = self._inflate.unconsumed_tail
            if piece:
                yield piece
            elif not data or self._inflate.eof:
                return


def _broken() -> Exception:
    return failing(
        Kind.MALFORMED, "The answer's compression is damaged; try again.", Remedy.RETRY, code="compression"
    )
