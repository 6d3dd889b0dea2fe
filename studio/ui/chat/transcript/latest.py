"""The pill that leads back to the end of a conversation, with the number of new messages."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QWidget

from studio.ui.rendering.glyphs import paint_glyph


class LatestButton(QAbstractButton):
    """A round button over the lower edge of the text; hidden while the end is in view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        self.set_new(0)

    def set_new(self, count: int) -> None:
        """Shows how many messages came since the reader left the end."""
        self.setText(f"{count} new" if count else "Jump to latest")
        self.setAccessibleName("Jump to latest" + (f", {count} new" if count else ""))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = QFontMetricsF(self.font())
        height = round(metrics.height() * 1.9)
        return QSize(round(metrics.horizontalAdvance(self.text()) + height * 1.5), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(self.palette().color(role.PlaceholderText))
        painter.setBrush(self.palette().color(role.Button))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        ink = self.palette().color(role.ButtonText)
        side = area.height() * 0.8
        paint_glyph(painter, "latest", QRectF(area.left() + 8, area.center().y() - side / 2, side, side), ink)
        painter.setPen(ink)
        words = area.adjusted(side + 10, 0, -8, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
