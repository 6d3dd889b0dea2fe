"""What stands around the text of a message: author line, fold of a thought, cards, and the foot with its actions."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from studio.ui.chat.transcript.entry import ACTION_NAMES
from studio.ui.rendering.box import Box, Look, Target
from studio.ui.rendering.glyphs import paint_glyph
from studio.ui.rendering.lines import Lines
from studio.ui.rendering.runs import Runs
from studio.ui.rendering.style import Mark, Style

_SINGLE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


class HeadBox(Box):
    """Author, caption and time of an answer."""

    def __init__(self, style: Style, author: str, caption: str, moment: str, live: bool) -> None:
        self._style = style
        self._author, self._caption, self._moment = author, caption, moment
        self._live = live

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width, self.height = width, round(self._style.line * 1.5)

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours, x = look.style.colours, origin.x()
        painter.setFont(look.style.strong)
        painter.setPen(colours.text)
        metrics = QFontMetricsF(look.style.strong)
        name = metrics.elidedText(self._author, Qt.TextElideMode.ElideRight, self.width * 0.7)
        painter.drawText(QRectF(x, origin.y(), self.width, self.height), _SINGLE, name)
        x += metrics.horizontalAdvance(name) + look.style.em * 0.7
        painter.setFont(look.style.small)
        painter.setPen(colours.dim)
        rest = " · ".join(w for w in (self._caption, self._moment) if w)
        room = origin.x() + self.width - x
        if room > 30:
            small = QFontMetricsF(look.style.small)
            words = small.elidedText(rest, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x, origin.y() + 1, room, self.height), _SINGLE, words)


class FoldBox(Box):
    """The line that folds and unfolds a thought."""

    def __init__(self, style: Style, words: str, open_: bool) -> None:
        self._style, self._words, self._open = style, words, open_

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width, self.height = width, round(self._style.line * 1.6)

    def targets(self) -> list[Target]:
        """The fold."""
        width = QFontMetricsF(self._style.small).horizontalAdvance(self._words) + self._style.em * 2.4
        verb = "Fold" if self._open else "Unfold"
        return [Target(QRectF(0, 0, min(width, self.width), self.height), "fold", f"{verb}: {self._words}")]

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours, em = look.style.colours, look.style.em
        lit = look.hot is not None
        ink = colours.text if lit else colours.dim
        box = QRectF(origin.x() - 2, origin.y() + (self.height - em * 1.3) / 2, em * 1.3, em * 1.3)
        paint_glyph(painter, "fold" if self._open else "unfold", box, ink)
        painter.setFont(look.style.small)
        painter.setPen(ink)
        words = QRectF(origin.x() + em * 1.5, origin.y(), self.width - em * 1.5, self.height)
        painter.drawText(words, _SINGLE, self._words)


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a card."""

    action: str
    name: str


