"""The protocol selector: automatic or one of four; what a gateway cannot do stays visible and says why."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from studio.domain.gateway import PROTOCOL_NAMES, Gateway, Protocol


def hindrance(gateway: Gateway | None, protocol: Protocol) -> str:
    """Why this gateway cannot be asked in this protocol; "" where it can."""
    if gateway is None:
        return "choose a model first"
    if protocol not in gateway.protocols:
        return f"{gateway.name} does not offer it"
    return ""


class ProtocolSelector(QToolButton):
    """A button that names the protocol in use; `chosen` carries a `Protocol`, or None for automatic."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protocol: Protocol | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setMinimumHeight(28)
        self.setToolTip("The protocol the next answer is asked for in")
        self._menu = QMenu(self)
        self._menu.setAccessibleName("Protocol")
        self._menu.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        self.setMenu(self._menu)
        self.show_choice(None, None, None)

    @property
    def protocol(self) -> Protocol | None:
        """What is chosen; None is automatic."""
        return self._protocol

    def show_choice(
        self, protocol: Protocol | None, gateway: Gateway | None, automatic: Protocol | None
    ) -> None:
        """Shows a choice, and what `automatic` means for the model in use.

        A protocol the gateway lacks is shown as such, not changed.
        """
        self._protocol = protocol
        self._menu.clear()
        words = "Automatic" if automatic is None else f"Automatic ({PROTOCOL_NAMES[automatic]})"
        self._add(words, None, "")
        self._menu.addSeparator()
        for one in Protocol:
            self._add(PROTOCOL_NAMES[one], one, hindrance(gateway, one))
        if protocol is None:
            self.setText(words)
        else:
            reason = hindrance(gateway, protocol)
            self.setText(
                PROTOCOL_NAMES[protocol] + (f" – {reason}" if reason and gateway is not None else "")
            )
        self.setAccessibleName(f"Protocol: {self.text()}")

    def _add(self, words: str, protocol: Protocol | None, reason: str) -> None:
        action = QAction(f"{words} – {reason}" if reason else words, self._menu)
        action.setCheckable(True)
        action.setChecked(protocol == self._protocol)
        action.setEnabled(not reason)
        action.setToolTip(reason)
        action.setData(protocol)
        action.triggered.connect(partial(self._choose, protocol))
        self._group.addAction(action)
        self._menu.addAction(action)

    def _choose(self, protocol: Protocol | None, checked: bool = False) -> None:
        self._protocol = protocol
        self.chosen.emit(protocol)
