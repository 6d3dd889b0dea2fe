"""Find in the conversation: a field, a count, next and previous."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from studio.ui.chat.transcript.view import Transcript
from studio.ui.shell.icons import icon


class FindBar(QFrame):
    """Hidden until opened; Enter goes on, Shift+Enter back, Esc closes."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__()
        self._transcript = transcript
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in this conversation")
        self.field.setAccessibleName("Find in this conversation")
        self.field.setClearButtonEnabled(True)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setMinimumWidth(90)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        for name, tip, then in (
            ("chevron-up", "Previous (Shift+Enter)", lambda: transcript.find_previous()),
            ("chevron-down", "Next (Enter)", lambda: transcript.find_next()),
            ("x", "Close (Esc)", self.close_bar),
        ):
            button = QToolButton()
            button.setIcon(icon(name))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _=False, act=then: act())
            row.addWidget(button)
        self.field.textChanged.connect(self._find)
        self.hide()

    def open(self) -> None:
        """Shows the bar with its text selected."""
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._find(self.field.text())

    def close_bar(self) -> None:
        """Hides the bar and the highlights."""
        self._transcript.clear_find()
        self.hide()
        self._transcript.setFocus()

    def _find(self, text: str) -> None:
        count = self._transcript.find(text) if text else 0
        if not text:
            self._transcript.clear_find()
        self._count.setText("" if not text else "nothing found" if not count else f"{count:,} found")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._transcript.find_previous if back else self._transcript.find_next)()
        else:
            super().keyPressEvent(event)
