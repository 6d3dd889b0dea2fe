"""Leaves: what Markdown is made of once its containers are told as indents, bars and markers."""

from dataclasses import dataclass, field
from enum import StrEnum

from markdown_it.token import Token

from studio.ui.rendering.markdown import DEEPEST


class Kind(StrEnum):
    """What a leaf is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"
    FORMULA = "formula"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Frame:
    """The containers around a leaf, outermost first: "list", "quote", "footnote" or "alert:kind".

    `markers` are the bullets, numbers, boxes or labels that begin at this leaf, as (depth, sign); a quote begins
    with an empty sign.
    `tight` says that no empty line stands before the leaf.
    """

    path: tuple[str, ...] = ()
    markers: tuple[tuple[int, str], ...] = ()
    tight: bool = False


Row = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Leaf:
    """One block that holds no other; `start` and `end` are offsets in the prepared source.

    `text` is inline Markdown, code or a formula. A table has `rows` (the first is the head) and `aligns`.
    `version` grows whenever the leaf changes; `references` asks whether a late definition may concern it.
    """

    kind: Kind
    text: str
    frame: Frame
    start: int
    end: int
    level: int = 0
    info: str = ""
    rows: tuple[Row, ...] = ()
    aligns: tuple[str, ...] = ()
    version: int = 0

    def same_as(self, other: "Leaf") -> bool:
        """Whether both would look the same."""
        return self.text == other.text and self.akin(other) and self.rows == other.rows

    def akin(self, other: "Leaf") -> bool:
        """Whether `other` can be a later state of this leaf."""
        return (
            self.kind == other.kind
            and self.frame == other.frame
            and self.info == other.info
            and self.level == other.level
            and self.aligns == other.aligns
        )


@dataclass(frozen=True, slots=True)
class ListPlace:
    """An item of a list at top level where parsing can begin anew: the list's kind and the item's number."""

    ordered: bool
    number: int


@dataclass(slots=True)
class Segment:
    """A top-level block, or one item of a top-level list: where it begins, and its first leaf's index."""

    line: int
    first: int
    place: ListPlace | None = None
    fence: str = ""


@dataclass(slots=True)
class _Open:
    """A container on the way down: its name, and for a list the number of the next item."""

    name: str
    number: int = 0
    ordered: bool = False


