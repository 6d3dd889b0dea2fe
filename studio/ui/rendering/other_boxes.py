"""Rules and displayed formulas."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from studio.ui.rendering.box import Box, Look
from studio.ui.rendering.formula import Drawn, Workshop, allowed
from studio.ui.rendering.leaves import Leaf
from studio.ui.rendering.style import Style


class RuleBox(Box):
    """A thematic break."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width, self.height, self.changed_from = width, self._style.em * 1.2, 0.0

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        painter.setPen(look.style.colours.line)
        y = origin.y() + round(self.height / 2) + 0.5
        painter.drawLine(QPointF(origin.x(), y), QPointF(origin.x() + self.width, y))


class FormulaBox(Box):
    """A displayed formula, centred; its source in monospace until the drawing is ready, or for good."""

    def __init__(self, leaf: Leaf, style: Style, workshop: Workshop | None) -> None:
        self._style = style
        self._workshop = workshop
        self._drawn: Drawn | None = None
        self._scale = 1.0
        self.update(leaf)

    def update(self, leaf: Leaf) -> None:
        """Takes a later state of the leaf."""
        self.text = leaf.text
        if self._workshop is not None:
            size = round(self._style.em * 1.25)
            self.awaits_formula = allowed(leaf.text)
            self._drawn = self._workshop.formula(leaf.text, size, self._style.colours.text.name(), True)

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width, self.changed_from = width, 0.0
        if self._drawn is not None:
            self._scale = min(1.0, width / max(self._drawn.width, 1))
            self.height = round(self._drawn.height * self._scale + self._style.em * 0.7)
        else:
            lines = self.text.count("\n") + 1
            self.height = round(lines * self._style.code_line + self._style.em * 0.7)

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours = look.style.colours
        area = QRectF(origin.x(), origin.y(), self.width, self.height)
        if look.selection or look.found:
            ground = colours.selection if look.selection else colours.found
            painter.fillRect(area, ground)
        if self._drawn is not None:
            width, height = self._drawn.width * self._scale, self._drawn.height * self._scale
            at = QRectF(area.center().x() - width / 2, area.center().y() - height / 2, width, height)
            self._drawn.renderer.render(painter, at)
            return
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.setFont(look.style.mono)
        painter.setPen(colours.code["type"])
        ascent = QFontMetricsF(look.style.mono).ascent()
        y = origin.y() + look.style.em * 0.35 + ascent
        for line in self.text.split("\n"):
            painter.drawText(QPointF(origin.x() + look.style.em, y), line)
            y += look.style.code_line
        painter.restore()
