"""The settings dialog: pages at the left, built when first looked at; every change is kept at once."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.state.gateways import Gateways
from studio.state.housekeeping import Housekeeping
from studio.state.ports import Store
from studio.state.preferences import Preferences
from studio.ui.settings.labels import roomy
from studio.ui.settings.shortcuts_page import Bindable
from studio.ui.shell.icons import icon

PAGES = (
    ("gateways", "server", "Gateways and keys"),
    ("appearance", "palette", "Appearance"),
    ("presets", "sliders-horizontal", "Parameters and prompts"),
    ("privacy", "shield", "Privacy and requests"),
    ("shortcuts", "keyboard", "Shortcuts"),
    ("storage", "hard-drive", "Storage"),
    ("usage", "chart-column", "Usage"),
)


class SettingsDialog(QDialog):
    """Not modal by nature: `open()` or `show()` it; closing keeps what is in the fields."""

    def __init__(
        self,
        gateways: Gateways,
        preferences: Preferences,
        store: Store,
        parent: QWidget | None = None,
        commands: Sequence[Bindable] = (),
        wipe: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumSize(720, 480)
        self.resize(1000, 720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._gateways = gateways
        self._preferences = preferences
        self._housekeeping = Housekeeping(store, wipe)
        self._housekeeping.setParent(self)
        self._commands = commands
        self._names = QListWidget()
        self._pages = QStackedWidget()
        self._places: list[QVBoxLayout] = []
        self._built: dict[str, QWidget] = {}
        self._shown_pages = tuple(p for p in PAGES if p[0] != "shortcuts" or commands)
        self._build()
        self._names.currentRowChanged.connect(self._show_row)
        self.show_page("gateways")

    def show_page(self, name: str, gateway_id: str = "") -> None:
        """Shows the page of this name (see `PAGES`); `gateway_id` selects a gateway on theirs."""
        rows = [page[0] for page in self._shown_pages]
        if name in rows:
            self._names.setCurrentRow(rows.index(name))
        page = self._built.get("gateways")
        if gateway_id and page is not None:
            page.show_gateway(gateway_id)  # type: ignore[attr-defined]

    def _build(self) -> None:
        self._names.setAccessibleName("Pages")
        self._names.setFixedWidth(220)
        self._names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names.setIconSize(QSize(18, 18))
        roomy(self._names)
        for _, drawing, title in self._shown_pages:
            item = QListWidgetItem(icon(drawing), title)
            self._names.addItem(item)
            page = QWidget()
            place = QVBoxLayout(page)
            place.setContentsMargins(0, 0, 0, 0)
            self._places.append(place)
            self._pages.addWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        close.setMinimumHeight(28)
        right = QVBoxLayout()
        right.addWidget(self._pages, 1)
        right.addWidget(buttons)
        layout = QHBoxLayout(self)
        layout.setSpacing(16)
        layout.addWidget(self._names)
        layout.addLayout(right, 1)

    def _show_row(self, row: int) -> None:
        if row < 0:
            return
        name = self._shown_pages[row][0]
        if name not in self._built:
            self._built[name] = self._makers()[name]()
            page = self._built[name]
            for button in page.findChildren(QPushButton):
                button.setAutoDefault(False)
                button.setMinimumHeight(28)
            place = self._places[row]
            place.addWidget(page if name in ("gateways", "usage") else _scrolling(page))
        self._pages.setCurrentIndex(row)
        if name in ("storage", "usage"):
            self._housekeeping.refresh()
        if name == "gateways":
            self._gateways.refresh_keyring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the typing in a field; it never presses whichever button Qt thinks is the default one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def _makers(self) -> dict[str, Callable[[], QWidget]]:
        from studio.ui.settings.appearance_page import AppearancePage
        from studio.ui.settings.gateways_page import GatewaysPage
        from studio.ui.settings.presets_page import PresetsPage
        from studio.ui.settings.privacy_page import PrivacyPage
        from studio.ui.settings.shortcuts_page import ShortcutsPage
        from studio.ui.settings.storage_page import StoragePage
        from studio.ui.settings.usage_page import UsagePage

        return {
            "gateways": lambda: GatewaysPage(self._gateways),
            "appearance": lambda: AppearancePage(self._preferences),
            "presets": lambda: PresetsPage(self._preferences),
            "privacy": lambda: PrivacyPage(self._preferences, self._housekeeping),
            "shortcuts": lambda: ShortcutsPage(self._preferences, self._commands),
            "storage": lambda: StoragePage(self._housekeeping),
            "usage": lambda: UsagePage(self._housekeeping, self._gateways, self._preferences),
        }


def _scrolling(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll
