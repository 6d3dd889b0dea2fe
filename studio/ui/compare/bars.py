"""Bars for one number of every lane, painted in the palette's colours, the best one in full."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.text import first_words
from studio.state.comparison_numbers import Column, NumberRow, best_values, shown_number

_ROW, _HEAD, _LABEL, _VALUE = 22, 26, 0.34, 86


class LaneBars(QWidget):
    """One chart: a title and a bar for each row; rows without the number show “—”."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column
        self._rows: tuple[NumberRow, ...] = ()
        self._best: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[NumberRow]) -> None:
        """Replaces the bars."""
        self._rows = tuple(rows)
        self._best = best_values(rows).get(self._column.field)
        self.setAccessibleName(f"{self._column.title} of every lane")
        self.setAccessibleDescription(
            "; ".join(f"{_label(row)}: {shown_number(row, self._column.field)}" for row in rows)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _HEAD + _ROW * max(1, len(self._rows)) + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, 0, self.width(), _HEAD), Qt.AlignmentFlag.AlignVCenter, self._heading())
        painter.setFont(self.font())
        values = [v for row in self._rows if (v := getattr(row, self._column.field)) is not None]
        highest = max(values, default=0.0)
        for at, row in enumerate(self._rows):
            self._paint_row(painter, row, _HEAD + at * _ROW, highest)
        painter.end()

    def _heading(self) -> str:
        words = {"low": "lower is better", "high": "higher is better"}.get(self._column.best, "")
        return f"{self._column.title}   ({words})" if words else self._column.title

    def _paint_row(self, painter: QPainter, row: NumberRow, top: int, highest: float) -> None:
        palette = self.palette()
        label = self.width() * _LABEL
        metrics = QFontMetrics(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        name = metrics.elidedText(_label(row), Qt.TextElideMode.ElideMiddle, int(label - 8))
        painter.drawText(QRectF(0, top, label, _ROW), middle, name)
        value = getattr(row, self._column.field)
        room = max(10.0, self.width() - label - _VALUE)
        length = 0.0
        if value is not None and highest > 0:
            length = max(2.0, room * value / highest)
            colour = palette.color(QPalette.ColorRole.Accent)
            if self._best is not None and value != self._best:
                colour.setAlphaF(0.45)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(label, top + 4, length, _ROW - 8), 3, 3)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        words = shown_number(row, self._column.field)
        painter.drawText(QRectF(label + length + 6, top, _VALUE, _ROW), middle, words)


def _label(row: NumberRow) -> str:
    name = first_words(row.name, 40) or f"Model {row.letter}"
    return f"{row.letter}  {name}" if row.name else name
