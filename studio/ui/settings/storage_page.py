"""Settings, storage: where things lie and how big they are, and how to make room or delete everything."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.domain.library import StorageFigures
from studio.state.gateway_words import failure_words
from studio.state.housekeeping import Housekeeping
from studio.ui.links import open_folder
from studio.ui.settings.labels import heading, plain_label, rule

_WORD = "delete"


class StoragePage(QWidget):
    """Figures are read when the page opens; deleting everything needs a typed word."""

    def __init__(self, housekeeping: Housekeeping, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._housekeeping = housekeeping
        self._folder = plain_label()
        self._figures = {name: plain_label() for name in ("Conversations", "Pictures", "Records", "In all")}
        self._open = QPushButton("Open the folder")
        self._compact = QPushButton("Compact")
        self._outcome = plain_label(faint=True)
        self._typed = QLineEdit()
        self._delete = QPushButton("Delete everything")
        self._build()
        self._open.clicked.connect(self._open_folder)
        self._compact.clicked.connect(housekeeping.compact)
        self._typed.textChanged.connect(self._tell)
        self._delete.clicked.connect(self._delete_everything)
        housekeeping.changed.connect(self._tell)
        self._tell()

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow("Folder", self._folder)
        for name, label in self._figures.items():
            form.addRow(name, label)
        buttons = QHBoxLayout()
        buttons.addWidget(self._open)
        buttons.addWidget(self._compact)
        buttons.addStretch(1)
        caption = QLabel(f"Type “{_WORD}” to be sure")
        caption.setBuddy(self._typed)
        self._typed.setMaximumWidth(160)
        last = QHBoxLayout()
        last.addWidget(caption)
        last.addWidget(self._typed)
        last.addWidget(self._delete)
        last.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(heading("Storage", 3.0))
        layout.addLayout(form)
        layout.addLayout(buttons)
        layout.addWidget(self._outcome)
        layout.addWidget(rule())
        layout.addWidget(heading("Delete everything", 0.5))
        words = (
            "All conversations, pictures, comparisons, votes and records. Gateways, keys and settings stay."
        )
        layout.addWidget(plain_label(words, faint=True))
        layout.addLayout(last)
        layout.addStretch(1)

    def _tell(self) -> None:
        house = self._housekeeping
        free = not house.busy
        self._compact.setEnabled(free)
        self._delete.setEnabled(free and self._typed.text().strip().lower() == _WORD)
        self._open.setEnabled(house.figures is not None)
        words = failure_words(house.problem) if house.problem is not None else house.outcome
        self._outcome.setText(house.busy or words)
        if house.figures is not None:
            self._show(house.figures)

    def _show(self, figures: StorageFigures) -> None:
        self._folder.setText(figures.folder)
        text = f"{figures.conversations:,} with {figures.messages:,} messages"
        self._figures["Conversations"].setText(f"{text}, database {_size(figures.database_bytes)}")
        self._figures["Pictures"].setText(f"{figures.pictures:,}, {_size(figures.picture_bytes)}")
        self._figures["Records"].setText(f"{_size(figures.exchange_bytes)} of the database")
        self._figures["In all"].setText(_size(figures.database_bytes + figures.picture_bytes))

    def _open_folder(self) -> None:
        if self._housekeeping.figures is not None:
            open_folder(self._housekeeping.figures.folder)

    def _delete_everything(self) -> None:
        self._typed.clear()
        self._housekeeping.delete_everything()


def _size(count: int) -> str:
    return QLocale().formattedDataSize(count)
