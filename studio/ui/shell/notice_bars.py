"""Thin bars above everything: what lasts and must be seen, such as a disk that takes nothing."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.state.saving import Saving
from studio.ui.shell.dialogs import ask
from studio.ui.shell.icons import icon, painted

_KEPT = (
    "What you see stays on the screen and can be copied. It is saved as soon as the disk takes it again; "
    "the program tries every two seconds."
)


class NoticeBar(QFrame):
    """One line with a sign, what there is to do, and × where it may be closed."""

    def __init__(self, text: str, details: str = "", closable: bool = True) -> None:
        super().__init__()
        self.text = text
        self.setObjectName("notice")
        self.setStyleSheet(
            "#notice { background: palette(midlight); border: none; border-bottom: 1px solid palette(mid); }"
        )
        self.setAccessibleName(text)
        self._sign = QLabel()
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text if len(text) <= 200 else text[:199] + "…")
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(label, 1)
        if details:
            button = QPushButton("Details")
            button.setAccessibleName(f"Details: {text[:80]}")
            button.clicked.connect(lambda: ask(self.window(), text, details, ()))
            row.addWidget(button)
        if closable:
            close = QToolButton()
            close.setIcon(icon("x"))
            close.setIconSize(QSize(16, 16))
            close.setAccessibleName("Close this notice")
            close.clicked.connect(self.deleteLater)
            close.clicked.connect(self.hide)
            row.addWidget(close)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sign.pixmap().isNull():
            colour = self.palette().color(QPalette.ColorRole.BrightText)
            self._sign.setPixmap(painted("triangle-alert", 16, self.devicePixelRatioF(), colour))
        super().paintEvent(event)


class NoticeBars(QWidget):
    """The bars of one window: what was found at the start, and whether anything waits for the disk."""

    def __init__(self, saving: Saving) -> None:
        super().__init__()
        self._saving = saving
        self._trouble: NoticeBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for number, notice in enumerate(saving.notices):
            first, _, rest = notice.partition("\n")
            self._column.addWidget(NoticeBar(first, rest, closable=number > 0 or not saving.read_only))
        saving.changed.connect(self._show_saving)
        self._show_saving()

    def texts(self) -> list[str]:
        """What the bars say, from top to bottom."""
        bars = self.findChildren(NoticeBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [bar.text for bar in bars if not bar.isHidden()]

    def _show_saving(self) -> None:
        failure = self._saving.failure
        if self._trouble is not None:
            self._trouble.hide()
            self._trouble.deleteLater()
            self._trouble = None
        if failure is None:
            return
        full = (failure.code or "").startswith("SQLITE_FULL")
        text = (
            "The disk is full: changes are not being saved yet."
            if full
            else "Changes are not being saved yet."
        )
        details = "\n\n".join(words for words in (failure.message, _KEPT, failure.detail) if words)
        self._trouble = NoticeBar(text, details, closable=False)
        self._column.insertWidget(0, self._trouble)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
