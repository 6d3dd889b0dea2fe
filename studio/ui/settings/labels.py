"""Small pieces of forms: plain-text labels in the palette's colours, and a status mark with a shape of its own."""

from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from studio.ui.shell.icons import icon, painted

Box = TypeVar("Box", bound=QAbstractSpinBox)

_MARKS = {
    "good": ("circle-check", QPalette.ColorRole.Accent),
    "poor": ("triangle-alert", QPalette.ColorRole.WindowText),
    "bad": ("circle-alert", QPalette.ColorRole.BrightText),
    "unknown": ("circle", QPalette.ColorRole.PlaceholderText),
    "busy": ("loader", QPalette.ColorRole.PlaceholderText),
}


class _Wrapped(QLabel):
    """A wrapping label that asks for the height its present width needs, so that no scroll area grows too tall."""

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(80, max(self.heightForWidth(self.width()), self.fontMetrics().height()))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumSizeHint().height()) if self.wordWrap() else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.wordWrap() and event.size().width() != event.oldSize().width():
            self.updateGeometry()


def plain_label(text: str = "", *, faint: bool = False, wrap: bool = True) -> QLabel:
    """A label that shows text as it is: no HTML, no mnemonics from outside; selectable with the mouse."""
    label = _Wrapped()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setText(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if faint:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def heading(text: str, points: float = 2.0) -> QLabel:
    """A bold label, `points` larger than the text around it."""
    label = plain_label(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() + points)
    font.setBold(True)
    label.setFont(font)
    return label


def rule() -> QFrame:
    """A thin line between two groups."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    line.setFrameShadow(QFrame.Shadow.Plain)
    return line


def tool_button(icon_name: str, name: str) -> QToolButton:
    """A flat button with an icon, at least 28 pixels wide and high, whose name is also its tool tip."""
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setMinimumSize(28, 28)
    return button


def number_box(box: Box) -> Box:
    """A field for a number, as wide as numbers are; digits, arrow keys and the wheel change it."""
    box.setMaximumWidth(160)
    box.setMinimumHeight(28)
    line = box.findChild(QLineEdit)
    if line is not None:
        line.setTextMargins(6, 0, 0, 0)
    return box


def roomy(rows: QListWidget) -> None:
    """Rows of a list as tall as a finger, the chosen one with round corners."""
    rows.setStyleSheet(
        "QListWidget { padding: 4px; outline: none; }"
        "QListWidget::item { padding: 7px 6px; border-radius: 6px; }"
        "QListWidget::item:hover { background: palette(midlight); }"
        "QListWidget::item:selected { background: palette(highlight); color: palette(highlighted-text); }"
        "QListWidget::item:focus { border: 1px solid palette(window-text); }"
    )


class StatusMark(QWidget):
    """A mark for "good", "poor", "bad", "unknown" or "busy": shape and colour differ, the words are its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = "unknown"
        self.setFixedSize(16, 16)

    def show_status(self, level: str, words: str) -> None:
        """Shows `level`; `words` go to the tool tip and to screen readers."""
        self._level = level if level in _MARKS else "unknown"
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        name, role = _MARKS[self._level]
        painter = QPainter(self)
        painter.drawPixmap(0, 0, painted(name, 16, self.devicePixelRatioF(), self.palette().color(role)))
        painter.end()


def status_icon(widget: QWidget, level: str) -> QIcon:
    """The same mark as an icon for lists, in the colours of `widget`."""
    name, role = _MARKS.get(level, _MARKS["unknown"])
    made = QIcon()
    ratio, palette = widget.devicePixelRatioF(), widget.palette()
    made.addPixmap(painted(name, 16, ratio, palette.color(role)))
    selected = painted(name, 16, ratio, palette.color(QPalette.ColorRole.HighlightedText))
    made.addPixmap(selected, QIcon.Mode.Selected)
    return made
