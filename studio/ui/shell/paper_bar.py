"""A small bar at the foot of the window for an export or import: what is done, how far it is, how it went."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QToolButton

from studio.state.papers import Papers
from studio.ui.shell.dialogs import ask
from studio.ui.shell.icons import icon


class PaperBar(QFrame):
    """Hidden until something begins; stays with the outcome until it is closed or the next begins."""

    def __init__(self, papers: Papers) -> None:
        super().__init__()
        self._papers = papers
        self._outcome = ""
        self.setObjectName("papers")
        self.setStyleSheet(
            "#papers { background: palette(window); border: none; border-top: 1px solid palette(mid); }"
        )
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedWidth(200)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self._cancel)
        self.details = QPushButton("Details")
        self.details.clicked.connect(lambda: ask(self.window(), "How it went", self._outcome, ()))
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("x"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName("Close this bar")
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        for widget in (self.bar, self.cancel, self.details, self.close_button):
            row.addWidget(widget)
        papers.began.connect(self._begin)
        papers.progress.connect(self._advance)
        papers.ended.connect(self._end)
        self.hide()

    def _begin(self, words: str) -> None:
        self.words.setText(f"{words} …")
        self.bar.setRange(0, 0)
        self._show_parts(running=True)
        self.show()

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)

    def _cancel(self) -> None:
        self._papers.cancel()
        self.cancel.setEnabled(False)

    def _end(self, words: str) -> None:
        self._outcome = words
        first = words.split("\n", 1)[0]
        self.words.setText(first if len(first) <= 220 else first[:219] + "…")
        self.words.setToolTip("")
        self._show_parts(running=False)
        self.details.setVisible("\n" in words or len(words) > 100)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, first))

    def _show_parts(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
        self.cancel.setEnabled(running)
        self.details.setVisible(False)
        self.close_button.setVisible(not running)
