"""Settings, privacy and requests: what is recorded and for how long, the proxy, and what the program never does."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.state.gateway_words import failure_words
from studio.state.housekeeping import Housekeeping
from studio.state.preferences import Preferences
from studio.ui.settings.labels import heading, number_box, plain_label
from studio.ui.shell.dialogs import ask

_PROMISE = (
    "The program talks to the gateways you configured and to the addresses of pictures they return, and to nobody "
    "else. Keys lie in the system's keyring only. Conversations and pictures lie in your data folder and are not "
    "encrypted; use an encrypted disk if others can reach it."
)


class PrivacyPage(QWidget):
    """Every change is kept at once."""

    def __init__(
        self, preferences: Preferences, housekeeping: Housekeeping, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._housekeeping = housekeeping
        self._record = QCheckBox("Record each request and answer as it goes over the wire (without keys)")
        self._limit = number_box(QSpinBox())
        self._days = number_box(QSpinBox())
        self._purge = QPushButton("Delete all records…")
        self._outcome = plain_label(faint=True)
        self._proxy = QLineEdit()
        self._minutes = number_box(QDoubleSpinBox())
        self._build()
        self._fill()
        self._connect()

    def _build(self) -> None:
        self._limit.setRange(1, 100_000)
        self._limit.setSuffix(" MiB")
        self._days.setRange(1, 3650)
        self._days.setSuffix(" days")
        self._minutes.setRange(1.0, 600.0)
        self._minutes.setDecimals(0)
        self._minutes.setSuffix(" minutes")
        self._proxy.setPlaceholderText("As the system (http://host:port or socks5://host:port)")
        records = QFormLayout()
        records.setHorizontalSpacing(16)
        records.addRow("Keep at most", self._limit)
        records.addRow("Keep for", self._days)
        network = QFormLayout()
        network.setHorizontalSpacing(16)
        network.addRow("Proxy", self._proxy)
        network.addRow("An answer may take", self._minutes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(heading("Privacy and requests", 3.0))
        layout.addWidget(plain_label(_PROMISE, faint=True))
        layout.addWidget(self._record)
        layout.addLayout(records)
        layout.addWidget(self._purge)
        layout.addWidget(self._outcome)
        layout.addWidget(heading("Network", 0.5))
        layout.addLayout(network)
        layout.addStretch(1)
        self._purge.setMaximumWidth(200)

    def _connect(self) -> None:
        change = self._preferences.change
        self._record.clicked.connect(lambda on: change(record_exchanges=on))
        self._limit.valueChanged.connect(lambda value: change(exchange_limit_mib=value))
        self._days.valueChanged.connect(lambda value: change(exchange_days=value))
        self._minutes.valueChanged.connect(lambda value: change(total_minutes=value))
        self._proxy.editingFinished.connect(lambda: change(proxy=self._proxy.text().strip()))
        self._purge.clicked.connect(self._ask_purge)
        self._preferences.changed.connect(self._fill)
        self._housekeeping.changed.connect(self._tell)

    def _fill(self) -> None:
        settings = self._preferences.value
        self._record.setChecked(settings.record_exchanges)
        for box, value in ((self._limit, settings.exchange_limit_mib), (self._days, settings.exchange_days)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._minutes.blockSignals(True)
        self._minutes.setValue(settings.total_minutes)
        self._minutes.blockSignals(False)
        if not self._proxy.hasFocus():
            self._proxy.setText(settings.proxy)

    def _ask_purge(self) -> None:
        words = "The inspector will be empty for every message so far. Messages and pictures stay."
        ask(
            self.window(),
            "Delete all records?",
            words,
            ("Delete the records",),
            lambda _: self._housekeeping.purge_exchanges(),
        )

    def _tell(self) -> None:
        problem = self._housekeeping.problem
        words = failure_words(problem) if problem is not None else self._housekeeping.outcome
        self._outcome.setText(self._housekeeping.busy or words)
        self._purge.setEnabled(not self._housekeeping.busy)
