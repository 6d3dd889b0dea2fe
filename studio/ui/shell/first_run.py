"""The first screen of a new user: where models come from, the key, a test, and into the chat."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import new_id
from studio.domain.errors import StudioError
from studio.domain.gateway import (
    Gateway,
    Protocol,
    chat_url,
    needs_consent,
    normalised_base,
    origin_of,
)
from studio.domain.presets import preset
from studio.state.gateway_words import EnvironmentKey, failure_words
from studio.state.gateways import Gateways
from studio.ui.settings.choice_card import ChoiceCard
from studio.ui.settings.key_field import KeyField, labelled
from studio.ui.settings.labels import StatusMark, heading, plain_label

_LOCAL, _OTHER, _DEMO = "local", "other", "demo"
_CARDS = (
    ("freetheai", "sparkles", "FreeTheAi", "Many models behind one free key"),
    ("apifree", "image", "APIFree", "Chat and pictures, paid by the call"),
    (_LOCAL, "monitor", "A server on this computer", "Ollama, LM Studio, llama.cpp, vLLM or LiteLLM"),
    (_OTHER, "globe", "Another address", "Any gateway that speaks one of the four protocols"),
    (_DEMO, "play", "The demo", "Built in, needs no key and no network; answers are made up"),
)


class FirstRun(QWidget):
    """One screen; `finished(gateway id)` when the user goes on into the chat ("demo" for the built-in gateway)."""

    finished = Signal(str)

    def __init__(self, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._offers = {offer.preset: offer for offer in gateways.environment_keys()}
        self._cards: dict[str, ChoiceCard] = {}
        self._group = QButtonGroup(self)
        self._identity = new_id()
        self._consented = ""
        self._tried: tuple[Gateway, str] | None = None
        self._going_on = False
        self._address = QLineEdit()
        self._address_row = QWidget()
        self._servers = QComboBox()
        self._look_again = QPushButton("Look again")
        self._local_row = QWidget()
        self._local_words = plain_label(faint=True)
        self._from_environment = QCheckBox()
        self._key = KeyField(gateways)
        self._key_row = QWidget()
        self._consent = QCheckBox("Allow it without encryption: others on the way can read key and text")
        self._note = plain_label(faint=True)
        self._goes_to = plain_label(faint=True)
        self._mark = StatusMark()
        self._outcome = plain_label()
        self._test = QPushButton("Test")
        self._start = QPushButton("Start chatting")
        self._build()
        self._connect()
        first = next((name for name in self._offers if name in self._cards), "freetheai")
        self._cards[first].setChecked(True)

    # -- building

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(heading("Welcome to Gateway Studio", 8.0))
        column.addWidget(
            plain_label("Where are your models? You can add more gateways later in Settings.", faint=True)
        )
        column.addSpacing(8)
        self._build_cards(column)
        column.addSpacing(8)
        self._build_rows(column)
        column.addSpacing(8)
        column.addLayout(self._outcome_line())
        column.addLayout(self._buttons())
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(600)
        around = QWidget()
        centre = QHBoxLayout(around)
        centre.setContentsMargins(24, 24, 24, 24)
        centre.addStretch(1)
        centre.addWidget(inner, 20, Qt.AlignmentFlag.AlignVCenter)
        centre.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(around)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _build_cards(self, column: QVBoxLayout) -> None:
        known = {name for name, *_ in _CARDS}
        for name, offer in self._offers.items():
            template = preset(name)
            if name not in known and template is not None:
                line = f"A key for it stands in {offer.variable}"
                self._add_card(column, name, "key-round", template.name, line)
        for name, icon_name, title, line in _CARDS:
            offered = self._offers.get(name)
            words = line if offered is None else f"A key for it stands in {offered.variable}"
            self._add_card(column, name, icon_name, title, words)

    def _add_card(self, column: QVBoxLayout, name: str, icon_name: str, title: str, line: str) -> None:
        card = ChoiceCard(icon_name, title, line)
        self._cards[name] = card
        self._group.addButton(card)
        card.toggled.connect(self._choose)
        column.addWidget(card)

    def _build_rows(self, column: QVBoxLayout) -> None:
        self._address.setPlaceholderText("https://gateway.example/v1")
        label = QLabel("Address")
        label.setBuddy(self._address)
        rows = QVBoxLayout(self._address_row)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(label)
        rows.addWidget(self._address)
        found = QLabel("Server")
        found.setBuddy(self._servers)
        line = QHBoxLayout()
        line.addWidget(self._servers, 1)
        line.addWidget(self._look_again)
        local = QVBoxLayout(self._local_row)
        local.setContentsMargins(0, 0, 0, 0)
        local.addWidget(found)
        local.addLayout(line)
        local.addWidget(self._local_words)
        key = QVBoxLayout(self._key_row)
        key.setContentsMargins(0, 0, 0, 0)
        self._key_label = labelled("Key", self._key)
        key.addWidget(self._key_label)
        key.addWidget(self._key)
        for widget in (
            self._address_row,
            self._local_row,
            self._from_environment,
            self._key_row,
            self._goes_to,
            self._consent,
            self._note,
        ):
            column.addWidget(widget)

    def _outcome_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._outcome, 1)
        self._mark.hide()
        return line

    def _buttons(self) -> QHBoxLayout:
        self._start.setDefault(True)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._test)
        line.addWidget(self._start)
        return line

    def _connect(self) -> None:
        self._address.textChanged.connect(self._refresh)
        self._servers.currentIndexChanged.connect(self._refresh)
        self._look_again.clicked.connect(self._gateways.discover)
        self._from_environment.toggled.connect(self._refresh)
        self._consent.toggled.connect(self._agree)
        self._key.edited.connect(self._refresh)
        self._test.clicked.connect(self._try)
        self._start.clicked.connect(self._go_on)
        self._key.field.returnPressed.connect(self._go_on)
        self._address.returnPressed.connect(self._go_on)
        self._gateways.found_changed.connect(self._show_found)
        self._gateways.trial_changed.connect(self._show_trial)

    # -- what is chosen

    def _choice(self) -> str:
        return next((name for name, card in self._cards.items() if card.isChecked()), _DEMO)

    def _choose(self, chosen: bool) -> None:
        if not chosen:
            return
        self._identity = new_id()
        name = self._choice()
        offer = self._offers.get(name)
        self._from_environment.setChecked(offer is not None)
        if offer is not None:
            self._from_environment.setText(_offer_words(offer))
        self._key.clear()
        if name == _LOCAL and not self._gateways.found:
            self._gateways.discover()
        self._refresh()

    def _gateway(self) -> Gateway | None:
        """The gateway as the screen describes it now; None where something is missing or wrong."""
        name = self._choice()
        if name == _LOCAL:
            found = self._servers.currentData()
            template = found if isinstance(found, Gateway) else None
        elif name == _OTHER:
            template = self._typed_gateway()
        else:
            template = preset(name)
        if template is None:
            return None
        offer = self._offers.get(name)
        environment = offer.variable if offer is not None and self._from_environment.isChecked() else ""
        fresh = self._gateways.fresh(template)
        return msgspec.structs.replace(
            fresh,
            id=fresh.id if fresh.id == template.id else self._identity,
            key_env=environment,
            insecure_consent=self._consented,
        )

    def _typed_gateway(self) -> Gateway | None:
        try:
            base = normalised_base(self._address.text())
        except StudioError:
            return None
        return Gateway(
            id=self._identity, name=origin_of(base).split("://")[1].rsplit(":", 1)[0], base_url=base
        )

    # -- showing

    def _refresh(self) -> None:
        name, gateway = self._choice(), self._gateway()
        offered = name in self._offers
        self._address_row.setVisible(name == _OTHER)
        self._local_row.setVisible(name == _LOCAL)
        self._from_environment.setVisible(offered)
        self._key_row.setVisible(name != _DEMO and not (offered and self._from_environment.isChecked()))
        optional = name in (_LOCAL, _OTHER)
        self._key_label.setText("Key (only if the server asks for one)" if optional else "Key")
        self._key.bind(gateway)
        self._show_address(name, gateway)
        self._note.setText(gateway.note if gateway is not None else "")
        self._note.setVisible(bool(self._note.text()))
        usable = name == _DEMO or (gateway is not None and not needs_consent(gateway))
        self._test.setVisible(name != _DEMO)
        self._test.setEnabled(usable)
        self._start.setEnabled(usable)
        if self._tried is not None and self._tried != (gateway, self._key.typed()):
            self._tried = None
            self._mark.hide()
            self._outcome.setText("")
        self._start.setText("Open the demo" if name == _DEMO else "Start chatting")

    def _show_address(self, name: str, gateway: Gateway | None) -> None:
        words = ""
        if name == _OTHER and self._address.text().strip():
            try:
                normalised_base(self._address.text())
            except StudioError as error:
                words = str(error)
        if gateway is not None and name == _OTHER:
            words = f"Requests go to {chat_url(gateway, Protocol.CHAT, 'model', True)}"
        self._goes_to.setText(words)
        self._goes_to.setVisible(bool(words))
        bare = gateway is not None and needs_consent(msgspec.structs.replace(gateway, insecure_consent=""))
        self._consent.blockSignals(True)
        self._consent.setChecked(gateway is not None and bare and not needs_consent(gateway))
        self._consent.blockSignals(False)
        self._consent.setVisible(bare)

    def _agree(self, agreed: bool) -> None:
        """Plain http is agreed to for the one origin on show, and for no other that is typed later."""
        gateway = self._gateway()
        self._consented = origin_of(gateway.base_url) if agreed and gateway is not None else ""
        self._refresh()

    def _show_found(self) -> None:
        kept = self._servers.currentText()
        self._servers.blockSignals(True)
        self._servers.clear()
        for gateway in self._gateways.found:
            self._servers.addItem(f"{gateway.name}  ({gateway.base_url})", gateway)
        self._servers.setCurrentIndex(max(0, self._servers.findText(kept)))
        self._servers.blockSignals(False)
        self._servers.setEnabled(bool(self._gateways.found))
        if self._gateways.searching:
            words = "Looking on this computer…"
        elif self._gateways.found:
            words = ""
        else:
            words = "No server answers here. Start one, then look again; or type its address under “Another address”."
        self._local_words.setText(words)
        self._local_words.setVisible(bool(words))
        self._look_again.setEnabled(not self._gateways.searching)
        self._refresh()

    def _show_trial(self, gateway_id: str) -> None:
        if self._tried is None or gateway_id != self._tried[0].id:
            return
        trial = self._gateways.trial(gateway_id)
        self._mark.show()
        self._test.setEnabled(not trial.running)
        self._start.setEnabled(not trial.running)
        if trial.running:
            self._mark.show_status("busy", "Testing")
            self._outcome.setText("Asking the gateway…")
            return
        if trial.failure is not None:
            self._mark.show_status("bad", "The test failed")
            self._outcome.setText(failure_words(trial.failure))
            self._start.setText("Start anyway")
            self._going_on = False
            return
        self._mark.show_status("good", "The test went well")
        self._outcome.setText(trial.words)
        if self._going_on:
            self._accept()

    # -- doing

    def _try(self) -> None:
        gateway = self._gateway()
        if gateway is None or needs_consent(gateway):
            return
        self._tried = (gateway, self._key.typed())
        self._gateways.test(gateway, "" if gateway.key_env else self._key.typed())

    def _go_on(self) -> None:
        if self._choice() == _DEMO:
            self.finished.emit(_DEMO)
            return
        if not self._start.isEnabled():
            return
        if self._tried is not None and not self._gateways.trial(self._tried[0].id).running:
            self._accept()
            return
        self._going_on = True
        self._try()

    def _accept(self) -> None:
        if self._tried is None:
            return
        gateway, typed = self._tried
        self._going_on = False
        self._gateways.add(gateway)
        if typed.strip() and not gateway.key_env:
            self._gateways.save_key(gateway.id, typed, self._key.for_this_run())
        self._key.clear()
        self.finished.emit(gateway.id)


def _offer_words(offer: EnvironmentKey) -> str:
    ending = f" (ends in {offer.ending})" if offer.ending else ""
    return f"Use the key in {offer.variable}{ending}, read from there each time"
