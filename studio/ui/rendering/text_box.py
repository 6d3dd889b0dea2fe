"""Paragraphs and headings."""

import re

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.rendering.box import Box, Look, Target
from studio.ui.rendering.formula import Drawn, Workshop
from studio.ui.rendering.leaves import Kind, Leaf
from studio.ui.rendering.lines import PLACEHOLDER, Lines
from studio.ui.rendering.markdown import Environment
from studio.ui.rendering.runs import GrowingRuns, Runs, is_plain
from studio.ui.rendering.style import Mark, Style

_HARMLESS = re.compile(r"(?:[^\W_]|[ ,.?'’“”…–—-])*")


class TextBox(Box):
    """A paragraph, a heading, or plain text."""

    def __init__(self, leaf: Leaf, env: Environment, style: Style, workshop: Workshop | None = None) -> None:
        self._style = style
        self._workshop = workshop
        self._env = env
        font = style.heading(leaf.level) if leaf.kind is Kind.HEADING else style.body
        leading = style.leading * (0.6 if leaf.kind is Kind.HEADING else 1.0)
        self._lines = Lines(style, font, leading=leading)
        self._reader = GrowingRuns()
        self._source = ""
        self._version = -1
        self.update(leaf)

    def update(self, leaf: Leaf, env: Environment | None = None) -> None:
        """Takes a later state of the same leaf: letters at the end are appended, all else is read anew."""
        self._env = self._env if env is None else env
        source, known = leaf.text, self._source
        addition = source[len(known) :]
        if (
            known
            and addition
            and leaf.version == self._version + 1
            and self._harmless(known, addition, source)
        ):
            self._lines.append_plain(addition)
        elif leaf.kind is Kind.PLAIN:
            self._lines.set_runs(Runs(source))
        else:
            self._read(source)
        self._source, self._version = source, leaf.version
        self.text = self._lines.runs.text

    def _read(self, source: str) -> None:
        """Reads the inline Markdown, with a placeholder for each formula whose drawing is ready."""
        runs = self._reader.read(source, self._env)
        formulas = [s for s in runs.spans if s.marks & Mark.FORMULA] if self._workshop is not None else []
        self.awaits_formula = bool(formulas)
        drawings: dict[int, Drawn] = {}
        if formulas:
            runs, drawings = self._with_drawings(runs)
        self._lines.set_drawings(drawings)
        self._lines.set_runs(runs)

    def _with_drawings(self, runs: Runs) -> tuple[Runs, dict[int, Drawn]]:
        made, drawings, at = Runs(), {}, 0
        size = round(self._style.em * 1.08)
        ink = self._style.colours.text.name()
        for span in runs.spans:
            made.add(runs.text[at : span.start])
            words = runs.text[span.start : span.end]
            drawn = None
            if span.marks & Mark.FORMULA and self._workshop is not None:
                drawn = self._workshop.formula(span.data, size, ink, words.startswith("$$"))
            if drawn is not None and drawn.width < 480:
                drawings[len(made.text)] = drawn
                made.originals[len(made.text)] = words
                made.add(PLACEHOLDER)
            else:
                made.add(words, span.marks, span.data)
            at = span.end
        made.add(runs.text[at:])
        return made, drawings

    def _harmless(self, known: str, addition: str, source: str) -> bool:
        """Whether `addition` can only be letters of the same run: nothing it could open, close or complete."""
        if not source.startswith(known) or not _HARMLESS.fullmatch(addition):
            return False
        if is_plain(known):
            return True
        if is_plain(source):
            return False
        if not _HARMLESS.fullmatch(known[-2:]) or self._lines.runs.text[-1:] != known[-1:]:
            return False
        word = source[source.rfind(" ", 0, len(known)) + 1 :]
        return not ("/" in word or "@" in word or "www" in word.lower() or ":" in word)

    def lay_out(self, width: float) -> None:
        """See Box."""
        self._lines.lay_out(width)
        self.width, self.height = width, self._lines.height
        self.changed_from = self._lines.changed_from
        self.unfinished = self._lines.unfinished

    @property
    def runs(self) -> Runs:
        """The text with its formats."""
        return self._lines.runs

    @property
    def natural_width(self) -> float:
        """The width of the widest line."""
        return self._lines.natural

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        self._lines.paint(painter, origin, look)

    def position_at(self, point: QPointF) -> int:
        """See Box."""
        return self._lines.position_at(point)

    def caret(self, position: int) -> QRectF:
        """See Box."""
        return self._lines.caret(position)

    def targets(self) -> list[Target]:
        """The links."""
        found: list[Target] = []
        for span in self._lines.runs.spans:
            if span.marks & Mark.LINK:
                name = self.text[span.start : span.end]
                found.extend(
                    Target(rect, "link", name, span.data, "link")
                    for rect in self._lines.rects((span.start, span.end))
                )
        return found

    def target_at(self, point: QPointF, edge: float = 0.0) -> Target | None:
        """See Box."""
        if not any(s.marks & Mark.LINK for s in self._lines.runs.spans):
            return None
        return next((t for t in self.targets() if t.rect.contains(point)), None)
