"""What shows over the chat while something is dragged over it: that it may be dropped here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

MARGIN = 14


class DropTarget(QLabel):
    """A dashed frame with one sentence; the mouse goes through it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("Drop pictures or files to attach them", over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.setFont(font)
        self.setStyleSheet(
            "QLabel { background: palette(base); border: 2px dashed palette(highlight); border-radius: 14px; }"
        )
        self.hide()

    def show_over(self, widget: QWidget) -> None:
        """Covers `widget`."""
        self.setGeometry(widget.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
        self.show()
        self.raise_()