class CardBox(Box):
    """A framed note: a title, plain lines under it, and buttons. `tone` is "bad", "warn" or ""."""

    def __init__(
        self,
        style: Style,
        title: str,
        body: str,
        tone: str = "",
        buttons: tuple[Button, ...] = (),
        mono: bool = False,
    ) -> None:
        self._style = style
        self._tone = tone
        self._buttons = buttons
        self._title = Lines(style, style.strong, leading=3)
        self._title.set_runs(Runs(title))
        self._body = Lines(style, style.mono if mono else style.body, leading=4)
        self._body.set_runs(Runs(body))
        self.text = f"{title}\n{body}" if body else title
        self._offset = len(title) + 1

    @property
    def _pad(self) -> float:
        return round(self._style.em * 0.8)

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width = width
        inner = width - 2 * self._pad - self._style.em * 0.4
        self._title.lay_out(inner)
        height = self._pad * 1.5 + self._title.height
        if self._body.runs.text:
            self._body.lay_out(inner)
            height += self._body.height + 2
        if self._buttons:
            height += self._button_height + self._pad * 0.6
        self.height = round(height)
        self.changed_from = 0.0

    @property
    def _button_height(self) -> float:
        return max(round(self._style.line * 1.65), 24)

    def targets(self) -> list[Target]:
        """The buttons, from left to right."""
        metrics, x, found = QFontMetricsF(self._style.body), self._pad + self._style.em * 0.4, []
        y = self.height - self._pad * 0.75 - self._button_height
        for button in self._buttons:
            width = min(metrics.horizontalAdvance(button.name) + self._style.em * 1.8, self.width - x - 8)
            found.append(Target(QRectF(x, y, width, self._button_height), button.action, button.name))
            x += width + 8
        return found

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours = look.style.colours
        tones = {"bad": colours.bad, "warn": colours.warn}
        tone: QColor = tones.get(self._tone, colours.line)
        area = QRectF(origin.x() + 0.5, origin.y() + 0.5, self.width - 1, self.height - 1)
        painter.setPen(colours.line)
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(area, 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawRoundedRect(QRectF(origin.x() + 1, origin.y() + 6, 3, self.height - 12), 1.5, 1.5)
        at = QPointF(origin.x() + self._pad + self._style.em * 0.4, origin.y() + self._pad * 0.75)
        painter.setFont(look.style.body)
        self._title.paint(painter, at, look)
        if self._body.runs.text:
            self._body.paint(painter, QPointF(at.x(), at.y() + self._title.height + 2), look, self._offset)
        for target in self.targets():
            self._paint_button(painter, target, origin, look)

    def _paint_button(self, painter: QPainter, target: Target, origin: QPointF, look: Look) -> None:
        colours = look.style.colours
        lit = look.hot is not None and look.hot.action == target.action
        painter.setPen(colours.accent if lit else colours.line)
        painter.setBrush(colours.ground)
        area = target.rect.translated(origin).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, 5, 5)
        painter.setFont(look.style.body)
        painter.setPen(colours.text)
        words = QFontMetricsF(look.style.body).elidedText(
            target.name, Qt.TextElideMode.ElideRight, area.width() - 8
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def position_at(self, point: QPointF) -> int:
        """See Box."""
        inner = QPointF(point.x() - self._pad - self._style.em * 0.4, point.y() - self._pad * 0.75)
        if inner.y() < self._title.height or not self._body.runs.text:
            return self._title.position_at(inner)
        return self._offset + self._body.position_at(QPointF(inner.x(), inner.y() - self._title.height - 2))

    def caret(self, position: int) -> QRectF:
        """See Box."""
        x, y = self._pad + self._style.em * 0.4, self._pad * 0.75
        if position < self._offset or not self._body.runs.text:
            return self._title.caret(position).translated(x, y)
        return self._body.caret(position - self._offset).translated(x, y + self._title.height + 2)


class ListBox(Box):
    """Numbered sources: each line one link."""

    def __init__(self, style: Style, sources: tuple[tuple[str, str], ...]) -> None:
        self._lines = Lines(style, style.small, leading=6)
        runs = Runs()
        for number, (title, url) in enumerate(sources, 1):
            runs.add(f"{number}.  ", Mark.DIM)
            runs.add(title or url, Mark.LINK, url)
            runs.add("\u2028" if number < len(sources) else "")
        self._lines.set_runs(runs)
        self.text = runs.text

    def lay_out(self, width: float) -> None:
        """See Box."""
        self._lines.lay_out(width)
        self.width, self.height = width, self._lines.height

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
        """The sources."""
        return [
            Target(rect, "link", self.text[span.start : span.end], span.data, "link")
            for span in self._lines.runs.spans
            if span.marks & Mark.LINK
            for rect in self._lines.rects((span.start, span.end))
        ]


class FootBox(Box):
    """The foot of a message: the numbers line, the branch switch, and actions that show on hover and focus."""

    def __init__(
        self,
        style: Style,
        numbers: str,
        branch: tuple[int, int],
        actions: tuple[str, ...],
        right: bool = False,
    ) -> None:
        self._style = style
        self._branch, self._right = branch, right
        self._actions = _row_of(actions)
        self._numbers = Lines(style, style.small, leading=3)
        runs = Runs()
        runs.add(numbers, Mark.DIM)
        self._numbers.set_runs(runs)
        self.text = numbers
        self.active = False

    @property
    def side(self) -> float:
        """The size of one button."""
        return max(round(self._style.em * 1.75), 24)

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width = width
        self._numbers.lay_out(width)
        words = self._numbers.height + 2 if self.text else 0
        bar = self.side if self._actions or self._branch[1] > 1 else 0
        self.height = round(words + bar)
        self.changed_from = 0.0

    def targets(self) -> list[Target]:
        """Branch switch and actions, from left to right."""
        found: list[Target] = []
        side, y = self.side, self.height - self.side
        wide = (self._branch_width if self._branch[1] > 1 else 0) + side * len(self._actions)
        x = self.width - wide if self._right else -4.0
        if self._right:
            x = self._add_actions(found, x, y)
        if self._branch[1] > 1:
            found.append(Target(QRectF(x, y, side, side), "previous", "Previous version"))
            found.append(Target(QRectF(x + self._branch_width - side, y, side, side), "next", "Next version"))
            x += self._branch_width
        if not self._right:
            self._add_actions(found, x, y)
        return found

    def _add_actions(self, found: list[Target], x: float, y: float) -> float:
        for action in self._actions:
            name = "More actions" if action == "more" else ACTION_NAMES.get(action, action)
            found.append(Target(QRectF(x, y, self.side, self.side), action, name))
            x += self.side
        return x

    @property
    def _branch_width(self) -> float:
        words = f"{self._branch[0]}/{self._branch[1]}"
        return self.side * 2 + QFontMetricsF(self._style.small).horizontalAdvance(words) + 6

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        colours = look.style.colours
        if self.text:
            self._numbers.paint(painter, origin, look)
        side, y = self.side, origin.y() + self.height - self.side
        for target in self.targets():
            turning = target.action in ("previous", "next")
            if not turning and not self.active:
                continue
            lit = look.hot is not None and look.hot.action == target.action
            ink = colours.text if lit else colours.dim
            paint_glyph(
                painter,
                target.action,
                target.rect.translated(origin).adjusted(1, 1, -1, -1),
                ink,
                lit,
                colours.line,
            )
            if target.action == "previous":
                painter.setFont(look.style.small)
                painter.setPen(colours.dim)
                words = QRectF(origin.x() + target.rect.right(), y, self._branch_width - 2 * side, side)
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{self._branch[0]}/{self._branch[1]}")

    def position_at(self, point: QPointF) -> int:
        """See Box."""
        return self._numbers.position_at(point)

    def caret(self, position: int) -> QRectF:
        """See Box."""
        return self._numbers.caret(position)


_ON_THE_ROW = ("copy", "regenerate", "edit", "branch", "quote", "delete")


def _row_of(actions: tuple[str, ...]) -> tuple[str, ...]:
    """The actions with a button of their own, and “more” where there are others."""
    direct = [a for a in _ON_THE_ROW if a in actions]
    return (*direct, "more") if actions else ()
