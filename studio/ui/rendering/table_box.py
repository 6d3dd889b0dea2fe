"""Tables: columns that share the width by what they hold, with a scroll of their own where they cannot fit."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from studio.ui.rendering.box import Box, Look, Target
from studio.ui.rendering.leaves import Leaf
from studio.ui.rendering.lines import Lines
from studio.ui.rendering.markdown import Environment
from studio.ui.rendering.runs import Runs, Span, read_runs
from studio.ui.rendering.style import Mark, Style

MOST_CELLS = 2000
"""A table with more cells is cut behind “Show all” (FAULTS.md X12)."""

_AT_ONCE = 400
"""So many cells are made in one call; `lay_out` goes on with the rest."""

_PLAIN = re.compile(r"(?:[^\W_]|[ ,.-])*")
_ALIGNS = {
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(slots=True, eq=False)
class _Cell:
    source: str
    lines: Lines
    natural: float
    start: int = 0


class TableBox(Box):
    """One table. `text` is its cells with tabs between columns and line ends between rows."""

    def __init__(self, leaf: Leaf, env: Environment, style: Style) -> None:
        self._style = style
        self._env = env
        self._leaf = leaf
        self._cells: list[list[_Cell]] = []
        self._widths: list[float] = []
        self._tops: list[float] = [0.0]
        self._left = 0.0
        self._fresh = 0
        self._metrics = QFontMetricsF(style.body)
        self._most = MOST_CELLS
        self.update(leaf)

    def update(self, leaf: Leaf, env: Environment | None = None) -> None:
        """Takes a later state; cells whose text is the same keep their layout, unless they may name a link."""
        self._env = self._env if env is None else env
        self._leaf = leaf
        columns = max(len(leaf.aligns), 1)
        most = min(max(self._most // columns, 1), len(leaf.rows))
        ready = min(len(self._cells) + max(_AT_ONCE // columns, 1), most)
        self.unfinished = ready < most
        shown = leaf.rows[:ready]
        fresh = []
        for number, row in enumerate(shown):
            old = self._cells[number] if number < len(self._cells) else []
            fresh.append([self._cell(row, old, c, number == 0) for c in range(columns)])
        old_rows = self._cells
        same = next(
            (n for n, row in enumerate(fresh) if n >= len(old_rows) or row != old_rows[n]), len(fresh)
        )
        self._fresh = min(self._fresh, same)
        self._cells = fresh
        parts, offset = [], 0
        for cells in fresh:
            for index, cell in enumerate(cells):
                cell.start = offset
                parts.append(cell.lines.runs.text + ("\n" if index == columns - 1 else "\t"))
                offset += len(parts[-1])
        self.text = "".join(parts).removesuffix("\n")

    def _cell(self, row: tuple[str, ...], old: list[_Cell], column: int, head: bool) -> _Cell:
        source = row[column] if column < len(row) else ""
        if column < len(old) and old[column].source == source and "[" not in source:
            return old[column]
        aligns = self._leaf.aligns
        align = _ALIGNS.get(aligns[column] if column < len(aligns) else "", Qt.AlignmentFlag.AlignLeft)
        lines = Lines(self._style, self._style.strong if head else self._style.body, align=align, leading=3)
        plain = _PLAIN.fullmatch(source) is not None
        runs = Runs(source) if plain else read_runs(source, self._env)
        lines.set_runs(_bold(runs) if head else runs)
        if plain and not head:
            return _Cell(source, lines, self._metrics.horizontalAdvance(source) + 2)
        lines.lay_out(10_000)
        return _Cell(source, lines, lines.natural + 2)

    @property
    def _pad(self) -> tuple[float, float]:
        return round(self._style.em * 0.65), round(self._style.em * 0.34)

    def lay_out(self, width: float) -> None:
        """See Box."""
        if self.unfinished and width == self.width and self._fresh == len(self._cells):
            self.update(self._leaf)
        self.width = width
        widths, tops = self._share(width), self._tops
        first = self._fresh if widths == self._widths else 0
        self._widths = widths
        self._tops = [0.0]
        across, down = self._pad
        for row in self._cells:
            height = 0.0
            for cell, room in zip(row, self._widths, strict=True):
                cell.lines.lay_out(room - 2 * across)
                height = max(height, cell.lines.height)
            self._tops.append(self._tops[-1] + height + 2 * down)
        more = self._style.line * 1.8 if self._cut else 0
        self.height = self._tops[-1] + 1 + more
        self.changed_from = max(tops[min(first, len(tops) - 1)] - 2, 0.0) if first else 0.0
        self._fresh = len(self._cells)
        self._left = min(self._left, self._overhang)

    @property
    def _cut(self) -> bool:
        return not self.unfinished and len(self._cells) < len(self._leaf.rows)

    @property
    def _overhang(self) -> float:
        return max(sum(self._widths) - self.width, 0.0)

    def _share(self, width: float) -> list[float]:
        """Natural widths where they fit; else small columns keep theirs and the wide ones share the rest."""
        across = self._pad[0]
        columns = len(self._cells[0]) if self._cells else 0
        natural = [max(row[c].natural for row in self._cells) + 2 * across for c in range(columns)]
        if sum(natural) <= width - 1:
            return natural
        least = self._style.em * 5
        open_columns, room, shares = set(range(columns)), width - 1, list(natural)
        while open_columns:
            fair = room / len(open_columns)
            fitting = {c for c in open_columns if natural[c] <= fair}
            if not fitting:
                for column in open_columns:
                    shares[column] = max(fair, min(least, natural[column]))
                break
            room -= sum(natural[c] for c in fitting)
            open_columns -= fitting
        return [float(round(share)) for share in shares]

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours = look.style.colours
        wide = min(sum(self._widths), self.width)
        top, bottom = max(look.top - 20, 0.0), min(look.bottom + 20, self._tops[-1])
        area = QRectF(origin.x() + 0.5, origin.y() + top + 0.5, wide, bottom - top)
        painter.save()
        painter.setClipRect(area.adjusted(-1, -1, 1, 1), Qt.ClipOperation.IntersectClip)
        if self._cells and look.top <= self._tops[1]:
            head = QRectF(area.left(), origin.y() + 0.5, wide, self._tops[1])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.panel)
            painter.drawRoundedRect(head, 6, 6)
        self._paint_cells(painter, origin, look)
        painter.setPen(colours.line)
        for line in self._tops[1:-1]:
            if look.top - 1 <= line <= look.bottom + 1:
                y = origin.y() + line + 0.5
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 6, 6)
        painter.restore()
        for target in self.targets() if self._cut else ():
            if target.action == "show_all":
                painter.setPen(colours.link)
                painter.setFont(look.style.small)
                painter.drawText(target.rect.translated(origin), Qt.AlignmentFlag.AlignCenter, target.name)

    def _paint_cells(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        across, down = self._pad
        here = replace(look, top=-1e6, bottom=1e6)
        for number in range(max(bisect_right(self._tops, look.top) - 1, 0), len(self._cells)):
            row, top = self._cells[number], self._tops[number]
            if top > look.bottom:
                break
            x = origin.x() + across - self._left
            for cell, room in zip(row, self._widths, strict=True):
                cell.lines.paint(painter, QPointF(x, origin.y() + top + down), here, cell.start)
                x += room

    def _find(self, point: QPointF) -> tuple[_Cell, QPointF]:
        """The cell at `point`, and the point inside its text."""
        across, down = self._pad
        number = 0
        while number < len(self._cells) - 1 and point.y() >= self._tops[number + 1]:
            number += 1
        x, column = point.x() + self._left, 0
        while column < len(self._widths) - 1 and x >= self._widths[column]:
            x -= self._widths[column]
            column += 1
        return self._cells[number][column], QPointF(x - across, point.y() - self._tops[number] - down)

    def position_at(self, point: QPointF) -> int:
        """See Box."""
        if not self._cells:
            return 0
        cell, inner = self._find(point)
        return cell.start + cell.lines.position_at(inner)

    def caret(self, position: int) -> QRectF:
        """See Box."""
        across, down = self._pad
        for number, row in enumerate(self._cells):
            x = across - self._left
            for cell, room in zip(row, self._widths, strict=True):
                if position <= cell.start + len(cell.lines.runs.text):
                    return cell.lines.caret(position - cell.start).translated(x, self._tops[number] + down)
                x += room
        return QRectF(0, 0, 1, self._style.line)

    def targets(self) -> list[Target]:
        """The links of the cells, and “Show all” below a table that was cut."""
        found = []
        across, down = self._pad
        for number, row in enumerate(self._cells):
            x = across - self._left
            for cell, room in zip(row, self._widths, strict=True):
                for span in cell.lines.runs.spans:
                    if span.marks & Mark.LINK:
                        name = cell.lines.runs.text[span.start : span.end]
                        for rect in cell.lines.rects((span.start, span.end)):
                            moved = rect.translated(x, self._tops[number] + down)
                            found.append(Target(moved, "link", name, span.data, "link"))
                x += room
        if self._cut:
            height = self._style.line * 1.8
            rest = QRectF(0, self.height - height, min(self.width, 400), height)
            found.append(Target(rest, "show_all", f"Show all {len(self._leaf.rows):,} rows"))
        return found

    def target_at(self, point: QPointF, edge: float = 0.0) -> Target | None:
        """See Box."""
        if not self._cells:
            return None
        cell, _ = self._find(point)
        if not self._cut and not any(s.marks & Mark.LINK for s in cell.lines.runs.spans):
            return None
        return next((t for t in self.targets() if t.rect.contains(point)), None)

    def activate(self, target: Target) -> bool:
        """See Box."""
        if target.action != "show_all":
            return False
        self._most *= 10
        self.update(self._leaf)
        return True

    def scroll_sideways(self, delta: float) -> bool:
        """See Box."""
        left = min(max(self._left + delta, 0.0), self._overhang)
        moved, self._left = left != self._left, left
        return moved

    def html_rows(self) -> list[list[Runs]]:
        """The runs of all cells shown, by row."""
        return [[cell.lines.runs for cell in row] for row in self._cells]


def _bold(runs: Runs) -> Runs:
    made, at = Runs(), 0
    for span in [*runs.spans, Span(len(runs.text), len(runs.text), 0)]:
        made.add(runs.text[at : span.start], Mark.BOLD)
        made.add(runs.text[span.start : span.end], span.marks | Mark.BOLD, span.data)
        at = span.end
    return made
