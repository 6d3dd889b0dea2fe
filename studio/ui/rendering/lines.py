"""Lines: runs broken into lines of a width, with a caret, selections and soft grounds under code."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from studio.ui.rendering.box import Look, Range
from studio.ui.rendering.characters import piece_end, stacks_marks
from studio.ui.rendering.formula import Drawn
from studio.ui.rendering.runs import Runs, Span, common_start
from studio.ui.rendering.style import Mark, Style

_TURNS = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufeff]")
_BUDGET_S = 0.05
_STAND_IN = "x"
_CLEAR = QColor(0, 0, 0, 0)
PLACEHOLDER = "\ufffc"
"""Stands in the text where a drawing is painted."""

_WRAP = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@dataclass(slots=True)
class _Piece:
    """A part of the text with a layout of its own; lines never cross pieces.

    A piece is `closed` when it ends where a long text is cut in any case, and `cut` when it ends before a line that
    may still change. `origin` is where the piece it was cut from begins. `grounds` stand behind its inline code.
    """

    start: int
    end: int
    layout: QTextLayout
    top: float = 0.0
    height: float = 0.0
    origin: int = 0
    closed: bool = False
    cut: bool = False
    grounds: list[QRectF] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """Where the next piece begins."""
        return self.top + self.height


class Lines:
    """A text set in lines. `leading` is the extra distance of lines in pixels, half of it above the first.

    A text over `LONG_LINE` characters is cut into pieces, so that no line break costs more than a moment. One call of
    `lay_out` takes about 50 ms at most; `unfinished` tells that another one is wanted.
    """

    def __init__(
        self,
        style: Style,
        font: QFont,
        *,
        leading: float = 0.0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        wrap: bool = True,
    ) -> None:
        self.runs = Runs()
        self.height = self.width = self.natural = self.changed_from = 0.0
        self._style = style
        self._font = font
        self._leading = leading
        self._option = QTextOption(align)
        self._option.setWrapMode(_WRAP if wrap else QTextOption.WrapMode.NoWrap)
        self._pieces: list[_Piece] = []
        self._clip = False
        self._stale = 0
        self.unfinished = False
        self._drawings: dict[int, Drawn] = {}

    def set_drawings(self, drawings: dict[int, Drawn]) -> None:
        """Takes the drawings that stand for the placeholders (U+FFFC), by their offset."""
        if drawings != self._drawings:
            self._drawings = drawings
            self._pieces.clear()

    def set_runs(self, runs: Runs) -> None:
        """Takes new runs; what they share with the old ones from the start on keeps its place."""
        self._stale = min(self._stale, common_start(self.runs, runs)) if self._pieces else 0
        self.runs = runs
        self._clip = stacks_marks(runs.text)

    def append_plain(self, text: str) -> None:
        """Appends unformatted text."""
        self._stale = min(self._stale, len(self.runs.text))
        self.runs.text += text

    def lay_out(self, width: float) -> None:
        """Breaks the text into lines of at most `width` pixels; sets `height` and `natural` (widest line)."""
        text = self.runs.text
        if width != self.width:
            self._stale = 0
            self.width = width
        elif self._pieces and self._stale >= len(text) == self._pieces[-1].end:
            self.changed_from = self.height
            return
        self.changed_from = self._top_of_line(self._stale) if self._stale else 0.0
        self._drop_stale()
        last = self._pieces[-1] if self._pieces else None
        start, y = (last.end, last.top + last.height) if last else (0, 0.0)
        origin = last.origin if last and last.cut else start
        until = perf_counter() + _BUDGET_S
        while start < len(text) or not self._pieces:
            if start > 0 and perf_counter() > until:
                break
            end = piece_end(text, origin)
            piece = _Piece(start, end, self._made(start, end), y, origin=origin, closed=end < len(text))
            self._break(piece)
            self._pieces.append(piece)
            start, y, origin = end, piece.bottom, end
        self.height = y
        self._stale = start
        self.unfinished = start < len(text)

    def _drop_stale(self) -> None:
        """Drops what must be broken anew; the lines of the last piece before its last one are kept."""
        while self._pieces and self._pieces[-1].end > self._stale:
            self._pieces.pop()
        if not self._pieces or self._pieces[-1].closed or self._pieces[-1].cut:
            return
        piece = self._pieces.pop()
        layout = piece.layout
        if layout.lineCount() < 2 or _TURNS.search(self.runs.text, piece.start, piece.end):
            return
        line = layout.lineAt(layout.lineCount() - 1)
        at = piece.start + line.textStart()
        kept = _Piece(piece.start, at, self._made(piece.start, at), piece.top, origin=piece.origin, cut=True)
        self._break(kept)
        self._pieces.append(kept)

    def _made(self, start: int, end: int) -> QTextLayout:
        text = self.runs.text[start:end]
        if self._drawings:
            text = text.replace(PLACEHOLDER, _STAND_IN)
        layout = QTextLayout(text, self._font)
        layout.setTextOption(self._option)
        ranges = [
            make_range(max(s.start, start) - start, min(s.end, end) - max(s.start, start), self._format(s))
            for s in self._spans_in(start, end)
        ]
        ranges.extend(
            make_range(at - start, 1, self._room_for(drawn))
            for at, drawn in self._drawings.items()
            if start <= at < end
        )
        if ranges:
            layout.setFormats(ranges)
        layout.setCacheEnabled(True)
        return layout

    def _spans_in(self, start: int, end: int) -> list[Span]:
        spans = self.runs.spans
        found = []
        for number in range(bisect_right(spans, start, key=_end_of), len(spans)):
            if spans[number].start >= end:
                break
            found.append(spans[number])
        return found

    def _room_for(self, drawn: Drawn) -> QTextCharFormat:
        """The format of an invisible letter as wide as a drawing."""
        made = QTextCharFormat()
        font = QFont(self._font)
        advance = QFontMetricsF(self._font).horizontalAdvance(_STAND_IN)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, drawn.width + 2 - advance)
        made.setFont(font)
        made.setForeground(_CLEAR)
        return made

    def _format(self, span: Span) -> QTextCharFormat:
        return self._style.format(span.marks, self._font if self._font is not self._style.body else None)

    def _break(self, piece: _Piece) -> None:
        layout, leading = piece.layout, self._leading
        y = 0.0
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width)
            over, under = self._excess(piece, line) if self._drawings else (0.0, 0.0)
            line.setPosition(QPointF(0, y + leading / 2 + over))
            y += line.height() + leading + over + under
            self.natural = max(self.natural, line.naturalTextWidth())
        layout.endLayout()
        piece.height = y
        for span in self._spans_in(piece.start, piece.end):
            if span.marks & Mark.CODE and not span.marks & Mark.FORMULA:
                area = max(span.start, piece.start), min(span.end, piece.end)
                piece.grounds.extend(rect.adjusted(-2, 0, 2, 0) for rect in _rects_in(piece, area))

    def _excess(self, piece: _Piece, line: QTextLine) -> tuple[float, float]:
        """By how much the drawings of a line stand out above and below it."""
        start = piece.start + line.textStart()
        inside = [d for at, d in self._drawings.items() if start <= at < start + line.textLength()]
        over = max((d.height - d.below - line.ascent() for d in inside), default=0.0)
        under = max((d.below - line.descent() for d in inside), default=0.0)
        half = self._leading / 2
        return max(over - half, 0.0), max(under - half, 0.0)

    def _paint_drawings(self, painter: QPainter, origin: QPointF) -> None:
        for at, drawn in self._drawings.items():
            for piece in self._pieces:
                if piece.start <= at < piece.end:
                    line = piece.layout.lineForTextPosition(at - piece.start)
                    x = origin.x() + x_of(line, at - piece.start) + 1
                    base = origin.y() + piece.top + line.y() + line.ascent()
                    top = base - drawn.height + drawn.below
                    drawn.renderer.render(painter, QRectF(x, top, drawn.width, drawn.height))

    def rects(self, area: Range) -> list[QRectF]:
        """The rectangles that cover a range of characters, one for each line."""
        found = []
        for number in range(self._piece_of(area[0]), len(self._pieces)):
            piece = self._pieces[number]
            if piece.start >= area[1]:
                break
            found.extend(_rects_in(piece, (max(area[0], piece.start), min(area[1], piece.end))))
        return found

    def _piece_of(self, position: int) -> int:
        """The piece that holds a character, as an index; their number behind the last one."""
        return bisect_right(self._pieces, position, key=_end_of)

    def _piece_at(self, y: float) -> int:
        """The first piece that ends below `y`, as an index."""
        return bisect_right(self._pieces, y, key=_bottom_of)

    def _top_of_line(self, position: int) -> float:
        number = self._piece_of(position - 1)
        if number >= len(self._pieces):
            return 0.0
        piece = self._pieces[number]
        line = piece.layout.lineForTextPosition(max(position - piece.start - 1, 0))
        return piece.top + line.y() - self._leading if line.isValid() else piece.top

    def position_at(self, point: QPointF) -> int:
        """The offset nearest to `point`."""
        index = self._piece_at(point.y())
        if index >= len(self._pieces):
            return len(self.runs.text)
        piece = self._pieces[index]
        layout, y = piece.layout, point.y() - piece.top
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if y < line.y() + line.height() + self._leading / 2 or number == layout.lineCount() - 1:
                at = piece.start + line.xToCursor(point.x())
                last = piece.start + line.textStart() + line.textLength()
                inner = number < layout.lineCount() - 1 or piece.cut
                return at - 1 if at == last and inner and at > piece.start else at
        return piece.start

    def caret(self, position: int) -> QRectF:
        """Where the caret before `position` stands, one pixel wide."""
        if self._pieces:
            piece = self._pieces[min(self._piece_of(position), len(self._pieces) - 1)]
            line = piece.layout.lineForTextPosition(min(position, piece.end) - piece.start)
            if line.isValid():
                x = x_of(line, position - piece.start)
                return QRectF(x, piece.top + line.y(), 1, line.height())
        return QRectF(0, 0, 1, self._style.line)

    def paint(self, painter: QPainter, origin: QPointF, look: Look, offset: int = 0) -> None:
        """Paints the lines between `look.top` and `look.bottom`; `offset` is where this text begins in the box's."""
        if self._clip:
            painter.save()
            painter.setClipRect(
                QRectF(origin.x(), origin.y(), self.width, self.height), Qt.ClipOperation.IntersectClip
            )
        marked = bool(look.selection or look.found)
        clip = QRectF(origin.x() - 4, origin.y() + look.top, self.width + 8, look.bottom - look.top)
        for number in range(self._piece_at(look.top), len(self._pieces)):
            piece = self._pieces[number]
            if piece.top > look.bottom:
                break
            if piece.grounds:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.style.colours.panel)
                for ground in piece.grounds:
                    painter.drawRoundedRect(ground.translated(origin), 3, 3)
            painter.setPen(look.style.colours.text)
            at = QPointF(origin.x(), origin.y() + piece.top)
            if marked:
                piece.layout.draw(painter, at, self._marked(piece, look, offset), clip)
            elif len(self._pieces) > 1 or look.top > self._style.line:
                piece.layout.draw(painter, at, [], clip)
            else:
                piece.layout.draw(painter, at)
        if self._drawings:
            self._paint_drawings(painter, origin)
        if self._clip:
            painter.restore()

    def _marked(self, piece: _Piece, look: Look, offset: int) -> list[QTextLayout.FormatRange]:
        colours = look.style.colours
        ranges: list[QTextLayout.FormatRange] = []
        base = offset + piece.start
        size = piece.end - piece.start

        def add(area: Range, ground: QColor, text: QColor) -> None:
            start, end = max(area[0] - base, 0), min(area[1] - base, size)
            for drawing in sorted(at - piece.start for at in self._drawings):
                if start <= drawing < end:
                    mark(start, drawing, ground, text)
                    mark(drawing, drawing + 1, ground, _CLEAR)
                    start = drawing + 1
            mark(start, end, ground, text)

        def mark(start: int, end: int, ground: QColor, text: QColor) -> None:
            if start < end:
                made = QTextCharFormat()
                made.setBackground(ground)
                made.setForeground(text)
                ranges.append(make_range(start, end - start, made))

        for area in look.found:
            add(area, colours.found, colours.text)
        if look.found_now:
            add(look.found_now, colours.found_now, QColor("black"))
        if look.selection:
            add(look.selection, colours.selection, colours.selected)
        return ranges


def make_range(start: int, length: int, made: QTextCharFormat) -> QTextLayout.FormatRange:
    """A format on a range of characters."""
    area = QTextLayout.FormatRange()
    area.start = start
    area.length = length
    area.format = made
    return area


def _end_of(part: _Piece | Span) -> int:
    return part.end


def _bottom_of(piece: _Piece) -> float:
    return piece.bottom


def _rects_in(piece: _Piece, area: Range) -> list[QRectF]:
    """The rectangles of a range of characters that lies within a piece."""
    found, layout = [], piece.layout
    start, end = area[0] - piece.start, area[1] - piece.start
    for number in range(layout.lineForTextPosition(start).lineNumber(), layout.lineCount()):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if first >= end:
            break
        left, right = x_of(line, max(start, first)), x_of(line, min(end, last))
        found.append(QRectF(min(left, right), piece.top + line.y(), abs(right - left), line.height()))
    return found


def x_of(line: QTextLine, position: int) -> float:
    """Where a position stands in a line; the binding gives a pair its stubs do not tell of."""
    pair: Any = line.cursorToX(position)
    return float(pair[0])
