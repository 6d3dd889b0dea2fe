"""What an empty conversation shows: a greeting and prompts to begin with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

EXAMPLES = (
    ("Explain", "Explain how a transformer predicts the next word, with one small example."),
    ("Write code", "Write a Python function that finds the longest common prefix of a list of words."),
    ("Compare", "Compare SQLite and PostgreSQL for a desktop program in a table."),
    ("Translate", "Translate into German and Chinese: The early bird catches the worm."),
)


class StartPage(QWidget):
    """One action: choose an example, or begin to type below."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        heading = QLabel("What would you like to ask?")
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        heading.setFont(font)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint = QLabel("")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setForegroundRole(self.hint.palette().ColorRole.PlaceholderText)
        grid = QGridLayout()
        grid.setSpacing(10)
        for number, (title, prompt) in enumerate(EXAMPLES):
            grid.addWidget(self._card(title, prompt), number // 2, number % 2)
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (heading, self.hint):
            column.addWidget(widget)
        column.addSpacing(12)
        column.addLayout(grid)
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(680)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _card(self, title: str, prompt: str) -> QPushButton:
        button = QPushButton()
        button.setAccessibleName(f"{title}: {prompt}")
        button.setMinimumSize(300, 76)
        label = QLabel(prompt)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        name = QLabel(title)
        bold = name.font()
        bold.setBold(True)
        name.setFont(bold)
        name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QVBoxLayout(button)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(2)
        inside.addWidget(name)
        inside.addWidget(label, 1)
        button.clicked.connect(lambda: self.chosen.emit(prompt))
        return button
