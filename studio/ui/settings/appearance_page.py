"""Settings, appearance: theme, text size, motion, and how the composer behaves."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from studio.state.preferences import Preferences
from studio.ui.settings.labels import heading, number_box, plain_label

_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
_SENDING = (("queue", "Send it when the answer is complete"), ("interrupt", "Stop the answer and send"))
_CHECKS = (
    ("reduced_motion", "Reduce motion: nothing slides or fades"),
    ("ctrl_enter_sends", "Ctrl+Enter sends, Enter begins a new line"),
    ("follow_stream", "Follow an answer while it arrives"),
    ("notify_when_done", "Tell me when an answer is complete and the window is not in front"),
)


class AppearancePage(QWidget):
    """Every change is kept and shown at once."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._themes = QButtonGroup(self)
        self._points = number_box(QDoubleSpinBox())
        self._sending = QComboBox()
        self._checks = {name: QCheckBox(words) for name, words in _CHECKS}
        self._build()
        self._fill()
        preferences.changed.connect(self._fill)
        self._themes.buttonClicked.connect(self._choose_theme)
        self._points.valueChanged.connect(self._choose_points)
        self._sending.activated.connect(self._choose_sending)
        for name, check in self._checks.items():
            check.clicked.connect(lambda on, n=name: preferences.change(**{n: on}))

    def _build(self) -> None:
        themes = QWidget()
        line = QHBoxLayout(themes)
        line.setContentsMargins(0, 0, 0, 0)
        for name, words in _THEMES:
            button = QRadioButton(words)
            button.setProperty("theme", name)
            self._themes.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        self._points.setRange(0.0, 40.0)
        self._points.setDecimals(1)
        self._points.setSingleStep(0.5)
        self._points.setSpecialValueText("As the system")
        self._points.setSuffix(" pt")
        self._sending.setMinimumHeight(26)
        self._sending.setMaximumWidth(320)
        for value, words in _SENDING:
            self._sending.addItem(words, value)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Theme", themes)
        form.addRow("Chat text", self._points)
        form.addRow("A message sent while\nan answer arrives", self._sending)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(heading("Appearance", 3.0))
        layout.addLayout(form)
        for check in self._checks.values():
            layout.addWidget(check)
        layout.addWidget(
            plain_label("Ctrl+plus, Ctrl+minus and Ctrl+0 change the chat text as well.", faint=True)
        )
        layout.addStretch(1)

    def _fill(self) -> None:
        settings = self._preferences.value
        for button in self._themes.buttons():
            button.setChecked(button.property("theme") == settings.theme)
        self._points.blockSignals(True)
        self._points.setValue(settings.chat_font_points)
        self._points.blockSignals(False)
        self._sending.setCurrentIndex(max(0, self._sending.findData(settings.send_while_streaming)))
        for name, check in self._checks.items():
            check.setChecked(bool(getattr(settings, name)))

    def _choose_theme(self) -> None:
        button = self._themes.checkedButton()
        if button is not None:
            self._preferences.change(theme=str(button.property("theme")))

    def _choose_points(self, points: float) -> None:
        """The range below 6 points is only a way to zero: nobody reads that."""
        self._preferences.change(chat_font_points=0.0 if points == 0 else max(6.0, points))

    def _choose_sending(self) -> None:
        self._preferences.change(send_while_streaming=str(self._sending.currentData()))
