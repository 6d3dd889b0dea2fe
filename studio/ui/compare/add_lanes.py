"""Adding several lanes at once: a list of models to tick, narrowed by a few letters."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.comparison import Lane
from studio.domain.model import Capability
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.state.ranking import Facets
from studio.ui.settings.labels import roomy
from studio.ui.shell.dialogs import plain_label

_LISTED = 300
_CHAT = Facets(capabilities=frozenset({Capability.CHAT}))


class AddLanes(QDialog):
    """`chosen(tuple[Lane, ...])` in the order they were ticked; at most `room` can be."""

    chosen = Signal(tuple)

    def __init__(self, models: Models, gateways: Gateways, room: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Add several lanes")
        self.resize(520, 560)
        self._models = models
        self._gateways = gateways
        self._room = room
        self._ticked: dict[tuple[str, str], None] = {}
        self.field = QLineEdit()
        self.rows = QListWidget()
        self.words = plain_label("")
        self.add = QPushButton("Add")
        self._build()
        self._list()
        self._count()

    def _build(self) -> None:
        self.field.setPlaceholderText("Find models: a few letters of each word")
        self.field.setAccessibleName("Find models")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._list)
        self.rows.setAccessibleName("Models")
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roomy(self.rows)
        self.rows.itemChanged.connect(self._tick)
        self.add.setDefault(True)
        self.add.clicked.connect(self._accept)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.field)
        layout.addWidget(self.rows, 1)
        layout.addLayout(foot)

    def _list(self) -> None:
        self.rows.blockSignals(True)
        self.rows.clear()
        for model in self._models.ranked(self.field.text(), _CHAT, _LISTED):
            gateway = self._gateways.get(model.gateway)
            label = f"{model.shown_name}   {gateway.name if gateway else model.gateway}"
            item = QListWidgetItem(f"{label}   – {model.locked}" if model.locked else label)
            item.setToolTip(model.id)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            key = (model.gateway, model.id)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked if key in self._ticked else Qt.CheckState.Unchecked)
            self.rows.addItem(item)
        self.rows.blockSignals(False)

    def _tick(self, item: QListWidgetItem) -> None:
        gateway, model = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() is Qt.CheckState.Checked:
            self._ticked[gateway, model] = None
        else:
            self._ticked.pop((gateway, model), None)
        self._count()

    def _count(self) -> None:
        count = len(self._ticked)
        if count > self._room:
            self.words.setText(f"There is room for {self._room} more lanes; {count} are ticked.")
        else:
            self.words.setText(f"{count} ticked, room for {self._room}")
        self.add.setText("Add 1 lane" if count == 1 else f"Add {count} lanes")
        self.add.setEnabled(0 < count <= self._room)

    def _accept(self) -> None:
        self.accept()
        self.chosen.emit(tuple(Lane(conversation_id="", gateway=g, model=m) for g, m in self._ticked))
