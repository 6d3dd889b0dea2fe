"""What is selected: two places in the conversation, and the text between them in three forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from studio.ui.chat.transcript.item import Item
from studio.ui.chat.transcript.rows import Row
from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Range
from studio.ui.rendering.copying import copied_part, html_of, marker_of, plain_part, shown_text
from studio.ui.rendering.leaves import Kind

Spot = tuple[int, int, int]
"""Item, row, and offset in the row's text."""

_SILENT = ("head", "foot", "fold")


def is_text(row: Row) -> bool:
    """Whether a row can be selected and copied."""
    return not row.name.startswith(_SILENT)


def text_of(row: Row) -> str:
    """The text a row shows."""
    if row.box is not None and (row.leaf is None or row.version == row.leaf.version):
        return row.box.text
    if row.leaf is not None and row.source is not None:
        return shown_text(row.leaf, row.source.env)
    return ""


@dataclass(slots=True)
class Selection:
    """From `anchor`, where it began, to `head`, where it ends now; equal when nothing is selected."""

    stage: Stage
    anchor: Spot | None = None
    head: Spot | None = None

    def clear(self) -> None:
        """Selects nothing."""
        self.anchor = self.head = None

    def put(self, anchor: Spot, head: Spot) -> None:
        """Selects from one place to another."""
        self.anchor, self.head = anchor, head

    @property
    def span(self) -> tuple[Spot, Spot] | None:
        """First and last place in reading order, or None when nothing is selected."""
        if self.anchor is None or self.head is None or self.anchor == self.head:
            return None
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def range_in(self, at: int, index: int, row: Row) -> Range | None:
        """Which characters of a row are selected."""
        span = self.span
        if span is None or not (span[0][:2] <= (at, index) <= span[1][:2]) or not is_text(row):
            return None
        start = span[0][2] if span[0][:2] == (at, index) else 0
        end = span[1][2] if span[1][:2] == (at, index) else 1 << 40
        return start, end

    def _rows(self) -> Iterator[tuple[Item, int, Row, Range | None]]:
        """The selected rows with the range selected in each (None is the whole row)."""
        span = self.span
        if span is None:
            return
        ends = {span[0][:2], span[1][:2]}
        for at in range(span[0][0], span[1][0] + 1):
            item = self.stage.items[at]
            if not item.rows:
                item.open_rows(self.stage.kit, self.stage.content_width(item))
            for index, row in enumerate(item.rows):
                area = self.range_in(at, index, row)
                if area is None or (
                    row.name == "thought" and (at, index) not in ends and not self._in_thought(span)
                ):
                    continue
                size = len(text_of(row)) if (at, index) in ends else 0
                whole = (at, index) not in ends or (area[0] == 0 and area[1] >= size)
                yield item, at, row, None if whole else (area[0], min(area[1], size))

    def _in_thought(self, span: tuple[Spot, Spot]) -> bool:
        rows = self.stage.items[span[0][0]].rows
        return span[0][0] == span[1][0] and rows[span[0][1]].name == "thought"

    def text(self) -> str:
        """The selection as plain text."""
        parts: list[str] = []
        last: Row | None = None
        last_item = -1
        for _, at, row, area in self._rows():
            if last is not None:
                tight = (
                    at == last_item
                    and row.leaf is not None
                    and row.leaf.frame.tight
                    and bool(row.leaf.frame.path)
                )
                parts.append("\n" if tight else "\n\n")
            if row.leaf is not None and (area is None or area[0] == 0):
                parts.append("  " * max(row.leaf.frame.path.count("list") - 1, 0) + marker_of(row.leaf))
            parts.append(copied_part(row.box, text_of(row), area))
            last, last_item = row, at
        return "".join(parts)

    def markdown(self) -> str:
        """The selection as Markdown: blocks that are selected whole keep their source."""
        parts: list[str] = []
        last_end, last_source, whole = -1, None, ""
        for _, _, row, area in self._rows():
            leaf = row.leaf
            if leaf is not None and row.source is not None and area is None:
                if row.source is not last_source:
                    whole = row.source.text
                gap = whole[last_end : leaf.start] if row.source is last_source else "\n\n"
                if parts:
                    parts.append(gap if not gap.strip() else "\n\n")
                parts.append(whole[leaf.start : leaf.end])
                last_end, last_source = leaf.end, row.source
            else:
                if parts:
                    parts.append("\n\n")
                text = copied_part(row.box, text_of(row), area)
                parts.append(
                    f"```\n{text}\n```" if leaf is not None and leaf.kind is Kind.CODE and area else text
                )
                last_source = None
        return "".join(parts).strip("\n")

    def html(self) -> str:
        """The selection as rich text."""
        parts = []
        for _, _, row, area in self._rows():
            if row.leaf is not None and row.source is not None:
                parts.append(html_of(row.leaf, row.source.env, area))
            else:
                parts.append(f"<p>{escape(plain_part(text_of(row), area))}</p>")
        return "".join(parts)
