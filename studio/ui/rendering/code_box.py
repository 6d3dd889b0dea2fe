"""Code blocks: a bar with language, line count and switches, and lines of which only the visible are laid out."""

from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from studio.ui.rendering.box import Box, Look, Target
from studio.ui.rendering.characters import LONG_LINE, visible_hidden
from studio.ui.rendering.glyphs import paint_glyph
from studio.ui.rendering.leaves import Leaf
from studio.ui.rendering.lines import make_range, x_of
from studio.ui.rendering.style import Style

if TYPE_CHECKING:
    from studio.ui.rendering.highlight import Highlighter

SHOWN_LINES = 2000
"""More lines than this are behind “Show all”."""

_KEPT_LAYOUTS = 300
_WRAP_LIMIT = 20_000


def highlighter(language: str) -> "Highlighter":
    """A highlighter; Pygments is imported with the first code block, not with the window."""
    from studio.ui.rendering.highlight import Highlighter

    return Highlighter(language)


class CodeBox(Box):
    """One code block. `text` is the code as shown; offsets count it, bar and switches aside."""

    def __init__(self, leaf: Leaf, style: Style, open_end: bool = False) -> None:
        self._style = style
        self._language = leaf.info.split(" ", 1)[0][:40]
        self._highlighter = highlighter(leaf.info)
        self._lines: list[str] = [""]
        self._starts: list[int] = [0]
        self._layouts: dict[int, QTextLayout] = {}
        self._tops: list[float] = []
        self._wrap = self._all = False
        self._finished = False
        self._left = 0.0
        self._widest = 0
        self._changed_line = 0
        self._source = ""
        self.update(leaf, open_end)

    @property
    def bar(self) -> float:
        """The height of the bar."""
        return round(self._style.em * 2.1)

    @property
    def touched(self) -> bool:
        """Whether the reader changed how it is shown."""
        return self._wrap or self._all or self._left > 0

    @property
    def shown(self) -> int:
        """How many lines are shown."""
        return len(self._lines) if self._all else min(len(self._lines), SHOWN_LINES)

    def update(self, leaf: Leaf, open_end: bool = False) -> None:
        """Takes a later state of the leaf; `open_end` while more may come (colours are provisional then)."""
        if leaf.text.startswith(self._source) and self._source:
            addition = visible_hidden(leaf.text[len(self._source) :])
            first = len(self._lines) - 1
        else:
            addition, first = visible_hidden(leaf.text), 0
            self._lines, self._starts, self._widest = [""], [0], 0
            self.text = ""
            self._highlighter = highlighter(leaf.info)
        self._source = leaf.text
        self.text += addition
        self._grow(addition, first)
        if open_end:
            self._finished = False
            recoloured = self._highlighter.extend(self._lines, len(self._lines) - 1)
            first = min(first, recoloured)
        elif not self._finished or addition:
            self._finished = True
            self._changed_line = 0
            self._highlighter.finish(self._lines)
        self._drop_layouts(first)
        self._changed_line = min(self._changed_line, first)

    def _drop_layouts(self, first: int) -> None:
        for number in [n for n in self._layouts if n >= first]:
            del self._layouts[number]

    def _grow(self, addition: str, first: int) -> None:
        parts = addition.split("\n")
        self._lines[-1] += parts[0]
        if len(parts) > 1:
            ended = chain((self._lines[-1],), islice(parts, 1, len(parts) - 1))
            begins = accumulate((len(line) + 1 for line in ended), initial=self._starts.pop())
            self._starts.extend(begins)
            self._lines.extend(parts[1:])
        longest = max(map(len, self._lines[first:])) if first else max(map(len, self._lines))
        self._widest = max(self._widest, min(longest, LONG_LINE))

    def lay_out(self, width: float) -> None:
        """See Box."""
        if width != self.width:
            self._changed_line = 0
            if self._wrap:
                self._layouts.clear()
        self.width = width
        self._colour_on()
        line = self._style.code_line
        if self._wrap:
            self._measure_wrapped()
            body = self._tops[-1]
        else:
            body = self.shown * line
        more = line * 1.6 if self.shown < len(self._lines) else 0
        self.height = self.bar + body + more + 2 * self._padding
        self.changed_from = 0 if self._changed_line == 0 or self._wrap else self._top(self._changed_line)
        self._changed_line = self.shown
        self._left = min(self._left, self._overhang())

    def _colour_on(self) -> None:
        """Goes on with the exact colours of a finished block."""
        highlighter = self._highlighter
        if not highlighter.busy:
            return
        first = highlighter.advance()
        self.unfinished = highlighter.busy
        if first is not None and first < len(self._lines):
            self._drop_layouts(first)
            self._changed_line = min(self._changed_line, first)

    @property
    def _padding(self) -> float:
        return round(self._style.em * 0.55)

    def _measure_wrapped(self) -> None:
        self._tops = [0.0]
        for number in range(self.shown):
            height = self._style.code_line * self._rows_of(number)
            self._tops.append(self._tops[-1] + height)

    def _rows_of(self, number: int) -> int:
        room = max(int((self.width - 2 * self._side) / self._style.code_advance), 8)
        line = self._lines[number]
        if line.isascii() and "\t" not in line and len(line) <= room:
            return 1
        return max(self._layout(number).lineCount(), 1)

    @property
    def _side(self) -> float:
        return round(self._style.em * 0.85)

    def _overhang(self) -> float:
        if self._wrap:
            return 0.0
        return max(self._widest * self._style.code_advance + 2 * self._side - self.width, 0.0)

    def _top(self, number: int) -> float:
        inner = self._tops[number] if self._wrap else number * self._style.code_line
        return self.bar + self._padding + inner

    def _line_at(self, y: float) -> int:
        inner = y - self.bar - self._padding
        if not self._wrap:
            return min(max(int(inner // self._style.code_line), 0), self.shown - 1)
        low, high = 0, self.shown - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._tops[middle] <= inner:
                low = middle
            else:
                high = middle - 1
        return low

    def _layout(self, number: int) -> QTextLayout:
        layout = self._layouts.get(number)
        if layout is None:
            if len(self._layouts) > _KEPT_LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[number] = self._made(number)
        return layout

    def _made(self, number: int) -> QTextLayout:
        style = self._style
        text = self._lines[number]
        wrapping = self._wrap or len(text) > LONG_LINE
        shown = text if self._wrap and len(text) <= _WRAP_LIMIT else text[:LONG_LINE]
        layout = QTextLayout(shown, style.mono)
        option = QTextOption()
        option.setWrapMode(
            QTextOption.WrapMode.WrapAnywhere if wrapping and self._wrap else QTextOption.WrapMode.NoWrap
        )
        option.setTabStopDistance(style.code_advance * 4)
        layout.setTextOption(option)
        ranges = []
        for start, length, colour in self._highlighter.spans(number):
            made = QTextCharFormat()
            made.setForeground(style.colours.code[colour])
            ranges.append(make_range(start, length, made))
        if ranges:
            layout.setFormats(ranges)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        y = (style.code_line - style.line) / 2
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width - 2 * self._side if self._wrap else 1e6)
            line.setPosition(QPointF(0, y + (style.line - line.height()) / 2))
            y += style.code_line
        layout.endLayout()
        return layout

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours = look.style.colours
        inner = look.top > 8 and look.bottom < self.height - 8
        if inner:
            seen = QRectF(origin.x(), origin.y() + look.top, self.width, look.bottom - look.top)
            painter.fillRect(seen, colours.line)
            painter.fillRect(seen.adjusted(1, 0, -1, 0), colours.panel)
        else:
            # Of a long frame only what is near the painted strip is drawn: paths cost by their length.
            top, bottom = max(look.top - 20, 0.0), min(look.bottom + 20, self.height)
            frame = QRectF(origin.x() + 0.5, origin.y() + top + 0.5, self.width - 1, bottom - top - 1)
            painter.setPen(colours.line)
            painter.setBrush(colours.panel)
            painter.drawRoundedRect(frame, 7, 7)
        self._paint_lines(painter, origin, look)
        bar_top = self._bar_top(look.edge)
        if look.top <= bar_top + self.bar and look.bottom >= bar_top:
            self._paint_bar(painter, origin, look)

    def _paint_lines(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        painter.save()
        body = QRectF(origin.x() + 2, origin.y() + self.bar, self.width - 4, self.height - self.bar - 2)
        painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
        painter.setPen(look.style.colours.text)
        x = origin.x() + self._side - self._left
        for number in range(self._line_at(look.top), self._line_at(look.bottom) + 1):
            at = QPointF(x, origin.y() + self._top(number))
            layout = self._layout(number)
            ranges = self._marked(number, look)
            if ranges:
                layout.draw(painter, at, ranges)
            else:
                layout.draw(painter, at)
        painter.restore()
        hidden = self.shown < len(self._lines)
        more = next((t for t in self.targets() if t.action == "show_all"), None) if hidden else None
        if more:
            painter.setFont(look.style.small)
            painter.setPen(look.style.colours.link)
            painter.drawText(more.rect.translated(origin), Qt.AlignmentFlag.AlignCenter, more.name)

    def _marked(self, number: int, look: Look) -> list[QTextLayout.FormatRange]:
        if not (look.selection or look.found or look.found_now):
            return []
        start, size = self._starts[number], len(self._lines[number])
        colours = look.style.colours
        ranges = []
        wanted = [(area, colours.found, colours.text) for area in look.found]
        if look.found_now:
            wanted.append((look.found_now, colours.found_now, look.style.colours.text))
        if look.selection:
            wanted.append((look.selection, colours.selection, colours.selected))
        for area, ground, ink in wanted:
            low, high = max(area[0] - start, 0), min(area[1] - start, size)
            if low < high:
                made = QTextCharFormat()
                made.setBackground(ground)
                made.setForeground(ink)
                ranges.append(make_range(low, high - low, made))
        return ranges

    def _paint_bar(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        colours = look.style.colours
        top = origin.y() + self._bar_top(look.edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.panel)
        painter.drawRect(QRectF(origin.x() + 2, top + 2, self.width - 4, self.bar - 2))
        painter.setPen(colours.line)
        painter.drawLine(
            QPointF(origin.x() + 1, top + self.bar), QPointF(origin.x() + self.width - 1, top + self.bar)
        )
        painter.setFont(look.style.small)
        painter.setPen(colours.dim)
        count = len(self._lines)
        words = f"{count:,} line{'s' if count != 1 else ''}" if self._finished else ""
        label = "  ·  ".join(word for word in (visible_hidden(self._language), words) if word)
        area = QRectF(origin.x() + self._side, top, self.width - 4 * self.bar, self.bar)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, label)
        for target in self.targets(look.edge):
            if target.action != "show_all":
                lit = look.hot is not None and look.hot.action == target.action
                ink = colours.text if lit or (target.action == "wrap" and self._wrap) else colours.dim
                paint_glyph(painter, target.action, target.rect.translated(origin), ink, lit, colours.line)

    def _bar_top(self, visible_top: float) -> float:
        """Where the bar stands: at the top of what is seen as long as there is code below."""
        return min(max(visible_top, 0.0), max(self.height - self.bar * 2.5, 0.0))

    def targets(self, visible_top: float = 0.0) -> list[Target]:
        """The switches of the bar, and “Show all” below long code."""
        side = self.bar - 6
        y = self._bar_top(visible_top) + 3
        x = self.width - side - 5
        found = [
            Target(
                QRectF(x - side - 4, y, side, side), "wrap", "Wrap lines: off" if self._wrap else "Wrap lines"
            ),
            Target(QRectF(x, y, side, side), "copy_code", "Copy code"),
        ]
        if self.shown < len(self._lines):
            rest = QRectF(
                0, self.height - self._style.code_line * 1.6 - 4, self.width, self._style.code_line * 1.6
            )
            found.append(Target(rest, "show_all", f"Show all {len(self._lines):,} lines"))
        return found

    def target_at(self, point: QPointF, edge: float = 0.0) -> Target | None:
        """See Box."""
        return next((t for t in self.targets(edge) if t.rect.contains(point)), None)

    def activate(self, target: Target) -> bool:
        """See Box."""
        if target.action == "wrap":
            self._wrap, self._left = not self._wrap, 0.0
        elif target.action == "show_all":
            self._all = True
        else:
            return False
        self._layouts.clear()
        self._changed_line = 0
        return True

    @property
    def code(self) -> str:
        """The code as it came."""
        return self._source

    def scroll_sideways(self, delta: float) -> bool:
        """See Box."""
        left = min(max(self._left + delta, 0.0), self._overhang())
        moved, self._left = left != self._left, left
        return moved

    def position_at(self, point: QPointF) -> int:
        """See Box."""
        number = self._line_at(point.y())
        layout = self._layout(number)
        row = min(int((point.y() - self._top(number)) // self._style.code_line), layout.lineCount() - 1)
        line = layout.lineAt(max(row, 0))
        column = line.xToCursor(point.x() - self._side + self._left) if line.isValid() else 0
        return self._starts[number] + column

    def caret(self, position: int) -> QRectF:
        """See Box."""
        low, high = 0, len(self._starts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._starts[middle] <= position:
                low = middle
            else:
                high = middle - 1
        number = min(low, self.shown - 1)
        layout = self._layout(number)
        column = min(position - self._starts[number], len(self._lines[number]))
        line = layout.lineForTextPosition(column)
        x = x_of(line, column) if line.isValid() else 0
        y = self._top(number) + (line.lineNumber() if line.isValid() else 0) * self._style.code_line
        return QRectF(x + self._side - self._left, y, 1, self._style.code_line)
