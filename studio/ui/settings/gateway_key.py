"""The part of the gateway editor that is about its key: where it lies, and the ways to set, move or forget it."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.state.gateway_words import failure_words, key_words
from studio.state.gateways import Gateways
from studio.ui.settings.key_field import KeyField, labelled
from studio.ui.settings.labels import StatusMark, plain_label

_LEVELS = {
    "keyring": "good",
    "environment": "good",
    "run": "good",
    "locked": "poor",
    "none": "unknown",
    "unknown": "busy",
}


class GatewayKey(QWidget):
    """Shows and changes the key of `show_gateway`; the key itself is never shown, only its last four characters."""

    def __init__(self, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._id = ""
        self._saving = False
        self._mark = StatusMark()
        self._words = plain_label()
        self._forget = QPushButton("Forget the key")
        self._field = KeyField(gateways)
        self._save = QPushButton("Save the key")
        self._variable = QLineEdit()
        self._problem = plain_label()
        self._moved = QWidget()
        self._moved_words = plain_label()
        self._build()
        self._connect()

    def show_gateway(self, gateway_id: str) -> None:
        """Shows another gateway's key; a key typed for the one before is dropped."""
        if gateway_id != self._id:
            self._field.clear()
            self._saving = False
            self._id = gateway_id
            self._gateways.refresh_key(gateway_id)
        self._tell(gateway_id)

    def _build(self) -> None:
        state = QHBoxLayout()
        state.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        state.addWidget(self._words, 1)
        state.addWidget(self._forget)
        use = QPushButton("Use it here too")
        use.clicked.connect(lambda: self._gateways.decide_key(self._id, True))
        apart = QPushButton("No, a new key")
        apart.clicked.connect(lambda: self._gateways.decide_key(self._id, False))
        question = QHBoxLayout()
        question.addStretch(1)
        question.addWidget(apart)
        question.addWidget(use)
        moved = QVBoxLayout(self._moved)
        moved.setContentsMargins(0, 0, 0, 0)
        moved.addWidget(self._moved_words)
        moved.addLayout(question)
        self._variable.setPlaceholderText("Not set")
        variable = QLabel("Or read it each time from the variable")
        variable.setBuddy(self._variable)
        typed = QHBoxLayout()
        typed.addWidget(self._field, 1)
        typed.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(state)
        layout.addWidget(self._moved)
        layout.addWidget(labelled("New key", self._field))
        layout.addLayout(typed)
        layout.addWidget(self._problem)
        environment = QFormLayout()
        environment.addRow(variable, self._variable)
        layout.addLayout(environment)
        self._save.setEnabled(False)

    def _connect(self) -> None:
        self._field.edited.connect(lambda: self._save.setEnabled(bool(self._field.typed().strip())))
        self._field.field.returnPressed.connect(self._keep)
        self._save.clicked.connect(self._keep)
        self._forget.clicked.connect(lambda: self._gateways.forget_key(self._id))
        self._variable.editingFinished.connect(self._use_variable)
        self._gateways.key_changed.connect(self._changed)
        self._gateways.origin_moved.connect(self._tell)
        # A bound method, not a lambda: Qt lets go of it when this widget is gone.
        self._gateways.keyring_changed.connect(self._tell_again)

    def _tell_again(self) -> None:
        self._tell(self._id)

    def _tell(self, gateway_id: str) -> None:
        gateway = self._gateways.get(gateway_id)
        if gateway_id != self._id or gateway is None:
            return
        state = self._gateways.key_state(gateway_id)
        words = key_words(state, self._gateways.keyring, gateway)
        self._mark.show_status(_LEVELS.get(state.where, "unknown"), words)
        self._words.setText(words)
        self._forget.setVisible(state.where in ("keyring", "run", "environment"))
        self._field.bind(gateway)
        if not self._variable.hasFocus():
            self._variable.setText(gateway.key_env)
        problem = self._gateways.key_problem(gateway_id)
        self._problem.setText(failure_words(problem) if problem is not None else "")
        self._problem.setVisible(problem is not None)
        origin = self._gateways.moved_from(gateway_id)
        self._moved.setVisible(bool(origin))
        self._moved_words.setText(
            f"The address changed. The key belongs to {origin} and is not sent to the new one unless you say so."
        )

    def _keep(self) -> None:
        if self._field.typed().strip():
            self._saving = True
            self._save.setEnabled(False)
            self._gateways.save_key(self._id, self._field.typed(), self._field.for_this_run())

    def _changed(self, gateway_id: str) -> None:
        """What was typed goes only when it is kept; a keyring that refused it costs no typing."""
        if gateway_id == self._id and self._saving:
            self._saving = False
            self._save.setEnabled(True)
            if self._gateways.key_problem(gateway_id) is None:
                self._field.clear()
        self._tell(gateway_id)

    def _use_variable(self) -> None:
        gateway = self._gateways.get(self._id)
        variable = self._variable.text().strip()
        if gateway is not None and variable != gateway.key_env:
            needed = gateway.key_needed or bool(variable)
            self._gateways.change(msgspec.structs.replace(gateway, key_env=variable, key_needed=needed))
            self._gateways.refresh_key(gateway.id)
