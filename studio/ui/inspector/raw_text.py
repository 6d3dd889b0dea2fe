"""Bytes of the wire made readable: headers, bodies and streams as plain text, broken for the eye, cut for speed."""

import codecs
from collections.abc import Iterable

from studio.domain.exchange import Exchange, Piece, pretty_body

EYE = 4096
MOST = 400_000
"""Characters shown at once, which Qt lays out in a tenth of a second; more is copied whole, but not shown."""


def headers_text(headers: Iterable[tuple[str, str]]) -> str:
    """One header a line."""
    return "\n".join(f"{name}: {value}" for name, value in headers)


def visible(text: str) -> str:
    """Control characters as their pictures, so that nothing on the wire hides or moves the text around it."""
    if text.isprintable():
        return text
    return "".join(_picture(c) for c in text)


def _picture(character: str) -> str:
    code = ord(character)
    if character in "\n\t":
        return character
    if code < 32:
        return chr(0x2400 + code)
    if code == 127:
        return "␡"
    marks = (
        0x80 <= code < 0xA0
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
    )
    return f"⟨{code:04X}⟩" if marks or 0xE0000 <= code <= 0xE007F else character


def broken(text: str, width: int = EYE) -> str:
    """Lines over `width` characters broken, for a layout engine that freezes on longer ones."""
    if all(len(line) <= width for line in text.split("\n")):
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines.extend(line[i : i + width] for i in range(0, max(1, len(line)), width))
    return "\n".join(lines)


def shown(text: str) -> str:
    """`text` as it goes into a view: visible, broken, and cut with a note where it is very long."""
    cut = len(text) > MOST
    result = broken(visible(text[:MOST].replace("\r\n", "\n")))
    return f"{result}\n… and more: “Copy as” gets all of it" if cut else result


def body_text(body: bytes) -> str:
    """A body indented where it is JSON."""
    return pretty_body(body) if body else "(no body)"


def stream_text(pieces: Iterable[Piece]) -> str:
    """What came, each line behind the time its first byte came, in seconds since the request left.

    What lies far beyond the part a view shows is left out.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    lines: list[str] = []
    current, began, made = "", 0.0, 0
    for piece in pieces:
        if made > 2 * MOST:
            break
        text = decoder.decode(piece.data)[: 3 * MOST]
        made += len(text)
        if not current:
            began = piece.at
        head, *rest = (current + text).split("\n")
        current = head
        for line in rest:
            lines.append(_stamped(began, current))
            current, began = line, piece.at
    current += decoder.decode(b"", True)
    if current:
        lines.append(_stamped(began, current))
    return "\n".join(lines)


def _stamped(at: float, line: str) -> str:
    line = line.removesuffix("\r")
    return f"{at:9.3f}  {line}" if line else ""


def whole_answer(exchange: Exchange) -> bytes:
    """All that came, in one piece."""
    return b"".join(piece.data for piece in exchange.pieces)


def answer_text(exchange: Exchange) -> str:
    """Status, headers and, for an answer that was no stream, its body indented."""
    status = "No answer" if exchange.status is None else f"HTTP {exchange.status}"
    parts = [f"{status}{f' – {exchange.problem}' if exchange.problem else ''}"]
    parts.append(headers_text(exchange.response_headers))
    kinds = [value for name, value in exchange.response_headers if name.lower() == "content-type"]
    if exchange.pieces and not any("event-stream" in kind for kind in kinds):
        parts.append(body_text(whole_answer(exchange)))
    if exchange.truncated:
        parts.append("(the record was cut: more came than is kept)")
    return "\n\n".join(part for part in parts if part)
