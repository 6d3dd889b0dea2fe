"""Inline Markdown as one plain text with marked spans: what a line layout, a copy and a search all start from."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markdown_it.token import Token

from studio.ui.rendering.markdown import Environment, parse_inline
from studio.ui.rendering.style import Mark

MOST_BRACKETS = 300
LONGEST_INLINE = 12_288
"""A paragraph longer than this is shown without inline formats."""

_MEANS_SOMETHING = re.compile(r"[^\w ,.;:?()'\"’“”–—%+=-]|www|_", re.IGNORECASE)
_CLOSED_AT = 160
_OPEN = re.compile(r"[][*_~`$<>\\^]")
_OPENINGS = {"strong": Mark.BOLD, "em": Mark.ITALIC, "s": Mark.STRIKE}
_FORMULAS = frozenset({"math_inline", "math_inline_double", "math_single"})
_SCHEMES = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Span:
    """`marks` from `start` to `end`; `data` is the address of a link or the source of a formula."""

    start: int
    end: int
    marks: int
    data: str = ""


@dataclass(slots=True)
class Runs:
    """A text and its spans, in order and without overlap; text outside of spans is plain.

    `originals` are the sources of what is drawn instead of written, by offset.
    """

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    originals: dict[int, str] = field(default_factory=dict)

    def copied(self, start: int, end: int) -> str:
        """The text from `start` to `end` with the sources of formulas in place of their placeholders."""
        if not self.originals:
            return self.text[start:end]
        return "".join(self.originals.get(at, c) for at, c in enumerate(self.text[start:end], start))

    def add(self, text: str, marks: int = 0, data: str = "") -> None:
        """Appends `text`; neighbours of one kind become one span."""
        if not text:
            return
        start = len(self.text)
        self.text += text
        if not marks:
            return
        end = len(self.text)
        last = self.spans[-1] if self.spans else None
        if (
            last
            and last.end == start
            and last.marks == marks
            and last.data == data
            and not marks & Mark.FORMULA
        ):
            self.spans[-1] = Span(last.start, end, marks, data)
        else:
            self.spans.append(Span(start, end, marks, data))

    def extend(self, other: "Runs") -> None:
        """Appends other runs."""
        at = 0
        for span in other.spans:
            self.add(other.text[at : span.start])
            self.add(other.text[span.start : span.end], span.marks, span.data)
            at = span.end
        self.add(other.text[at:])

    def outside_code(self) -> str:
        """The text without what stands in inline code and formulas."""
        parts, at = [], 0
        for span in self.spans:
            if span.marks & (Mark.CODE | Mark.FORMULA):
                parts.append(self.text[at : span.start])
                at = span.end
        return "".join([*parts, self.text[at:]])

    def link_at(self, position: int) -> str:
        """The address of the link that covers `position`, or ""."""
        for span in self.spans:
            if span.start <= position < span.end and span.marks & Mark.LINK:
                return span.data
        return ""


def safe_address(address: str) -> bool:
    """Whether `address` is of a kind that may be offered as a link at all; the link gate asks again."""
    return address.lower().startswith(_SCHEMES)


def is_plain(text: str) -> bool:
    """Whether a text is shown without formats, because reading them could take long."""
    return len(text) > LONGEST_INLINE or (len(text) > 1000 and text.count("[") > MOST_BRACKETS)


def read_runs(text: str, env: Environment) -> Runs:
    """The runs of inline Markdown. Text over `LONGEST_INLINE` characters stays as it is."""
    runs = Runs()
    if is_plain(text):
        runs.add(text)
        return runs
    if not _MEANS_SOMETHING.search(text):
        runs.add(text.strip())
        return runs
    _Reader(runs, bool(env.get("hard_lines"))).read(parse_inline(text, env))
    return runs


class GrowingRuns:
    """The runs of a paragraph that grows: what its end can no longer change is not parsed again.

    The law of this class: `read` gives what `read_runs` gives. A beginning is closed at a blank between two
    letters when its own runs show no character that means something: all that was opened there is closed there.
    """

    def __init__(self) -> None:
        self._source = ""
        self._runs = Runs()
        self._tried = 0

    @property
    def closed(self) -> int:
        """How many characters are not parsed again."""
        return len(self._source)

    def read(self, text: str, env: Environment) -> Runs:
        """The runs of a later state of the text, or of another text."""
        if not text.startswith(self._source):
            self._source, self._runs, self._tried = "", Runs(), 0
        if is_plain(text):
            return read_runs(text, env)
        rest = text[len(self._source) :]
        if len(rest) > _CLOSED_AT and len(text) >= self._tried:
            rest = self._close(rest, env)
            self._tried = len(text) + _CLOSED_AT // 2
        if not self._source:
            return read_runs(rest, env)
        runs = Runs(self._runs.text, list(self._runs.spans))
        runs.extend(read_runs(rest, env))
        return runs

    def _close(self, rest: str, env: Environment) -> str:
        """Closes a beginning of `rest` where that is safe; returns what is left."""
        at = len(rest) - 24
        while at > 0 and not (rest[at] == " " and rest[at - 1].isalpha() and rest[at + 1].isalpha()):
            at = rest.rfind(" ", 0, at)
        if at <= 0 or "\\" in rest[:at]:
            return rest
        part = read_runs(rest[:at], env)
        if _OPEN.search(part.outside_code()):
            return rest
        self._runs.extend(part)
        self._runs.add(" ")
        self._source += rest[: at + 1]
        return rest[at + 1 :]


class _Reader:
    def __init__(self, runs: Runs, hard_lines: bool) -> None:
        self._runs = runs
        self._line_end = "\u2028" if hard_lines else " "
        self._marks = 0
        self._link = ""

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            self._take(token)

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "text_special", "html_inline"):
            self._runs.add(token.content, self._marks, self._link)
        elif kind == "softbreak":
            self._runs.add(self._line_end, self._marks, self._link)
        elif kind == "hardbreak":
            self._runs.add("\u2028", self._marks, self._link)
        elif kind == "code_inline":
            self._runs.add(token.content, self._marks | Mark.CODE, self._link)
        elif kind in _FORMULAS:
            fence = token.markup or "$"
            closing = {"\\(": "\\)", "\\[": "\\]"}.get(fence, fence)
            self._runs.add(f"{fence}{token.content}{closing}", Mark.FORMULA, token.content)
        elif kind == "footnote_ref":
            self._runs.add(f"[{(token.meta or {}).get('label', '?')}]", self._marks | Mark.RAISED | Mark.DIM)
        elif kind == "image":
            self._image(token)
        else:
            self._bracket(kind, token)

    def _bracket(self, kind: str, token: Token) -> None:
        name, _, side = kind.rpartition("_")
        if name == "link":
            address = str(token.attrs.get("href", ""))
            if side == "close":
                self._link, self._marks = "", self._marks & ~Mark.LINK
            elif safe_address(address):
                self._link, self._marks = address, self._marks | Mark.LINK
        elif name in _OPENINGS:
            mark = _OPENINGS[name]
            self._marks = self._marks | mark if side == "open" else self._marks & ~mark

    def _image(self, token: Token) -> None:
        """A picture a text names is never fetched: its words and where it would have come from."""
        address = str(token.attrs.get("src", ""))
        words = "".join(c.content for c in token.children or ())
        host = urlsplit(address).hostname if address.lower().startswith(("http://", "https://")) else None
        self._runs.add(words, self._marks | Mark.ITALIC, self._link)
        note = f"[picture from {host} – not loaded]" if host else "[picture – not loaded]"
        if words:
            self._runs.add(" ", self._marks)
        if host and not self._link:
            self._runs.add(note, self._marks | Mark.LINK, address)
        else:
            self._runs.add(note, self._marks | Mark.DIM, self._link)


def common_start(old: Runs, new: Runs) -> int:
    """How many characters from the start both show alike."""
    limit = min(len(old.text), len(new.text))
    same = limit if new.text.startswith(old.text[:limit]) else _common_prefix(old.text, new.text)
    for one, other in zip(old.spans, new.spans, strict=False):
        if one != other:
            if one.start == other.start and one.marks == other.marks and one.data == other.data:
                return min(same, one.end, other.end)
            return min(same, one.start, other.start)
    count = min(len(old.spans), len(new.spans))
    for rest in (old.spans[count:], new.spans[count:]):
        if rest:
            same = min(same, rest[0].start)
    return same


def _common_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
