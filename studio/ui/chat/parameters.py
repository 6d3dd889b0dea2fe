"""The right drawer with a conversation's instructions and parameters."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from studio.domain.conversation import Conversation
from studio.domain.parameters import CHAT_FORM, ParameterForm, ParameterSet
from studio.ui.settings.parameter_form import ParameterFormWidget


class ParametersDrawer(QScrollArea):
    """Edits system prompt and parameters; what is unset is not sent. `changed(system, ParameterSet)`."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
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
        self.form = ParameterFormWidget(CHAT_FORM)
        self._column.addWidget(label)
        self._column.addWidget(self.system)
        self._column.addWidget(self.form)
        self._column.addStretch()
        self.setWidget(inside)
        self._filling = False
        self._pause = QTimer(self, singleShot=True, interval=300)
        self._pause.timeout.connect(self._tell)
        self.system.textChanged.connect(self._soon)
        self.form.changed.connect(self._soon)

    def show_conversation(self, conversation: Conversation, form: ParameterForm | None) -> None:
        """Shows what is set for this conversation, in the model's own form where there is one."""
        self._filling = True
        if self.system.toPlainText() != conversation.system:
            self.system.setPlainText(conversation.system)
        self.form.set_form(form or CHAT_FORM)
        self.form.set_value(conversation.parameters)
        self._filling = False

    def value(self) -> tuple[str, ParameterSet]:
        """System prompt and parameters as they stand."""
        return self.system.toPlainText(), self.form.value()

    def _soon(self) -> None:
        if not self._filling:
            self._pause.start()

    def _tell(self) -> None:
        system, chosen = self.value()
        self.changed.emit(system, chosen)
