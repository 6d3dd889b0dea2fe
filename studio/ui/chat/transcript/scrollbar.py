"""A flat scroll bar: the stock one renders its gradients anew whenever the text grows (PERFORMANCE.md 2)."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget


class FlatScrollBar(QScrollBar):
    """A scroll bar without arrows, painted with two rectangles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Scroll the conversation")

    def sizeHint(self) -> QSize:
        """12 pixels wide."""
        return QSize(12, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The groove, and the handle over it."""
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        colour = palette.color(QPalette.ColorRole.Text)
        colour.setAlpha(150 if self.isSliderDown() or self.underMouse() else 80)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        area = QRectF(handle)
        painter.drawRoundedRect(area.adjusted(3, 2, -3, -2), 3, 3)
