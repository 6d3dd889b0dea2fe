"""The field a key is typed into, which says where the key will go before it goes there."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.domain.gateway import Gateway, origin_of
from studio.state.gateway_words import keyring_words
from studio.state.gateways import Gateways
from studio.ui.settings.labels import plain_label, tool_button


class KeyField(QWidget):
    """A password field with a switch for this run only, the keyring's own words, and a way to unlock it.

    `edited` says that the typed key or the switch changed.
    """

    edited = Signal()

    def __init__(self, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._gateway: Gateway | None = None
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setPlaceholderText("Paste the key")
        self._field.setAccessibleName("Key")
        self._field.setMaxLength(20_000)
        self._reveal = tool_button("eye", "Show the key while typing")
        self._reveal.setCheckable(True)
        self._run_only = QCheckBox("Use it for this run only")
        self._unlock = QPushButton("Unlock the keyring")
        self._where = plain_label(faint=True)
        self._build()
        self._field.textChanged.connect(self.edited)
        self._field.textChanged.connect(self._look)
        self._field.installEventFilter(self)
        self._run_only.toggled.connect(self._tell)
        self._run_only.toggled.connect(self.edited)
        self._reveal.toggled.connect(self._show_letters)
        self._unlock.clicked.connect(gateways.unlock)
        gateways.keyring_changed.connect(self._tell)
        self.setFocusProxy(self._field)
        self._tell()

    @property
    def field(self) -> QLineEdit:
        """The line the key is typed into, to be a label's buddy."""
        return self._field

    def typed(self) -> str:
        """What stands in the field, as it was typed."""
        return self._field.text()

    def for_this_run(self) -> bool:
        """Whether the key is not to be written to the keyring."""
        return self._run_only.isChecked()

    def clear(self) -> None:
        """Empties the field and hides its letters again."""
        self._field.clear()
        self._reveal.setChecked(False)

    def bind(self, gateway: Gateway | None) -> None:
        """Says which gateway's origin the key will be bound to."""
        self._gateway = gateway
        self._tell()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._field, 1)
        line.addWidget(self._reveal)
        below = QHBoxLayout()
        below.addWidget(self._run_only)
        below.addStretch(1)
        below.addWidget(self._unlock)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self._where)
        layout.addLayout(below)

    def _tell(self) -> None:
        keyring = self._gateways.keyring
        none = keyring.state == "none"
        self._run_only.setVisible(not none)
        self._unlock.setVisible(keyring.state == "locked")
        bound = (
            f" It is sent to {origin_of(self._gateway.base_url)} only." if self._gateway is not None else ""
        )
        if self._run_only.isChecked() and not none:
            self._where.setText("The key is kept in memory until you quit, and written nowhere." + bound)
        else:
            self._where.setText(keyring_words(keyring) + bound)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the keyring when the field is entered."""
        if event.type() is QEvent.Type.FocusIn:
            self._look()
        return False

    def _look(self) -> None:
        """Looks at the keyring once it matters, not before: the libraries behind it weigh 18 MB."""
        if self._gateways.keyring.state == "unknown":
            self._gateways.refresh_keyring()

    def _show_letters(self, shown: bool) -> None:
        self._field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def labelled(text: str, field: KeyField) -> QLabel:
    """A label that names the key field for the keyboard and for screen readers."""
    label = QLabel(text)
    label.setBuddy(field.field)
    return label
