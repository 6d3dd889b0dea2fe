"""When what happened on the wire, as one bar: connecting, waiting for headers and first byte, and the stream."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.exchange import Exchange

_BAR, _GAP = 14, 6
_MOST_TICKS = 600
_SHADES = {"Connect": 0.25, "Wait": 0.45, "First byte": 0.65, "Stream": 1.0}


def phases(exchange: Exchange) -> tuple[tuple[str, float, float], ...]:
    """`(name, from, to)` in seconds since the request left, for what was measured, in order."""
    marks = (
        ("Connect", exchange.connected_s),
        ("Wait", exchange.headers_s),
        ("First byte", exchange.first_byte_s),
        ("Stream", exchange.total_s),
    )
    found: list[tuple[str, float, float]] = []
    start = 0.0
    for name, end in marks:
        if end is None:
            continue
        found.append((name, start, max(start, end)))
        start = max(start, end)
    return tuple(found)


def seconds(value: float) -> str:
    """A duration for people: "84 ms", "1.24 s", "2 min 5 s"."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 120 else f"{int(value // 60)} min {int(value % 60)} s"


class TimingBars(QWidget):
    """One bar in shades of the accent, ticks where pieces of the stream came, and a line of words below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phases: tuple[tuple[str, float, float], ...] = ()
        self._ticks: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Shows the times of an exchange, or nothing."""
        self._phases = phases(exchange) if exchange is not None else ()
        pieces = exchange.pieces if exchange is not None else ()
        step = max(1, len(pieces) // _MOST_TICKS)
        self._ticks = tuple(p.at for p in pieces[::step])
        words = ", ".join(f"{name} {seconds(end - start)}" for name, start, end in self._phases)
        self.setAccessibleName(f"Times: {words}" if words else "No times")
        self.setToolTip(words)
        self.setVisible(bool(self._phases))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _BAR + _GAP + QFontMetrics(self.font()).height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._phases:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        total = self._phases[-1][2] or 1.0
        width = self.width()
        painter.setPen(Qt.PenStyle.NoPen)
        for name, start, end in self._phases:
            colour = palette.color(QPalette.ColorRole.Accent)
            colour.setAlphaF(_SHADES[name])
            painter.setBrush(colour)
            left = width * start / total
            painter.drawRect(QRectF(left, 0, max(1.0, width * (end - start) / total), _BAR))
        painter.setPen(palette.color(QPalette.ColorRole.Base))
        for tick in self._ticks:
            x = min(width - 1.0, width * tick / total)
            painter.drawLine(int(x), _BAR - 4, int(x), _BAR)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        words = "  ·  ".join(f"{name} {seconds(end - start)}" for name, start, end in self._phases)
        elided = QFontMetrics(self.font()).elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(0, _BAR + _GAP + QFontMetrics(self.font()).ascent(), elided)
        painter.end()
