"""The filters of the search as chips: gateway, model, date, with a picture; each writes its word into the text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from studio.state.search import Typed

_DATES = (
    ("Any time", ""),
    ("Today", "today"),
    ("Last 7 days", "week"),
    ("Last 30 days", "month"),
    ("Last year", "year"),
)
Choices = Callable[[], Sequence[tuple[str, str]]]
"""What a chip offers: words, and what stands behind the colon."""


class SearchChips(QWidget):
    """`chosen(name, value)` asks for a filter word; "" takes it away. What is shown follows the typed text."""

    chosen = Signal(str, str)

    def __init__(self, gateways: Choices, models: Choices) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._names = {"gateway": "Gateway", "model": "Model", "date": "Date", "has": "Has a picture"}
        self.buttons: dict[str, QToolButton] = {}
        self._menu("gateway", lambda: [("Any gateway", ""), *gateways()])
        self._menu("model", lambda: [("Any model", ""), *models()])
        self._menu("date", lambda: _DATES)
        picture = self._chip("has")
        picture.clicked.connect(lambda on: self.chosen.emit("has", "picture" if on else ""))
        self._row.addStretch()

    def show_typed(self, typed: Typed) -> None:
        """Marks the filters that stand in the text."""
        for name, button in self.buttons.items():
            value = typed.tokens.get(name, "")
            if name == "date" and not value:
                value = " – ".join(typed.tokens[n] for n in ("after", "before") if typed.tokens.get(n))
            on = bool(value) if name != "has" else typed.narrowed.has_picture
            button.setChecked(on)
            shown = self._names[name] if name == "has" or not on else f"{self._names[name]}: {value[:24]}"
            button.setText(shown)
            button.setAccessibleName(f"Filter: {shown}")

    def _chip(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(self._names[name])
        button.setAccessibleName(f"Filter: {self._names[name]}")
        button.setCheckable(True)
        button.setStyleSheet(
            "QToolButton { border: 1px solid palette(mid); border-radius: 11px; padding: 2px 10px; }"
        )
        self._row.addWidget(button)
        self.buttons[name] = button
        return button

    def _menu(self, name: str, choices: Choices) -> None:
        button = self._chip(name)
        menu = QMenu(button)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

        def fill() -> None:
            menu.clear()
            for words, value in choices():
                action = menu.addAction(words.replace("&", "&&"))
                action.triggered.connect(lambda _=False, chosen=value: self.chosen.emit(name, chosen))

        menu.aboutToShow.connect(fill)
