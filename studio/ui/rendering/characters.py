"""Text from outside made fit to be laid out: controls made visible, line ends unified, clusters kept whole."""

import unicodedata

from studio.domain.text import clean_text

LONG_LINE = 4096
"""A run without a line end is broken here, for the eye only (FAULTS.md finding 4)."""

_CONTROLS: dict[int, str] = {c: chr(0x2400 + c) for c in range(32) if c not in (9, 10)}
_CONTROLS[0x7F] = "␡"
_CONTROLS.update({c: f"⟦{c:02X}⟧" for c in range(0x80, 0xA0)})
_CONTROLS[0x2029] = "\u2028"

_HIDDEN: dict[int, str] = {
    0x00AD: "⟦SHY⟧",
    0x061C: "⟦ALM⟧",
    0x200B: "⟦ZWSP⟧",
    0x200E: "⟦LRM⟧",
    0x200F: "⟦RLM⟧",
    0x2028: "⟦LS⟧",
    0x2060: "⟦WJ⟧",
    0xFEFF: "⟦BOM⟧",
    **{c: f"⟦{n}⟧" for c, n in zip(range(0x202A, 0x202F), ("LRE", "RLE", "PDF", "LRO", "RLO"), strict=True)},
    **{c: f"⟦{n}⟧" for c, n in zip(range(0x2066, 0x206A), ("LRI", "RLI", "FSI", "PDI"), strict=True)},
}
_HIDDEN.update({c: f"⟦TAG {c - 0xE0000:02X}⟧" for c in range(0xE0001, 0xE0080)})

_JOINING = frozenset("\u200d\ufe0f\ufe0e\u20e3")


def visible_controls(text: str) -> str:
    """`text` with line ends as "\\n" and every other control character as a sign one can see.

    Lone surrogates become U+FFFD. Tabs stay. The result may be longer than `text`.
    """
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean_text(text).translate(_CONTROLS)


def held_back(text: str) -> int:
    """How many characters at the end of `text` must wait for what follows: half a pair, or a bare CR."""
    if not text:
        return 0
    last = text[-1]
    return 1 if last == "\r" or "\ud800" <= last <= "\udbff" else 0


def visible_hidden(text: str) -> str:
    """`text` with characters that show nothing or turn the reading direction as signs: for code and names."""
    return text if text.isascii() else text.translate(_HIDDEN)


def piece_end(text: str, start: int, size: int = LONG_LINE) -> int:
    """Where a piece of at most about `size` characters that begins at `start` ends.

    A line end or a blank in its last quarter is preferred; a base character is never parted from its marks
    unless the marks go on for more than 256 characters.
    """
    end = start + size
    if end >= len(text):
        return len(text)
    for mark in ("\n", " "):
        at = text.rfind(mark, end - size // 4, end)
        if at > start:
            return at + 1
    for back in range(end, max(start + 1, end - 256), -1):
        character, before = text[back], text[back - 1]
        if unicodedata.combining(character) == 0 and character not in _JOINING and before != "\u200d":
            return back
    return end


def stacks_marks(text: str) -> bool:
    """Whether some letter carries more than four combining marks, so that painting must be clipped."""
    if text.isascii():
        return False
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > 4:
            return True
    return False
