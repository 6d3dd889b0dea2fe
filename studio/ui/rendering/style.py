"""How text looks: fonts, colours and distances, all derived from one palette, one font and one size."""

from dataclasses import dataclass, replace
from enum import IntFlag

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette, QTextCharFormat


class Mark(IntFlag):
    """What a span of text is, besides its letters."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    RAISED = 32
    FORMULA = 64
    DIM = 128


_LIGHT_CODE = {
    "comment": "#6a737d",
    "keyword": "#a626a4",
    "string": "#2f7d32",
    "number": "#986801",
    "name": "#2f5fd0",
    "type": "#9a5b00",
    "operator": "#4a4d55",
    "error": "#b3261e",
    "inserted": "#1e7a34",
    "deleted": "#b3261e",
}
_DARK_CODE = {
    "comment": "#8b929c",
    "keyword": "#d19aff",
    "string": "#98c379",
    "number": "#e0a86c",
    "name": "#82b1ff",
    "type": "#e5c07b",
    "operator": "#b8bcc4",
    "error": "#ff8a80",
    "inserted": "#7ee787",
    "deleted": "#ff8a80",
}
_ALERTS = {
    "note": ("#1a55c4", "#8ab4ff"),
    "tip": ("#1a7f37", "#7ee787"),
    "important": ("#8250df", "#c9a0ff"),
    "warning": ("#9a6700", "#e3b341"),
    "caution": ("#b3261e", "#ff8a80"),
}

_HEADINGS = {1: 1.5, 2: 1.3, 3: 1.15, 4: 1.05, 5: 1.0, 6: 1.0, 7: 1.0}


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour the renderer paints with."""

    text: QColor
    dim: QColor
    link: QColor
    ground: QColor
    bubble: QColor
    panel: QColor
    line: QColor
    selection: QColor
    selected: QColor
    found: QColor
    found_now: QColor
    good: QColor
    bad: QColor
    warn: QColor
    accent: QColor
    code: dict[str, QColor]
    alerts: dict[str, QColor]


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """The colour between `one` (share 0) and `other` (share 1)."""
    keep = 1 - share
    return QColor(
        round(one.red() * keep + other.red() * share),
        round(one.green() * keep + other.green() * share),
        round(one.blue() * keep + other.blue() * share),
    )


def colours_of(palette: QPalette) -> Colours:
    """The colours that go with `palette`; it is dark when its text is lighter than its base."""
    role = QPalette.ColorRole
    base, text = palette.color(role.Base), palette.color(role.Text)
    dark = text.lightness() > base.lightness()
    side = 1 if dark else 0
    code = _DARK_CODE if dark else _LIGHT_CODE
    return Colours(
        text=text,
        dim=palette.color(role.PlaceholderText)
        if palette.color(role.PlaceholderText).alpha() == 255
        else mixed(base, text, 0.62),
        link=palette.color(role.Link),
        ground=base,
        bubble=mixed(base, palette.color(role.Highlight), 0.22 if dark else 0.10),
        panel=mixed(base, text, 0.065 if dark else 0.04),
        line=mixed(base, text, 0.20 if dark else 0.15),
        selection=palette.color(role.Highlight),
        selected=palette.color(role.HighlightedText),
        found=QColor("#5c4a12" if dark else "#fff0a8"),
        found_now=QColor("#a86b00" if dark else "#ffb84d"),
        good=QColor("#7ee787" if dark else "#1a7f37"),
        bad=QColor("#ff8a80" if dark else "#b3261e"),
        warn=QColor("#e3b341" if dark else "#8a5a00"),
        accent=QColor("#7aa2ff" if dark else "#2f5fd0"),
        code={name: QColor(value) for name, value in code.items()},
        alerts={name: QColor(pair[side]) for name, pair in _ALERTS.items()},
    )


class Style:
    """Fonts, formats and distances for one size and one palette; a new one is made when either changes.

    All distances are in logical pixels. `dark` tells which side the colours are of.
    """

    def __init__(self, palette: QPalette, font: QFont, points: float = 0.0) -> None:
        self.colours = colours_of(palette)
        self.dark = self.colours.text.lightness() > self.colours.ground.lightness()
        self.body = QFont(font)
        if points > 0:
            self.body.setPointSizeF(points)
        self.size = self.body.pointSizeF() if self.body.pointSizeF() > 0 else 10.0
        self.body.setPointSizeF(self.size)
        self.mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.mono.setPointSizeF(self.size * 0.92)
        self.small = self._sized(0.86)
        self.strong = QFont(self.body)
        self.strong.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(self.body)
        self.line = metrics.height()
        self.ascent = metrics.ascent()
        self.em = self.line / 1.17
        self.leading = round(self.em * 0.38)
        self.column = round(metrics.averageCharWidth() * 80)
        self.code_line = round(QFontMetricsF(self.mono).height() * 1.22)
        self.code_ascent = QFontMetricsF(self.mono).ascent()
        self.code_advance = QFontMetricsF(self.mono).horizontalAdvance("0")
        self.indent = round(self.em * 1.75)
        self.gap = round(self.em * 0.72)
        self._formats: dict[tuple[int, bool], QTextCharFormat] = {}

    def make_quiet(self) -> None:
        """Sets the text in the dimmer colour: for thoughts."""
        self.colours = replace(self.colours, text=self.colours.dim)
        self._formats.clear()

    def _sized(self, factor: float) -> QFont:
        font = QFont(self.body)
        font.setPointSizeF(self.size * factor)
        return font

    def heading(self, level: int) -> QFont:
        """The font of a heading of `level` 1–6, or 7 for the title of an alert."""
        font = self._sized(_HEADINGS[level])
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def format(self, marks: int, font: QFont | None = None) -> QTextCharFormat:
        """The format of a span with `marks` inside text set in `font` (the body font by default)."""
        if font is not None:
            return self._made(marks, font)
        key = (marks, True)
        made = self._formats.get(key)
        if made is None:
            made = self._formats[key] = self._made(marks, self.body)
        return made

    def _made(self, marks: int, base: QFont) -> QTextCharFormat:
        made = QTextCharFormat()
        font = QFont(base)
        if marks & (Mark.CODE | Mark.FORMULA):
            font = QFont(self.mono)
            font.setPointSizeF(base.pointSizeF() * 0.92)
        if marks & Mark.BOLD:
            font.setWeight(QFont.Weight.Bold)
        if marks & Mark.ITALIC:
            font.setItalic(True)
        if marks & Mark.STRIKE:
            font.setStrikeOut(True)
        if marks & Mark.RAISED:
            font.setPointSizeF(base.pointSizeF() * 0.78)
        if marks & Mark.LINK:
            font.setUnderline(True)
            made.setForeground(self.colours.link)
        elif marks & Mark.DIM:
            made.setForeground(self.colours.dim)
        elif marks & Mark.FORMULA:
            made.setForeground(self.colours.code["type"])
        else:
            made.setForeground(self.colours.text)
        made.setFont(font)
        return made