@dataclass(slots=True)
class Flattener:
    """Turns the block tokens of one source into leaves and segments; one use each.

    `lines` are the offsets of the line starts (with one more for the end), `place` is the item the source
    begins with when it begins inside a list, `above` the line that stands before the source.
    """

    lines: list[int]
    source: str
    place: ListPlace | None = None
    above: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    _path: list[_Open] = field(default_factory=list)
    _markers: list[tuple[int, str]] = field(default_factory=list)
    _line: int = 0

    def run(self, tokens: list[Token]) -> None:
        """Walks all tokens."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.level == 0 and token.nesting >= 0:
                self._begin_segment(token)
            deep = token.level >= DEEPEST - 2
            at = self._as_plain(tokens, at) if deep else self._step(tokens, at)

    def _step(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "list_item_open":
                self._open_item(token)
            case "blockquote_open":
                self._open_marked("quote", "")
            case "footnote_reference_open":
                self._open_marked("footnote", f"[{(token.meta or {}).get('label', '')}]")
            case "alert_open":
                return self._open_alert(tokens, at)
            case "paragraph_open" | "heading_open":
                return self._text(tokens, at)
            case "table_open":
                return self._table(tokens, at)
            case _:
                self._single(token)
        return at + 1

    def _single(self, token: Token) -> None:
        match token.type:
            case "fence" | "code_block":
                info = token.info.strip() if token.type == "fence" else ""
                self._add(Kind.CODE, token.content.removesuffix("\n"), token, info=info)
            case "hr":
                self._add(Kind.RULE, "", token)
            case "math_block":
                self._add(Kind.FORMULA, token.content.strip(), token)
            case _ if token.nesting < 0:
                self._close(token)
            case _:
                pass

    def _begin_segment(self, token: Token) -> None:
        line = token.map[0] if token.map else self._next_text_line()
        self._line = line
        if not token.type.endswith("_list_open"):
            fence = token.markup if token.type == "fence" else ""
            self.segments.append(Segment(line, len(self.leaves), None, fence))

    def _next_text_line(self) -> int:
        line = self.segments[-1].line if self.segments else 0
        if self.leaves:
            while line < len(self.lines) - 1 and self.lines[line] < self.leaves[-1].end:
                line += 1
        while line < len(self.lines) - 2 and not self.source[self.lines[line] : self.lines[line + 1]].strip():
            line += 1
        return line

    def _open_list(self, token: Token) -> None:
        ordered = token.type[0] == "o"
        number = int(token.attrs.get("start", 1)) if ordered else 0
        if token.level == 0 and not self.leaves and not self.segments and self.place is not None:
            number = self.place.number if ordered == self.place.ordered else number
        self._path.append(_Open("list", number, ordered))

    def _open_item(self, token: Token) -> None:
        here = self._path[-1]
        self._line = token.map[0] if token.map else self._line
        if token.level == 1 and token.map:
            place = ListPlace(here.ordered, here.number)
            self.segments.append(Segment(token.map[0], len(self.leaves), place))
        checked = (token.meta or {}).get("checked")
        sign = f"{here.number}." if here.ordered else "•"
        if checked is not None:
            sign = "☑" if checked else "☐"
        self._markers.append((len(self._path) - 1, sign))
        here.number += 1

    def _open_marked(self, name: str, sign: str) -> None:
        self._path.append(_Open(name))
        self._markers.append((len(self._path) - 1, sign))

    def _open_alert(self, tokens: list[Token], at: int) -> int:
        kind = str((tokens[at].meta or {}).get("kind", "note")).lower()
        self._open_marked(f"alert:{kind}", "")
        self._add(Kind.HEADING, kind.capitalize(), tokens[at], level=7, lines=1)
        while tokens[at].type != "alert_title_close":
            at += 1
        return at + 1

    def _close(self, token: Token) -> None:
        if token.type == "list_item_close":
            depth = len(self._path) - 1
            if any(level == depth for level, _ in self._markers):
                self._add(Kind.PARAGRAPH, "", token)
        elif token.type in ("heading_close", "paragraph_close"):
            return
        elif self._path:
            self._path.pop()
            self._markers = [marker for marker in self._markers if marker[0] < len(self._path)]

    def _text(self, tokens: list[Token], at: int) -> int:
        token, inline = tokens[at], tokens[at + 1]
        if token.type[0] == "h":
            self._add(Kind.HEADING, inline.content, token, level=int(token.tag[1]))
        else:
            self._add(Kind.PARAGRAPH, inline.content, token)
        return at + 3

    def _table(self, tokens: list[Token], at: int) -> int:
        opening, rows, aligns, cells = tokens[at], [], [], []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "inline":
                cells.append(token.content)
            elif token.type == "th_open":
                aligns.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
            at += 1
        self._add(Kind.TABLE, "", opening, rows=tuple(rows), aligns=tuple(aligns))
        return at + 1

    def _as_plain(self, tokens: list[Token], at: int) -> int:
        """Everything of the segment from here on as its source: the parser went no deeper."""
        segment = self.segments[-1]
        del self.leaves[segment.first :]
        depth_zero = next((i for i in range(at, len(tokens)) if tokens[i].level == 0), len(tokens))
        last = next((t.map for t in reversed(tokens[:depth_zero]) if t.map and t.level == 0), None)
        start = self.lines[segment.line]
        end = self.lines[last[1]] if last else len(self.source)
        self._path.clear()
        self._markers.clear()
        text = self.source[start:end].rstrip("\n")
        self.leaves.append(Leaf(Kind.PLAIN, text, Frame(), start, end))
        while depth_zero < len(tokens) and tokens[depth_zero].nesting < 0:
            depth_zero += 1
        return depth_zero

    def _add(
        self,
        kind: Kind,
        text: str,
        token: Token,
        *,
        level: int = 0,
        info: str = "",
        rows: tuple[Row, ...] = (),
        aligns: tuple[str, ...] = (),
        lines: int = 0,
    ) -> None:
        first, last = token.map or (self._line, self._next_text_line() + 1)
        if lines:
            last = first + lines
        start, end = self.lines[first], self.lines[min(last, len(self.lines) - 1)]
        path = tuple(o.name for o in self._path)
        above = self.source[self.lines[first - 1] : start] if first > 0 else self.above
        tight = bool(above.strip(" \t\n>"))
        frame = Frame(path, tuple(self._markers), tight)
        self._markers.clear()
        self.leaves.append(Leaf(kind, text, frame, start, end, level, info, rows, aligns))


def line_starts(source: str) -> list[int]:
    """The offsets of the line starts, and of the end."""
    starts = [0]
    at = source.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1)
    if starts[-1] != len(source):
        starts.append(len(source))
    return starts
