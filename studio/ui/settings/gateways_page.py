"""Settings, gateways and keys: the list with its health marks at the left, the editor of one at the right."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import new_id
from studio.domain.gateway import Gateway
from studio.domain.presets import PRESETS
from studio.state.gateways import Gateways
from studio.ui.settings.gateway_editor import GatewayEditor
from studio.ui.settings.labels import plain_label, roomy, status_icon, tool_button
from studio.ui.shell.dialogs import ask
from studio.ui.shell.icons import icon


class GatewaysPage(QWidget):
    """Adds, orders, edits, tests and removes gateways."""

    def __init__(self, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._filling = False
        self._list = QListWidget()
        self._add = QToolButton()
        self._remove = tool_button("trash-2", "Remove this gateway and its key")
        self._up = tool_button("arrow-up", "Move up")
        self._down = tool_button("arrow-down", "Move down")
        self._ask_all = tool_button("refresh-cw", "Ask every gateway how it is")
        self._editor = GatewayEditor(gateways)
        self._empty = plain_label("No gateway yet: add one with the button at the lower left.", faint=True)
        self._build()
        self._connect()
        self._fill()
        self._list.setCurrentRow(0)

    def show_gateway(self, gateway_id: str) -> None:
        """Selects one gateway, "" none in particular."""
        ids = [g.id for g in self._gateways.rows]
        if gateway_id in ids:
            self._list.setCurrentRow(ids.index(gateway_id))

    def _build(self) -> None:
        self._list.setAccessibleName("Gateways")
        self._list.setIconSize(QSize(16, 16))
        roomy(self._list)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setMinimumWidth(190)
        self._list.setMaximumWidth(240)
        self._add.setText("Add")
        self._add.setIcon(icon("plus"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setAccessibleName("Add a gateway")
        self._add.setMinimumHeight(28)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill_menu)
        self._add.setMenu(menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(self._add)
        buttons.addStretch(1)
        for button in (self._up, self._down, self._ask_all, self._remove):
            buttons.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addLayout(buttons)
        right = QScrollArea()
        right.setWidgetResizable(True)
        right.setFrameShape(QFrame.Shape.NoFrame)
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._editor)
        right.setWidget(inner)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(left)
        layout.addWidget(right, 1)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._show)
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        self._remove.clicked.connect(self._ask_removal)
        self._ask_all.clicked.connect(self._gateways.refresh_health)
        self._gateways.changed.connect(self._fill)
        self._gateways.health_changed.connect(self._fill)
        self._gateways.found_changed.connect(self._take_found)

    def _fill(self) -> None:
        self._filling = True
        chosen = self._current()
        self._list.clear()
        for gateway in self._gateways.rows:
            health = self._gateways.health(gateway.id)
            item = QListWidgetItem(status_icon(self, health.level), gateway.name[:60])
            item.setData(Qt.ItemDataRole.UserRole, gateway.id)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, health.words[:200])
            self._list.addItem(item)
        self._filling = False
        ids = [g.id for g in self._gateways.rows]
        self._list.setCurrentRow(ids.index(chosen) if chosen in ids else min(0, len(ids) - 1))
        self._empty.setVisible(not ids)
        self._enable()

    def _current(self) -> str:
        item = self._list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _show(self, row: int) -> None:
        if not self._filling:
            self._editor.show_gateway(self._current())
            self._enable()

    def _enable(self) -> None:
        row, count = self._list.currentRow(), self._list.count()
        self._remove.setEnabled(row >= 0)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < count - 1)

    def _fill_menu(self) -> None:
        menu = self._add.menu()
        menu.clear()
        for preset in PRESETS:
            menu.addAction(f"{preset.name}  ({preset.base_url})").triggered.connect(
                lambda _=False, p=preset: self._add_row(p)
            )
        menu.addSeparator()
        menu.addAction("Another address…").triggered.connect(self._add_other)
        menu.addAction("Look for servers on this computer").triggered.connect(self._gateways.discover)

    def _add_row(self, template: Gateway) -> None:
        self.show_gateway(self._gateways.add(self._gateways.fresh(template)))

    def _add_other(self) -> None:
        self._add_row(Gateway(id=new_id(), name="New gateway", base_url="https://gateway.example/v1"))

    def _take_found(self) -> None:
        """Servers that answer here and are not in the list yet are added, because the user asked to look."""
        if self._gateways.searching:
            return
        known = {g.base_url for g in self._gateways.rows}
        for gateway in self._gateways.found:
            if gateway.base_url not in known:
                self._add_row(gateway)

    def _move(self, step: int) -> None:
        ids = [g.id for g in self._gateways.rows]
        at = self._list.currentRow()
        ids[at], ids[at + step] = ids[at + step], ids[at]
        self._gateways.reorder(ids)

    def _ask_removal(self) -> None:
        gateway = self._gateways.get(self._current())
        if gateway is None:
            return
        words = f"{gateway.name} is taken off the list and its key is removed from the keyring. Chats stay."
        ask(
            self.window(),
            "Remove this gateway?",
            words,
            ("Remove",),
            lambda _: self._gateways.remove(gateway.id),
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_list"):
            self._fill()
        super().changeEvent(event)
