"""A Markdown text that grows: its leaves, parsed again only from the last block that is still open.

The law of this file: after any sequence of `set_text` calls the leaves equal those of one call with the last
text. A block is closed for good when later text cannot reach back into it; see `_settled`.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.rules_block.table import escapedSplit

from studio.ui.rendering.characters import held_back, visible_controls
from studio.ui.rendering.leaves import Flattener, Kind, Leaf, ListPlace, Segment, line_starts
from studio.ui.rendering.markdown import Environment, parse_blocks

_PIECE = 16_384
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_LABEL = 1000
_REVOCABLE = frozenset({Kind.FORMULA, Kind.TABLE})
_EMPTY_LINE = re.compile(r"\n[ \t>]*\n")
_WORD = re.compile(r"[^\W\d_]")
_QUOTED_WORD = re.compile(r"> ?[^\W\d_]")
_QUOTE_SIGNS = re.compile(r"(?<=\n)> ?")
_QUOTE_SIGNS_TOO = re.compile(r"^> ?", re.MULTILINE)
_FORMULA_START = re.compile(r"^[ >]*(\$\$|\\\[|\\begin\{)", re.MULTILINE)


@dataclass(slots=True)
class MarkdownSource:
    """One growing text. `leaves` is owned here; a leaf that did not change stays the same object.

    `text` is the prepared source the leaves' offsets point into. `env` holds the definitions found so far.
    `hard_lines` keeps single line ends as line breaks, as people who type expect it.
    """

    leaves: list[Leaf] = field(default_factory=list)
    env: Environment = field(default_factory=dict)
    hard_lines: bool = False
    _before: list[str] = field(default_factory=list)
    _tail: str = ""
    _above: str = ""
    _raw: str = ""
    _taken: int = 0
    _restart: int = 0
    _restart_leaf: int = 0
    _place: ListPlace | None = None
    _frozen_env: Environment = field(default_factory=dict)
    _fence: str = ""
    _blanks: str = ""
    _held: bool = False
    _rows_done: int = 0
    _looked_at: tuple[Leaf | None, int] = (None, 0)

    @property
    def text(self) -> str:
        """The prepared source, put together anew at each call: growing must not copy what is closed."""
        return "".join(self._before) + self._tail

    @property
    def _size(self) -> int:
        return self._restart + len(self._tail)

    def set_text(self, raw: str, growing: bool = False) -> int:
        """Takes the text as it is now and returns the index of the first leaf that changed.

        `growing` holds back a last character that may be half of something. When a link definition arrived
        that earlier leaves may use, these count as changed.
        """
        usable = len(raw) - held_back(raw) if growing else len(raw)
        if usable < self._taken or not raw.startswith(self._raw):
            self._reset()
        self._raw, taken, self._taken = raw[:usable], self._taken, usable
        after_return = taken > 0 and raw[taken - 1] == "\r" and raw[taken : taken + 1] == "\n"
        addition = visible_controls(raw[taken + after_return : usable])
        changed = len(self.leaves)
        before = self._definitions()
        start = 0
        while start < len(addition):
            end = len(addition) if self._fence and not self._held else _piece_end(addition, start)
            changed = min(changed, self._append(addition[start:end]))
            start = end
        if self._definitions() != before:
            changed = min(changed, self._rebuild_users())
        return changed

    def _reset(self) -> None:
        self._tail = self._above = self._raw = self._fence = self._blanks = ""
        self._before.clear()
        self._taken = self._restart = self._restart_leaf = 0
        self._place = None
        self.leaves.clear()
        self.env, self._frozen_env = {}, {}

    def _definitions(self) -> tuple[int, int]:
        notes = self.env.get("footnotes", {}).get("refs", {})
        return len(self.env.get("references", ())), len(notes)

    def _rebuild_users(self) -> int:
        first = len(self.leaves)
        for index in range(len(self.leaves) - 1, -1, -1):
            leaf = self.leaves[index]
            if "[" in leaf.text or any("[" in cell for row in leaf.rows for cell in row):
                leaf.version += 1
                first = index
        return first

    def _append(self, addition: str) -> int:
        leaf_before = max(len(self.leaves) - 1, 0)
        if self._fence and not self._held and self._grow_code(addition):
            return leaf_before
        if self.leaves and self.leaves[-1].kind is Kind.TABLE and self._grow_table(addition):
            return len(self.leaves) - 1
        if self.leaves and "\n" not in addition and self._settled():
            return self._grow_line(addition)
        if self.leaves and "\n" in self._blanks + addition and self._goes_on(addition):
            return self._grow_line(addition)
        self._tail += addition
        return self._parse()

    def _settled(self) -> bool:
        """Whether the last line belongs to a paragraph whatever else comes on that line."""
        leaf = self.leaves[-1]
        text = leaf.text
        if leaf.kind is not Kind.PARAGRAPH or not text or self._held or self._tail.endswith("\n"):
            return False
        line = text[text.rfind("\n") + 1 :]
        if self._size - len(line) < leaf.start or leaf.end != self._size:
            return False
        if not self._tail[self._tail.rfind("\n") + 1 :].rstrip().endswith(line):
            return False
        if self._has_formula_sign(leaf):
            return False
        if text[0] == "[" and _may_define(text):
            return False
        return _LETTER.search(line) is not None

    def _has_formula_sign(self, leaf: Leaf) -> bool:
        """Whether a formula may begin in a leaf; what was looked at before is not looked at again."""
        text = leaf.text
        known, seen = self._looked_at
        start = max(seen - 6, 0) if known is leaf and seen <= len(text) else 0
        if any(text.find(sign, start) >= 0 for sign in ("$$", "\\[", "\\begin")):
            return True
        self._looked_at = leaf, len(text)
        return False

    def _goes_on(self, addition: str) -> bool:
        """Whether `addition` only brings lines that begin with a letter, to a paragraph of its own or of a quote."""
        leaf = self.leaves[-1]
        if leaf.kind is not Kind.PARAGRAPH or leaf.frame.path not in ((), ("quote",)) or self._held:
            return False
        if self._blanks == "\n":
            if not self._tail.endswith("\n") or self._has_formula_sign(leaf) or leaf.text[0] == "[":
                return False
            lines = addition.split("\n")
        elif "\n" not in self._blanks and self._settled():
            lines = addition.split("\n")[1:]
        else:
            return False
        if lines[-1] == "":
            lines.pop()
        begins = _QUOTED_WORD if leaf.frame.path else _WORD
        return all(begins.match(line) is not None for line in lines)

    def _grow_line(self, addition: str) -> int:
        leaf = self.leaves[-1]
        self._tail += addition
        if leaf.frame.path == ("quote",):
            addition = (
                _QUOTE_SIGNS.sub("", addition) if self._blanks != "\n" else _QUOTE_SIGNS_TOO.sub("", addition)
            )
        whole = self._blanks + addition
        grown = whole.rstrip()
        self._blanks = whole[len(grown) :]
        leaf.end = self._size
        if grown:
            leaf.text += grown
            leaf.version += 1
        return len(self.leaves) - 1

    def _grow_code(self, addition: str) -> bool:
        """Appends to the open fence at top level, and goes on behind its end where that is in `addition`."""
        line_start = self._tail.rfind("\n") + 1
        if line_start == 0:
            return False
        tail = self._tail[line_start:] + addition
        closing = re.search(_closing_fence(self._fence), tail, re.MULTILINE)
        leaf = self.leaves[-1]
        if closing is None or closing.end() == len(tail):
            self._tail += addition
            body = leaf.text + self._blanks + addition
            if closing is None:
                leaf.text, self._blanks = _without_blank_end(body)
                leaf.end = self._size - len(self._blanks.lstrip("\n"))
            else:
                cut = max(len(body) - (closing.end() - closing.start()) - 1, 0)
                leaf.text, self._blanks, leaf.end = body[:cut], body[cut:], self._size
            leaf.version += 1
            return True
        head = addition[: closing.end() + 1 - (len(tail) - len(addition))]
        self._tail += head
        body = leaf.text + self._blanks + head
        leaf.text = body[: len(body) - (closing.end() + 1 - closing.start())].removesuffix("\n")
        leaf.end = self._size
        leaf.version += 1
        self._begin_anew()
        if len(addition) > len(head):
            self._append(addition[len(head) :])
        return True

    def _begin_anew(self) -> None:
        """Everything so far is closed for good."""
        self._fence = self._blanks = ""
        self._freeze_definitions(1 << 40)
        self._close(len(self._tail))
        self._restart_leaf, self._place = len(self.leaves), None

    def _close(self, size: int) -> None:
        """Moves the restart point on by `size` characters."""
        closed = self._tail[:size]
        self._before.append(closed)
        self._above = closed[closed.rfind("\n", 0, max(size - 1, 0)) + 1 :]
        self._tail = self._tail[size:]
        self._restart += size

    def _grow_table(self, addition: str) -> bool:
        """Appends rows to the table at top level that is the last block, when all new lines begin with a bar."""
        leaf = self.leaves[-1]
        start = self._tail.rfind("\n") + 1
        lines = (self._tail[start:] + addition).split("\n")
        whole = lines[:-1] if lines[-1] == "" else lines
        if leaf.frame.path or start == 0 or not all(line.startswith("|") for line in whole):
            return False
        if self._rows_done < 1 or self._tail.count("\n") < 2:
            return False
        self._tail += addition
        rows = [_cells(line, len(leaf.aligns)) for line in whole]
        leaf.rows = (*leaf.rows[: self._rows_done], *rows)
        self._rows_done = len(leaf.rows) - (0 if lines[-1] == "" else 1)
        leaf.end = self._size
        leaf.version += 1
        return True

    def _parse(self) -> int:
        """Parses from the restart point and keeps every leaf that looks as before."""
        source = self._tail
        self.env = _copied(self._frozen_env)
        self.env["hard_lines"] = self.hard_lines
        lines = line_starts(source)
        flat = Flattener(lines, source, self._place, self._above)
        flat.run(parse_blocks(source, self.env))
        changed = self._merge(flat.leaves)
        self._note_tail(flat, lines, source)
        return changed

    def _merge(self, fresh: list[Leaf]) -> int:
        base, offset = self._restart_leaf, self._restart
        old = self.leaves[base:]
        changed = -1
        for index, leaf in enumerate(fresh):
            leaf.start += offset
            leaf.end += offset
            if index < len(old) and old[index].akin(leaf):
                kept = old[index]
                kept.start, kept.end = leaf.start, leaf.end
                if not kept.same_as(leaf):
                    kept.text, kept.rows = leaf.text, leaf.rows
                    kept.version += 1
                    changed = index if changed < 0 else changed
                fresh[index] = kept
            elif changed < 0:
                changed = index
        if changed < 0:
            changed = len(fresh)
        self.leaves[base:] = fresh
        return base + changed

    def _note_tail(self, flat: Flattener, lines: list[int], source: str) -> None:
        """Moves the restart point to the last block that nothing before it can swallow any more."""
        self._fence = self._blanks = ""
        self._rows_done = 0
        if not flat.segments:
            return
        if (
            self.leaves
            and self.leaves[-1].kind is Kind.TABLE
            and self.leaves[-1].start == self._restart + (lines[flat.segments[-1].line])
        ):
            self._rows_done = len(self.leaves[-1].rows) - (0 if source.endswith("\n") else 1)
        self._note_open_fence(flat.segments[-1], lines, source)
        if self.leaves and self.leaves[-1].kind is Kind.PARAGRAPH:
            blanks = source[len(source.rstrip()) :]
            adjoining = blanks == "\n" and self.leaves[-1].end == self._restart + len(source)
            self._blanks = blanks if adjoining or "\n" not in blanks else ""
        segment = self._restart_segment(flat.segments, lines, source)
        if segment is None or lines[segment.line] == 0:
            return
        self._freeze_definitions(segment.line)
        self._close(lines[segment.line])
        self._restart_leaf += segment.first
        self._place = segment.place

    def _freeze_definitions(self, line: int) -> None:
        """Keeps what was defined before `line` of the last parse."""
        frozen = self._frozen_env.setdefault("references", {})
        for label, definition in self.env.get("references", {}).items():
            if label not in frozen and definition["map"][0] < line:
                frozen[label] = definition
        self._frozen_env["footnotes"] = {"refs": dict(self.env.get("footnotes", {}).get("refs", {}))}

    def _restart_segment(self, segments: list[Segment], lines: list[int], source: str) -> Segment | None:
        last = segments[-1]
        opening = self._open_formula(segments, lines, source)
        self._held = opening is not None
        if opening is not None:
            return opening
        if last.line > 0 and source[lines[last.line - 1] :].lstrip(" >").startswith("["):
            return None
        if self.leaves and self.leaves[-1].kind in _REVOCABLE and not source.endswith("\n"):
            return None
        complete = source.endswith("\n") or lines[last.line] < source.rfind("\n") + 1
        if complete or (self.leaves and self._settled()):
            return last
        return None

    def _open_formula(self, segments: list[Segment], lines: list[int], source: str) -> Segment | None:
        """The first block with the beginning of a formula that later text may still close."""
        for segment, following in pairwise(segments):
            opening = _FORMULA_START.search(source, lines[segment.line], lines[following.line])
            if opening is not None and not _EMPTY_LINE.search(source, opening.start()):
                leaves = self.leaves[self._restart_leaf + segment.first :]
                if leaves and leaves[0].kind is not Kind.FORMULA:
                    return segment
        return None

    def _note_open_fence(self, segment: Segment, lines: list[int], source: str) -> None:
        fence = segment.fence
        start = lines[segment.line]
        first = source.find("\n", start)
        if not fence or first < 0 or not source.startswith(fence, start) or "|" in source[start:first]:
            return
        body = source[first + 1 :]
        if re.search(_closing_fence(fence), body, re.MULTILINE):
            return
        self._fence = fence
        self._blanks = _without_blank_end(body)[1]


def _closing_fence(fence: str) -> str:
    return rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$"


def _cells(line: str, columns: int) -> tuple[str, ...]:
    """The cells of a row as the parser would tell them."""
    cells = escapedSplit(line.strip()) if "\\" in line else line.strip().split("|")
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    cells = [cell.strip() for cell in cells[:columns]]
    return (*cells, *[""] * (columns - len(cells)))


def _without_blank_end(body: str) -> tuple[str, str]:
    """The text of a code block, and the line end or unfinished blank line that the parser leaves out of it."""
    kept = body.rstrip(" \t")
    if kept and not kept.endswith("\n"):
        return body, ""
    kept = kept.removesuffix("\n")
    return kept, body[len(kept) :]


def _may_define(text: str) -> bool:
    """Whether a paragraph that begins with "[" can still turn out to be a definition."""
    at = text.find("]", 0, _LONGEST_LABEL)
    if at < 0:
        return len(text) < _LONGEST_LABEL
    return text[at - 1] == "\\" or text[at + 1 : at + 2] in (":", "")


def _piece_end(text: str, start: int) -> int:
    end = start + _PIECE
    if end >= len(text):
        return len(text)
    at = text.rfind("\n", start, end)
    return at + 1 if at > start else end


def _copied(env: Environment) -> Environment:
    notes = env.get("footnotes", {})
    copy: Environment = {"references": dict(env.get("references", {}))}
    copy["footnotes"] = {"refs": dict(notes.get("refs", {}))}
    return copy
