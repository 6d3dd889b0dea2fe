"""What all votes add up to: ratings with their intervals, or that there are not enough votes yet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.state.comparison_export import as_csv, as_markdown
from studio.ui.compare.export_file import write_text
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.table import ROW, dress
from studio.ui.compare.tally_model import INTERVAL, TITLES, IntervalPainter, TallyModel, cells_of
from studio.ui.shell.dialogs import plain_label
from studio.ui.shell.icons import icon

_NONE = "Nothing is voted on yet. Ask two or more lanes, then say which answer is best."
_ABOUT = (
    "Ratings follow the Bradley–Terry model on the scale of chess, 1000 being the mean; the line is the 95 % "
    "interval. Where lines overlap, the votes do not tell the models apart."
)


class TallyPage(QWidget):
    """Shows the standings, narrowed by tag and by whether votes were blind."""

    def __init__(self, parts: CompareParts) -> None:
        super().__init__()
        self._parts = parts
        self.model = TallyModel(self)
        self.table = QTableView()
        self.tag = QComboBox()
        self.blind_only = QCheckBox("Blind votes only")
        self._count = QLabel()
        self._empty = plain_label(_NONE)
        self._about = plain_label(_ABOUT)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()
        parts.comparisons.votes_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Counts anew."""
        comparisons = self._parts.comparisons
        self._fill_tags(comparisons.tags())
        tag = self.tag.currentData() or ""
        self.model.show_standings(comparisons.standings(tag, self.blind_only.isChecked()))
        votes = [
            v
            for v in comparisons.votes.values()
            if (not tag or tag in v.tags) and (v.blind or not self.blind_only.isChecked())
        ]
        self._count.setText(f"{len(votes):,} votes" if len(votes) != 1 else "1 vote")
        some = self.model.rowCount() > 0
        self._empty.setVisible(not some)
        self.table.setVisible(some)
        self._about.setVisible(some)
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(INTERVAL, max(160, self._room_for_interval()))
        self.table.setFixedHeight(46 + ROW * min(16, self.model.rowCount()))

    def _room_for_interval(self) -> int:
        others = sum(self.table.columnWidth(at) for at in range(self.model.columnCount()) if at != INTERVAL)
        return self.table.viewport().width() - others

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnWidth(INTERVAL, max(160, self._room_for_interval()))

    def _build(self) -> None:
        self.tag.setAccessibleName("Tag")
        self.tag.setMinimumHeight(28)
        self.tag.addItem("All tags", "")
        self.tag.activated.connect(lambda _: self.refresh())
        self.blind_only.toggled.connect(lambda _: self.refresh())
        export = QPushButton(icon("download"), "Export…")
        export.clicked.connect(self._export)
        head = QHBoxLayout()
        for widget in (self.tag, self.blind_only, self._count):
            head.addWidget(widget)
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head.addStretch(1)
        head.addWidget(export)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(INTERVAL, IntervalPainter(self.table))
        self.table.setAccessibleName("Standings")
        dress(self.table)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMinimumHeight(200)
        for label in (self._empty, self._about):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 18)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.table)
        layout.addWidget(self._about)
        layout.addStretch(1)

    def _fill_tags(self, tags: tuple[str, ...]) -> None:
        known = tuple(self.tag.itemData(at) for at in range(1, self.tag.count()))
        if known == tags:
            return
        chosen = self.tag.currentData()
        self.tag.clear()
        self.tag.addItem("All tags", "")
        for tag in tags:
            self.tag.addItem(tag[:40], tag)
        self.tag.setCurrentIndex(max(0, self.tag.findData(chosen)))

    def _export(self) -> None:
        rows = [cells_of(standing) for standing in self.model.standings]
        write_text(
            self,
            "Export the tally",
            "tally.csv",
            lambda path: as_markdown(TITLES, rows) if path.suffix.lower() == ".md" else as_csv(TITLES, rows),
            self._parts.tell,
        )
