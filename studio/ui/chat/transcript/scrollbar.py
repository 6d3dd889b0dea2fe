"""A flat scroll bar: the stock one renders its gradients anew whenever the text grows (PERFORMANCE.md 2)."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from studio.ui.rendering.style import mixed


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
        ground, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        colour = mixed(ground, ink, 0.5 if self.isSliderDown() or self.underMouse() else 0.28)
        area = handle.adjusted(3, 2, -3, -2)
        # Corners are cut by plain rectangles: a path costs twenty times as much.
        painter.fillRect(area.adjusted(0, 2, 0, -2), colour)
        for cut, edge in ((1, 1), (2, 0)):
            top = QRect(area.left() + cut, area.top() + edge, area.width() - 2 * cut, 1)
            painter.fillRect(top, colour)
            painter.fillRect(top.translated(0, area.height() - 1 - 2 * edge), colour)
