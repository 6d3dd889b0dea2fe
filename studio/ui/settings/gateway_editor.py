"""The editor of one gateway: every field of its row, its key, and a test, each change kept at once."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.domain.errors import StudioError
from studio.domain.exchange import SECRET_HEADERS
from studio.domain.gateway import (
    PROTOCOL_NAMES,
    EditEncoding,
    ImageStyle,
    KeyStyle,
    Protocol,
    chat_url,
    needs_consent,
    normalised_base,
    origin_of,
)
from studio.state.gateway_words import failure_words
from studio.state.gateways import Gateways
from studio.ui.settings.gateway_key import GatewayKey
from studio.ui.settings.labels import StatusMark, heading, number_box, plain_label
from studio.ui.typed_text import typed_text

_IMAGE_WORDS = {
    ImageStyle.NONE: "No pictures",
    ImageStyle.SYNC: "One request, one answer",
    ImageStyle.REQUEST_ID: "Job with a request id",
    ImageStyle.TASK: "Job asked for as a task",
    ImageStyle.SUBMIT: "Submit, then fetch the result",
}
_EDIT_WORDS = {
    EditEncoding.NONE: "No edits",
    EditEncoding.DATA_URL: "JSON with the picture inside",
    EditEncoding.MULTIPART: "Multipart form",
    EditEncoding.IMAGE_URLS: "JSON with a list of pictures",
}
_KEY_STYLE_WORDS = {
    KeyStyle.BEARER: "Authorization: Bearer",
    KeyStyle.X_API_KEY: "x-api-key",
    KeyStyle.X_GOOG_API_KEY: "x-goog-api-key",
}


class GatewayEditor(QWidget):
    """Edits the row of `show_gateway`; `Gateways` is told of each change when a field is left."""

    changed = Signal()

    def __init__(self, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._id = ""
        self._filling = False
        self._title = heading("", 3.0)
        self._mark = StatusMark()
        self._health = plain_label(faint=True)
        self._test = QPushButton("Test")
        self._outcome = plain_label()
        self._note = plain_label(faint=True)
        self._name = QLineEdit()
        self._address = QLineEdit()
        self._goes_to = plain_label(faint=True)
        self._consent = QCheckBox("Allow it without encryption")
        self._risk = plain_label("Others on the way can read the key and every text.", faint=True)
        self._protocols = {p: QCheckBox(PROTOCOL_NAMES[p]) for p in Protocol}
        self._key = GatewayKey(gateways)
        self._key_style = QComboBox()
        self._headers = QPlainTextEdit()
        self._concurrency = number_box(QSpinBox())
        self._image_style = QComboBox()
        self._edits = QComboBox()
        self._masks = QCheckBox("Takes masks")
        self._full_catalogue = QCheckBox("Has a full model list (/models/full)")
        self._schema = QCheckBox("Describes each model's parameters")
        self._problem = plain_label()
        self._build()
        self._connect()

    def show_gateway(self, gateway_id: str) -> None:
        """Shows a row; what was typed into the one before and not left is kept first."""
        self._commit()
        self._id = gateway_id
        self._fill()

    # -- building

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 12)
        layout.setSpacing(8)
        status = QHBoxLayout()
        status.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        status.addWidget(self._health, 1)
        status.addWidget(self._test)
        layout.addWidget(self._title)
        layout.addLayout(status)
        layout.addWidget(self._outcome)
        layout.addWidget(self._note)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow("Name", self._name)
        form.addRow("Address", self._address)
        form.addRow("", self._goes_to)
        form.addRow("", self._consent)
        form.addRow("", self._risk)
        form.addRow("Protocols", self._protocol_box())
        form.addRow(_group("Key"))
        form.addRow(self._key)
        form.addRow("Sent as", self._key_style)
        form.addRow(_group("Requests"))
        form.addRow("Requests at once", self._concurrency)
        form.addRow("Headers", self._headers)
        form.addRow(_group("Pictures and lists"))
        form.addRow("Pictures", self._image_style)
        form.addRow("Edits", self._edits)
        form.addRow("", self._masks)
        form.addRow("", self._full_catalogue)
        form.addRow("", self._schema)
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        self._dress()

    def _dress(self) -> None:
        self._concurrency.setRange(1, 64)
        self._headers.setPlaceholderText("Name: value, one a line. Never put a key here.")
        self._headers.setTabChangesFocus(True)
        self._headers.setFixedHeight(64)
        for style, words in _IMAGE_WORDS.items():
            self._image_style.addItem(words, style)
        for encoding, words in _EDIT_WORDS.items():
            self._edits.addItem(words, encoding)
        for key_style, words in _KEY_STYLE_WORDS.items():
            self._key_style.addItem(words, key_style)
        for combo in (self._image_style, self._edits, self._key_style):
            combo.setMinimumHeight(26)

    def _protocol_box(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for check in self._protocols.values():
            column.addWidget(check)
        return box

    def _connect(self) -> None:
        for line in (self._name, self._address):
            line.editingFinished.connect(self._commit)
        self._address.textEdited.connect(self._show_address)
        self._headers.textChanged.connect(self._commit)
        self._concurrency.valueChanged.connect(self._commit)
        for check in (*self._protocols.values(), self._masks, self._full_catalogue, self._schema):
            check.toggled.connect(self._commit)
        for combo in (self._image_style, self._edits, self._key_style):
            combo.currentIndexChanged.connect(self._commit)
        self._consent.toggled.connect(self._agree)
        self._test.clicked.connect(self._try)
        self._gateways.changed.connect(self._fill)
        self._gateways.trial_changed.connect(self._show_trial)
        self._gateways.health_changed.connect(self._show_health)

    # -- showing

    def _fill(self) -> None:
        gateway = self._gateways.get(self._id)
        self.setVisible(gateway is not None)
        if gateway is None or self._filling:
            return
        self._filling = True
        self._title.setText(gateway.name)
        self._note.setText(gateway.note)
        self._note.setVisible(bool(gateway.note))
        _show_text(self._name, gateway.name)
        _show_text(self._address, gateway.base_url)
        for protocol, check in self._protocols.items():
            check.setChecked(protocol in gateway.protocols)
        self._key_style.setCurrentIndex(self._key_style.findData(gateway.key_style))
        self._concurrency.setValue(gateway.concurrency)
        self._image_style.setCurrentIndex(self._image_style.findData(gateway.image_style))
        self._edits.setCurrentIndex(self._edits.findData(gateway.edit_encoding))
        self._masks.setChecked(gateway.masks)
        self._full_catalogue.setChecked(gateway.full_catalogue)
        self._schema.setChecked(gateway.model_schema)
        headers = "\n".join(f"{name}: {value}" for name, value in gateway.headers.items())
        if parsed_headers(typed_text(self._headers)) != gateway.headers:
            self._headers.setPlainText(headers)
        self._filling = False
        self._key.show_gateway(gateway.id)
        for widget in (self._address, self._key, *self._protocols.values()):
            widget.setEnabled(not gateway.demo)
        self._show_address()
        self._show_health(gateway.id)
        self._show_trial(gateway.id)

    def _show_address(self) -> None:
        gateway = self._gateways.get(self._id)
        if gateway is None:
            return
        try:
            typed = msgspec.structs.replace(gateway, base_url=normalised_base(self._address.text()))
        except StudioError as error:
            self._goes_to.setText(str(error))
            self._consent.hide()
            self._risk.hide()
            return
        first = gateway.protocols[0] if gateway.protocols else Protocol.CHAT
        self._goes_to.setText(f"Requests go to {chat_url(typed, first, 'model', True)}")
        bare = needs_consent(msgspec.structs.replace(typed, insecure_consent=""))
        self._filling = True
        self._consent.setChecked(bare and not needs_consent(typed))
        self._filling = False
        self._consent.setVisible(bare)
        self._risk.setVisible(bare)

    def _show_health(self, gateway_id: str) -> None:
        if gateway_id == self._id:
            health = self._gateways.health(gateway_id)
            self._mark.show_status(health.level, health.words)
            self._health.setText(health.words)

    def _show_trial(self, gateway_id: str) -> None:
        if gateway_id != self._id:
            return
        trial = self._gateways.trial(gateway_id)
        self._test.setEnabled(not trial.running)
        if trial.running:
            words = "Asking the gateway…"
        else:
            words = failure_words(trial.failure) if trial.failure is not None else trial.words
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))

    # -- keeping

    def _commit(self) -> None:
        """Takes over what the fields say; an address that is none stays in the field and is not taken."""
        gateway = self._gateways.get(self._id)
        if gateway is None or self._filling:
            return
        problems: list[str] = []
        base, protocols, name = gateway.base_url, self._chosen_protocols(), self._name.text().strip()
        try:
            base = normalised_base(self._address.text())
        except StudioError as error:
            problems.append(str(error))
        headers = parsed_headers(typed_text(self._headers))
        if headers is not None and any(name.lower() in SECRET_HEADERS for name in headers):
            headers = None
            problems.append(
                "A key goes into the key field, which keeps it in the keyring; not into the headers."
            )
        elif headers is None:
            problems.append("A header is written as “Name: value”; the headers stay as they were.")
        if not protocols:
            problems.append("At least one protocol has to be chosen.")
        if not name:
            problems.append("A name is needed; the old one stays.")
        self._problem.setText(" ".join(problems))
        self._gateways.change(
            msgspec.structs.replace(
                gateway,
                name=name or gateway.name,
                base_url=base,
                protocols=protocols or gateway.protocols,
                key_style=self._key_style.currentData(),
                headers=gateway.headers if headers is None else headers,
                concurrency=self._concurrency.value(),
                image_style=self._image_style.currentData(),
                edit_encoding=self._edits.currentData(),
                masks=self._masks.isChecked(),
                full_catalogue=self._full_catalogue.isChecked(),
                model_schema=self._schema.isChecked(),
            )
        )

    def _chosen_protocols(self) -> tuple[Protocol, ...]:
        """The chosen ones, the preset's order kept: the first is what "automatic" falls back to."""
        gateway = self._gateways.get(self._id)
        before = gateway.protocols if gateway is not None else ()
        chosen = [p for p in before if self._protocols[p].isChecked()]
        return (*chosen, *(p for p, c in self._protocols.items() if c.isChecked() and p not in chosen))

    def _agree(self, agreed: bool) -> None:
        self._commit()
        gateway = self._gateways.get(self._id)
        if gateway is not None and not self._filling:
            consent = origin_of(gateway.base_url) if agreed else ""
            self._gateways.change(msgspec.structs.replace(gateway, insecure_consent=consent))

    def _try(self) -> None:
        self._commit()
        gateway = self._gateways.get(self._id)
        if gateway is not None:
            self._gateways.test(gateway)


def parsed_headers(text: str) -> dict[str, str] | None:
    """The headers in "Name: value" lines; None where a line is no header."""
    headers: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        name, value = name.strip(), value.strip()
        token = bool(name) and all(c.isalnum() or c in "-_" for c in name) and name.isascii()
        if not colon or not token or not value.isascii() or not value.isprintable():
            return None
        headers[name] = value
    return headers


def _show_text(line: QLineEdit, text: str) -> None:
    """Leaves a field alone that is being typed into."""
    if not line.hasFocus() and line.text() != text:
        line.setText(text)


def _group(title: str) -> QLabel:
    label = heading(title, 0.5)
    label.setContentsMargins(0, 10, 0, 0)
    return label
