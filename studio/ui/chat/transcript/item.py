"""An item: one message of the transcript with its rows, kept while the message grows."""

from dataclasses import dataclass, field
from typing import assert_never

from studio.domain.conversation import (
    Citation,
    File,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.ui.chat.transcript import fittings
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.heights import Heights
from studio.ui.chat.transcript.rows import Kit, Row, leaf_row
from studio.ui.rendering.source import MarkdownSource


@dataclass(slots=True)
class _Section:
    """The rows of one part; `lead` of them come before the leaves."""

    part: Part
    rows: list[Row]
    source: MarkdownSource | None = None
    lead: int = 0
    open: bool = True


def text_of_part(part: Part) -> str | None:
    """The Markdown a part holds, or None when it is no text."""
    match part:
        case Text(text=text) | Thought(text=text) | Refusal(text=text):
            return text
        case _:
            return None


@dataclass(slots=True, eq=False)
class Item:
    """One message in the view. Without rows it is as high as `estimate`; `open_rows` makes them.

    `user` tells whose it is. `folds` are the thoughts the reader folded or unfolded by hand, by part.
    """

    entry: Entry
    estimate: float = 0.0
    rows: list[Row] = field(default_factory=list)
    heights: Heights = field(default_factory=Heights)
    folds: dict[int, bool] = field(default_factory=dict)
    bubble: float = 0.0
    user: bool = False
    _sections: list[_Section] = field(default_factory=list)
    _lead: int = 0
    _tail_key: object = None

    @property
    def is_open(self) -> bool:
        """Whether the rows are made."""
        return bool(self.rows)

    def __post_init__(self) -> None:
        self.user = self.entry.message.role is Role.USER

    def open_rows(self, kit: Kit, width: float) -> None:
        """Makes all rows."""
        self._sections.clear()
        head = fittings.head_rows(self.entry, kit)
        self._lead = len(head)
        self.rows = head
        self.bubble = 0.0
        for index in range(len(self.entry.message.parts)):
            section = self._make_section(index, kit, width)
            self._sections.append(section)
            self.rows.extend(section.rows)
        self._tail_key = fittings.tail_key(self.entry)
        self.rows.extend(fittings.tail_rows(self.entry, kit))
        self._settle()
        self.heights = Heights(row.height for row in self.rows)

    def close(self) -> None:
        """Forgets the rows."""
        self.estimate = self.heights.total if self.rows else self.estimate
        self.rows, self.heights = [], Heights()
        self._sections.clear()

    def update(self, entry: Entry, kit: Kit, width: float) -> int:
        """Takes a later state of the message; returns the index of the first row that changed."""
        old, self.entry = self.entry, entry
        if not self.rows:
            return 0
        if (old.author, old.caption) != (entry.author, entry.caption) or len(entry.message.parts) < len(
            self._sections
        ):
            self.open_rows(kit, width)
            return 0
        first = self._update_parts(old.message, entry.message, kit, width)
        key = fittings.tail_key(entry)
        tail = self._lead + sum(len(s.rows) for s in self._sections)
        if key != self._tail_key:
            self._tail_key = key
            self.rows[tail:] = fittings.tail_rows(entry, kit)
            first = min(first, tail)
        self._settle()
        self._refill(first)
        return first

    def _update_parts(self, old: Message, new: Message, kit: Kit, width: float) -> int:
        first = len(self.rows)
        at = self._lead
        for index, part in enumerate(new.parts):
            if index < len(self._sections):
                section = self._sections[index]
                size = len(section.rows)
                changed = self._update_section(index, section, part, kit, width)
                if changed is not None:
                    section = self._sections[index]
                    self.rows[at + changed : at + size] = section.rows[changed:]
                    first = min(first, at + changed)
            else:
                section = self._make_section(index, kit, width)
                self._sections.append(section)
                self.rows[at:at] = section.rows
                first = min(first, at)
            at += len(section.rows)
        return first

    def _update_section(
        self, index: int, section: _Section, part: Part, kit: Kit, width: float
    ) -> int | None:
        """The first row of the section that changed, or None when nothing did."""
        shown = self._is_shown(index, part)
        same = part is section.part or part == section.part
        if same and shown == section.open and not isinstance(part, Thought):
            return None
        raw = text_of_part(part)
        if (
            raw is None
            or type(part) is not type(section.part)
            or section.source is None
            or shown != section.open
        ):
            self._sections[index] = self._make_section(index, kit, width)
            return 0
        first = len(section.rows)
        if isinstance(part, Thought):
            head = fittings.fold_rows(index, part, section.open, self._thinking(index), kit)
            if head[0].name != section.rows[0].name or fittings.fold_words(part, self._thinking(index)) != (
                fittings.fold_words(section.part, False) if isinstance(section.part, Thought) else ""
            ):
                section.rows[:1] = head
                first = 0
        section.part = part
        if section.open:
            first = min(first, self._grow(section, raw, kit, width))
        return first

    def _grow(self, section: _Section, raw: str, kit: Kit, width: float) -> int:
        assert section.source is not None
        changed = section.source.set_text(raw, self.entry.message.running)
        rows, leaves, lead = section.rows, section.source.leaves, section.lead
        known = {id(row.leaf): row for row in rows[lead + changed :]}
        quiet = isinstance(section.part, Thought)
        fresh = [
            known.get(id(leaf)) or leaf_row(leaf, section.source, kit, width, quiet)
            for leaf in leaves[changed:]
        ]
        rows[lead + changed :] = fresh
        return lead + changed

    def _make_section(self, index: int, kit: Kit, width: float) -> _Section:
        part = self.entry.message.parts[index]
        shown = self._is_shown(index, part)
        match part:
            case Text():
                return self._text_section(part, [], kit, width)
            case Thought():
                head = fittings.fold_rows(index, part, shown, self._thinking(index), kit)
                return self._text_section(part, head, kit, width, shown)
            case Refusal():
                return self._text_section(part, fittings.refusal_rows(kit), kit, width)
            case Citation():
                first = index == 0 or not isinstance(self.entry.message.parts[index - 1], Citation)
                return _Section(part, fittings.source_rows(self.entry.message, index, kit) if first else [])
            case Picture() | File() | ToolCall() | ToolResult() | ProviderItem():
                return _Section(part, fittings.part_rows(part, self.entry, kit))
            case _:
                assert_never(part)

    def _text_section(
        self, part: Part, head: list[Row], kit: Kit, width: float, shown: bool = True
    ) -> _Section:
        source = MarkdownSource(hard_lines=self.user)
        section = _Section(part, head, source, len(head), shown)
        if shown:
            self._grow(section, text_of_part(part) or "", kit, width)
        return section

    def _thinking(self, index: int) -> bool:
        message = self.entry.message
        return message.running and index == len(message.parts) - 1

    def _is_shown(self, index: int, part: Part) -> bool:
        if not isinstance(part, Thought):
            return True
        return self.folds.get(index, self._thinking(index))

    def keep_folds(self) -> None:
        """Leaves open thoughts open when the answer starts, because the reader is in the middle of it."""
        for index, section in enumerate(self._sections):
            if isinstance(section.part, Thought) and section.open:
                self.folds.setdefault(index, True)

    def toggle(self, index: int, kit: Kit, width: float) -> int:
        """Folds or unfolds the thought at part `index`; returns the first row that changed."""
        part = self.entry.message.parts[index]
        self.folds[index] = not self._is_shown(index, part)
        return self.update(self.entry, kit, width)

    def _settle(self) -> None:
        """Marks the one leaf that is being written."""
        last = self._sections[-1] if self._sections else None
        running = self.entry.message.running
        if last is not None and last.source is not None and len(last.rows) > last.lead:
            last.rows[-1].settle(running)
            if len(last.rows) - last.lead > 1:
                last.rows[-2].settle(False)

    def _refill(self, first: int) -> None:
        self.heights.cut(min(first, len(self.heights)))
        for row in self.rows[len(self.heights) :]:
            self.heights.append(row.height)
