"""The parts of one answer while it arrives: a decoder's own list of positions, kept in order of their keys."""

import hashlib
from base64 import b64decode
from binascii import Error as BadBase64
from bisect import bisect_right
from urllib.parse import unquote_to_bytes

import msgspec

from studio.domain.conversation import Citation, Part, Picture, Refusal, Text, Thought, ToolCall
from studio.domain.events import Delta, PartOpened, PartReplaced, PictureArrived
from studio.domain.text import clean_text
from studio.protocols.base import Step


class Slot:
    """One part: its position now, its part without the growing text, and the text so far in pieces."""

    __slots__ = ("at", "held", "key", "part", "pieces")

    def __init__(self, at: int, key: tuple[int, ...], part: Part) -> None:
        self.at = at
        self.key = key
        self.part = part
        self.pieces: list[str] = []
        self.held = ""

    @property
    def text(self) -> str:
        """All text that arrived for this part."""
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""


def _empty(part: Part) -> tuple[Part, str]:
    """`part` without its growing text, and that text."""
    if isinstance(part, Text | Thought | Refusal):
        return msgspec.structs.replace(part, text=""), part.text
    if isinstance(part, ToolCall):
        return msgspec.structs.replace(part, arguments=""), part.arguments
    return part, ""


def _filled(part: Part, text: str) -> Part:
    if isinstance(part, Text | Thought | Refusal):
        return msgspec.structs.replace(part, text=text)
    if isinstance(part, ToolCall):
        return msgspec.structs.replace(part, arguments=text)
    return part


class Assembly:
    """What a decoder says about the parts. Every method appends the events it causes to `events`."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self._pictures: set[str] = set()
        self._cited: set[str] = set()

    def open(self, events: list[Step], part: Part, key: tuple[int, ...] = (0,)) -> Slot:
        """A new part after all parts whose key is not greater; it moves what stands behind it."""
        at = bisect_right([s.key for s in self.slots], key) if self.slots and key < self.slots[-1].key else -1
        if at < 0:
            at = len(self.slots)
        for later in self.slots[at:]:
            later.at += 1
        empty, text = _empty(part)
        slot = Slot(at, key, empty)
        text = self._joined(slot, text) if text else ""
        if text:
            slot.pieces.append(text)
        self.slots.insert(at, slot)
        events.append(PartOpened(at, _filled(empty, text)))
        return slot

    def grow(self, events: list[Step], slot: Slot, text: str) -> None:
        """Appends `text` to a part."""
        if slot.held or not text.isascii():
            text = self._joined(slot, text)
        if text:
            slot.pieces.append(text)
            events.append(Delta(slot.at, text))

    def _joined(self, slot: Slot, text: str) -> str:
        """`text` with lone surrogates mended; a high surrogate at its end waits for the next piece."""
        if slot.held:
            text = slot.held + text
            slot.held = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            slot.held = text[-1]
            text = text[:-1]
        return clean_text(text)

    def replace(self, events: list[Step], slot: Slot, part: Part) -> None:
        """Puts other facts (signature, name) or another text in the place of a part, if anything differs."""
        before = _filled(slot.part, slot.text)
        if part == before:
            return
        slot.part, text = _empty(part)
        slot.pieces = [text] if text else []
        slot.held = ""
        events.append(PartReplaced(slot.at, part))

    def current(self, slot: Slot) -> Part:
        """The part as it stands, with all its text."""
        return _filled(slot.part, slot.text)

    def complete(self, events: list[Step], slot: Slot, text: str) -> None:
        """Makes the whole text of a part known: what is missing at its end is added, a difference corrected."""
        text = clean_text(text)
        have = slot.text
        if text == have or not text:
            return
        if text.startswith(have):
            self.grow(events, slot, text[len(have) :])
        else:
            self.replace(events, slot, _filled(slot.part, text))

    def settle(self, events: list[Step]) -> None:
        """At the end: what was held back for a second half becomes U+FFFD."""
        for slot in self.slots:
            if slot.held:
                slot.held = ""
                slot.pieces.append("\ufffd")
                events.append(Delta(slot.at, "\ufffd"))

    def cite(
        self,
        events: list[Step],
        mark: object,
        citation: Citation,
        key: tuple[int, ...] = (0,),
    ) -> None:
        """A source, once for each `mark` (what makes two mentions of it the same one)."""
        known = repr(mark)
        if (citation.url or citation.title or citation.quoted) and known not in self._cited:
            self._cited.add(known)
            clean = Citation(
                clean_text(citation.url), clean_text(citation.title), clean_text(citation.quoted)
            )
            self.open(events, clean, key)

    def picture(
        self,
        events: list[Step],
        source: str,
        key: tuple[int, ...] = (0,),
        slot: Slot | None = None,
        partial: bool = False,
        repeats: bool = False,
    ) -> Slot | None:
        """A picture from base64, a data URL or an address; None for one that came before (unless `repeats`).

        `slot` is the part it belongs to when an earlier (partial) picture opened it. Base64 that cannot be
        decoded opens a part whose `problem` says so.
        """
        data, url = picture_source(source)
        mark = hashlib.sha256(data or (url or source).encode("utf-8", "replace")).hexdigest()
        if not partial:
            if mark in self._pictures and not repeats:
                return None
            self._pictures.add(mark)
        if data is None and url is None:
            problem = "The picture data is damaged and could not be decoded."
            if slot is None:
                return self.open(events, Picture(None, problem=problem), key)
            self.replace(events, slot, Picture(None, problem=problem))
            return slot
        if slot is None:
            slot = self.open(events, Picture(None, url=url, partial=partial), key)
        events.append(PictureArrived(slot.at, data, url, partial))
        return slot


def picture_source(source: str) -> tuple[bytes | None, str | None]:
    """The bytes or the address a picture field holds; (None, None) for what is neither (FAULTS.md G1)."""
    source = source.strip()
    if source[:5].lower() == "data:":
        head, comma, body = source.partition(",")
        if not comma:
            return None, None
        if head.lower().endswith(";base64"):
            return decoded_base64(body), None
        return unquote_to_bytes(body) or None, None
    if "://" in source[:16]:
        return None, source
    return decoded_base64(source), None


def decoded_base64(text: str) -> bytes | None:
    """The bytes of base64, standard or URL-safe, with blanks or without padding; None if it is not that."""
    packed = "".join(text.split()) if any(c in text for c in " \r\n\t") else text
    packed = packed.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(packed + "=" * (-len(packed) % 4), validate=True) or None
    except (BadBase64, ValueError):
        return None
