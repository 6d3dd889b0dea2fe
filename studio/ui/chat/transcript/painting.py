"""Painting of the rows in view, with bubbles, bars, markers and bullets around them."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.rows import Kit, Row
from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Look
from studio.ui.rendering.style import Style


def bubbles(stage: Stage) -> Iterator[QRectF]:
    """The rectangles of the bubbles in view; what goes on outside of the view is drawn beyond its edge."""
    spans: dict[int, list[float]] = {}
    users = {at for at in {placed.item for placed in stage.placed} if stage.items[at].user}
    if not users:
        return
    for placed in stage.placed:
        item = stage.items[placed.item]
        if placed.item not in users or placed.row.name == "foot":
            continue
        pad = stage.bubble_pad * 0.8
        last = item.rows[placed.index + 1].name == "foot"
        top = placed.y + placed.row.space - pad if placed.index == 0 else placed.y
        bottom = placed.bottom + (pad if last else 0)
        if placed.item in spans:
            spans[placed.item][1] = bottom
        else:
            spans[placed.item] = [top if placed.index == 0 else top - 40, bottom]
        if not last and placed is stage.placed[-1]:
            spans[placed.item][1] += 40
    for at, (top, bottom) in spans.items():
        width = stage.items[at].bubble + 2 * stage.bubble_pad
        yield QRectF(stage.left + stage.column - width, top, width, bottom - top)


def paint_bubbles(painter: QPainter, stage: Stage, area: QRectF) -> None:
    """The soft grounds of the user's messages."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for bubble in bubbles(stage):
        if bubble.intersects(area):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(stage.kit.style.colours.bubble)
            painter.drawRoundedRect(bubble, 14, 14)


def paint_row(painter: QPainter, stage: Stage, placed: Placed, look: Look, framed: bool = True) -> None:
    """One row; `framed` with the markers and bars that stand left of it."""
    row = placed.row
    if row.box is None:
        return
    look.style = row.style_in(stage.kit)
    if framed and row.leaf is not None and (row.leaf.frame.path or row.name == "thought"):
        _paint_frame(painter, placed, stage.kit, row, look.top)
    row.box.paint(painter, QPointF(placed.x, placed.top), look)


def _paint_frame(painter: QPainter, placed: Placed, kit: Kit, row: Row, top_painted: float) -> None:
    assert row.leaf is not None
    style, frame = row.style_in(kit), row.leaf.frame
    x = placed.x - row.indent(kit)
    if row.name == "thought":
        painter.fillRect(QRectF(x + style.em * 0.5, placed.y, 2, row.height), style.colours.line)
        x += style.indent
    markers = dict(frame.markers)
    for depth, name in enumerate(frame.path):
        if name == "quote" or name.startswith("alert:"):
            colour = style.colours.alerts.get(name.removeprefix("alert:"), style.colours.line)
            top = placed.top if depth in markers else placed.y
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(QRectF(x, top, 3, placed.bottom - top), colour)
            x += round(style.em * 1.1)
        else:
            if depth in markers and top_painted < style.leading + style.line:
                _paint_marker(painter, markers[depth], x, placed, style)
            x += style.indent


def _paint_marker(painter: QPainter, sign: str, x: float, placed: Placed, style: Style) -> None:
    colours = style.colours
    middle = placed.top + (style.leading + style.line) / 2
    if sign == "•":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.dim)
        painter.drawEllipse(QPointF(x + style.indent * 0.55, middle + 0.5), style.em * 0.17, style.em * 0.17)
    elif sign in ("☐", "☑"):
        side = round(style.em * 0.95)
        box = QRectF(x + style.indent - side - style.em * 0.45, round(middle - side / 2) + 0.5, side, side)
        painter.setPen(QPen(colours.accent if sign == "☑" else colours.dim, 1.4))
        painter.setBrush(colours.accent if sign == "☑" else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if sign == "☑":
            painter.setPen(QPen(colours.ground, 1.8))
            points = [
                QPointF(box.x() + side * a, box.y() + side * b)
                for a, b in ((0.22, 0.52), (0.43, 0.73), (0.8, 0.28))
            ]
            painter.drawPolyline(points)
    else:
        painter.setFont(style.small if sign.startswith("[") else style.body)
        painter.setPen(colours.dim)
        area = QRectF(x - 30, placed.top, style.indent + 30 - style.em * 0.45, style.leading + style.line)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, sign)
