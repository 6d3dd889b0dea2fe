"""The right drawer with a conversation's instructions and parameters."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.parameters import CHAT_FORM, ParameterForm, ParameterSet
from studio.state.asking import Desk
from studio.state.body_preview import BodyPreview
from studio.state.preferences import Preferences
from studio.state.session import Session
from studio.ui.settings.parameter_form import ParameterFormWidget
from studio.ui.typed_text import typed_text


class ParametersDrawer(QScrollArea):
    """Edits system prompt and parameters; what is unset is not sent. `changed(system, ParameterSet)`."""

    changed = Signal(str, object)

    def __init__(self, preferences: Preferences, desk: Desk) -> None:
        super().__init__()
        self._preferences = preferences
        self._preview = BodyPreview(desk)
        self._preview.setParent(self)
        self._session: Session | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(300)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(14, 12, 14, 12)
        label = QLabel("Instructions (system prompt)")
        self.system = QPlainTextEdit()
        self.system.setPlaceholderText("Not set: nothing is sent")
        self.system.setFixedHeight(120)
        self.system.setTabChangesFocus(True)
        label.setBuddy(self.system)
        self._presets = QToolButton()
        self._presets.setText("Presets")
        self._presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._presets.setMenu(QMenu(self._presets))
        self._presets.menu().aboutToShow.connect(self._fill_presets)
        self.form = ParameterFormWidget(CHAT_FORM, preferences)
        self.form.set_preview(self._show_body)
        head = QHBoxLayout()
        head.addWidget(label, 1)
        head.addWidget(self._presets)
        self._column.addLayout(head)
        self._column.addWidget(self.system)
        self._column.addWidget(self.form)
        self._column.addStretch()
        self.setWidget(inside)
        self._filling = False
        self._pause = QTimer(self, singleShot=True, interval=300)
        self._pause.timeout.connect(self._tell)
        self.system.textChanged.connect(self._soon)
        self.form.changed.connect(self._soon)

    def show_session(self, session: Session, form: ParameterForm | None) -> None:
        """Shows what is set for this conversation, in the model's own form where there is one."""
        if self._session is session and self._pause.isActive():
            return  # what is being typed is newer than what is kept
        self._session = session
        conversation = session.conversation
        self._filling = True
        if typed_text(self.system) != conversation.system:
            self.system.setPlainText(conversation.system)
        self.form.set_form(form or CHAT_FORM)
        self.form.set_value(conversation.parameters)
        self._filling = False

    def value(self) -> tuple[str, ParameterSet]:
        """System prompt and parameters as they stand."""
        return typed_text(self.system), self.form.value()

    def _fill_presets(self) -> None:
        menu = self._presets.menu()
        menu.clear()
        for preset in self._preferences.value.prompt_presets:
            menu.addAction(preset.name, partial(self.system.setPlainText, preset.text))
        if menu.isEmpty():
            menu.addAction("None yet: Settings, Parameters and prompts").setEnabled(False)

    def _show_body(self, chosen: ParameterSet, show: Callable[[str], object]) -> None:
        if self._session is not None:
            draft = self._session.draft
            self._preview.ask(self._session, draft, typed_text(self.system), chosen, show)

    def _soon(self) -> None:
        if not self._filling:
            self._pause.start()

    def _tell(self) -> None:
        system, chosen = self.value()
        self.changed.emit(system, chosen)
