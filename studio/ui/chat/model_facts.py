"""What is known of one model: limits, access, abilities, health, and its gateway's own page about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.model import Capability, Model
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.ui.chat.model_rows import CAPABILITY_WORDS, capability_words, size_words
from studio.ui.settings.labels import heading, plain_label, tool_button
from studio.ui.shell.icons import icon

_LONGEST_PAGE = 200_000
_FACTS = (
    "Id",
    "Gateway",
    "Can do",
    "Context",
    "Input at most",
    "Answer at most",
    "Tier",
    "Health",
    "Made by",
    "About",
)
_LONG = frozenset({"Id", "Gateway", "Can do", "Made by", "About"})


class ModelFacts(QFrame):
    """The panel beside the list of the picker; `starred` says that the user pressed the star."""

    starred = Signal()

    def __init__(self, models: Models, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._gateways = gateways
        self._model: Model | None = None
        self._name = heading("", 1.0)
        self._star = tool_button("star", "Favourite (Ctrl+D)")
        self._star.setCheckable(True)
        self._copy = tool_button("copy", "Copy the model's id")
        self._abilities = tool_button("sliders-horizontal", "Say what this model can do")
        self._abilities.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._facts = QGridLayout()
        self._lines = {
            name: (plain_label(name, faint=True, wrap=False), plain_label(wrap=name in _LONG))
            for name in _FACTS
        }
        self._warning = plain_label()
        self._page = QPlainTextEdit()
        self._page.setReadOnly(True)
        self._page.setAccessibleName("The gateway's page about this model")
        self._page.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._build()
        self._star.clicked.connect(self.starred)
        self._copy.clicked.connect(self._copy_id)
        models.details_changed.connect(self._show_page)

    def show_model(self, model: Model | None) -> None:
        """Shows one model, or nothing."""
        self._model = model
        for widget in (self._star, self._copy, self._abilities):
            widget.setEnabled(model is not None)
        if model is None:
            self._name.setText("")
            self._warning.hide()
            self._page.hide()
            for pair in self._lines.values():
                for label in pair:
                    label.hide()
            return
        self._name.setText(model.shown_name[:200])
        self._star.setChecked(self._models.is_favourite(model))
        for name, value in self._rows_of(model).items():
            caption, shown = self._lines[name]
            shown.setText(value[:300])
            caption.setVisible(bool(value))
            shown.setVisible(bool(value))
        self._warning.setText(model.locked)
        self._warning.setVisible(bool(model.locked))
        self._show_page(model.gateway, model.id)

    def ask_for_page(self) -> None:
        """Asks the gateway for its page about the model shown; done when the reader stays on it."""
        if self._model is not None:
            self._models.documentation(self._model.gateway, self._model.id)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        for button in (self._star, self._copy, self._abilities):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._menu.setAccessibleName("What this model can do")
        self._menu.aboutToShow.connect(self._fill_abilities)
        self._abilities.setMenu(self._menu)
        for row, (label, value) in enumerate(self._lines.values()):
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.addLayout(head)
        layout.addWidget(self._warning)
        layout.addLayout(self._facts)
        layout.addWidget(self._page, 1)
        layout.addStretch(0)

    def _rows_of(self, model: Model) -> dict[str, str]:
        gateway = self._gateways.get(model.gateway)
        return {
            "Id": model.id,
            "Gateway": gateway.name if gateway is not None else model.gateway,
            "Can do": capability_words(model) or "not stated",
            "Context": size_words(model.context),
            "Input at most": size_words(model.max_input),
            "Answer at most": size_words(model.max_output),
            "Tier": model.tier or "–",
            "Health": model.status or "–",
            "Made by": model.owner,
            "About": model.description,
        }

    def _fill_abilities(self) -> None:
        menu, model = self._menu, self._model
        menu.clear()
        if model is None:
            return
        for capability, word in CAPABILITY_WORDS.items():
            action = QAction(word.capitalize(), menu)
            action.setCheckable(True)
            action.setChecked(capability in model.capabilities)
            action.toggled.connect(lambda on, c=capability: self._override(c, on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(icon("undo-2"), "As the gateway says", self._as_listed)

    def _override(self, capability: Capability, on: bool) -> None:
        if self._model is not None:
            now = self._model.capabilities
            chosen = now | {capability} if on else now - {capability}
            self._models.override_capabilities(self._model, frozenset(chosen))

    def _as_listed(self) -> None:
        if self._model is not None:
            self._models.override_capabilities(self._model, None)

    def _copy_id(self) -> None:
        if self._model is not None:
            QGuiApplication.clipboard().setText(self._model.id)

    def _show_page(self, gateway_id: str, model_id: str) -> None:
        model = self._model
        if model is None or (model.gateway, model.id) != (gateway_id, model_id):
            return
        text = self._models.known_documentation(gateway_id, model_id)
        self._page.setPlainText(text[:_LONGEST_PAGE])
        self._page.setVisible(bool(text))
