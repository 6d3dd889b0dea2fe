"""A bar chart of one number a day, painted in the palette's colours."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

_BOTTOM, _TOP, _LEFT = 22, 12, 56


class UsageChart(QWidget):
    """Shows `(day, number, words)`; `words` is the number as people read it, for tool tips and screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[tuple[str, float, str]] = []
        self.setMinimumHeight(170)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_bars(self, bars: list[tuple[str, float, str]], title: str) -> None:
        """Replaces the bars, oldest first."""
        self._bars = bars
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{day}: {words}" for day, _, words in bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 180)

    def bar_at(self, x: float) -> int:
        """The index of the bar under `x`, -1 where there is none."""
        if not self._bars or x < _LEFT:
            return -1
        at = int((x - _LEFT) / ((self.width() - _LEFT) / len(self._bars)))
        return at if at < len(self._bars) else -1

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            at = self.bar_at(event.pos().x())
            words = f"{self._bars[at][0]}: {self._bars[at][2]}" if at >= 0 else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        if not self._bars:
            painter.setPen(faint)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No answers yet")
            painter.end()
            return
        highest = max(value for _, value, _ in self._bars) or 1.0
        ground = self.height() - _BOTTOM
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(_LEFT, ground, self.width(), ground)
        painter.setPen(faint)
        top = max(self._bars, key=lambda bar: bar[1])[2]
        painter.drawText(QRectF(0, 0, _LEFT - 6, 2 * _TOP), Qt.AlignmentFlag.AlignRight, top)
        painter.drawText(QRectF(0, ground - 8, _LEFT - 6, 16), Qt.AlignmentFlag.AlignRight, "0")
        self._paint_bars(painter, highest, ground)
        painter.end()

    def _paint_bars(self, painter: QPainter, highest: float, ground: int) -> None:
        palette = self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = (self.width() - _LEFT) / len(self._bars)
        width = min(36.0, step * 0.7)
        every = max(1, round(64 / step))
        for at, (day, value, _) in enumerate(self._bars):
            x = _LEFT + at * step + (step - width) / 2
            height = (ground - _TOP) * value / highest
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Accent))
            if value > 0:
                painter.drawRoundedRect(QRectF(x, ground - max(2.0, height), width, max(2.0, height)), 2, 2)
            if at % every == 0:
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                label = QRectF(x + width / 2 - 32, ground + 4, 64, _BOTTOM - 4)
                painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, day[5:])
