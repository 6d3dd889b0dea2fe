"""The numbers of a comparison: a table over its answers, bars beside it, and copies for elsewhere."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.state.comparison_export import as_csv, as_markdown
from studio.state.comparison_numbers import COLUMNS, NumberRow, as_table, mean_rows, number_rows
from studio.state.comparison_session import ComparisonSession
from studio.ui.compare.bars import LaneBars
from studio.ui.compare.export_file import write_text
from studio.ui.compare.numbers_model import NumbersModel
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.table import ROW, dress
from studio.ui.shell.icons import icon

_CHARTS = ("first_word", "rate", "total", "cost")
_EVERY, _MEAN = 0, -1
_TWO_CHARTS = 720


class NumbersPage(QWidget):
    """Shows one comparison's numbers; while names are hidden there are none."""

    def __init__(self, parts: CompareParts) -> None:
        super().__init__()
        self._parts = parts
        self.session: ComparisonSession | None = None
        self.model = NumbersModel(self)
        self.table = QTableView()
        self.choice = QComboBox()
        self.charts = [LaneBars(c) for c in COLUMNS if c.field in _CHARTS]
        self._empty = QLabel("Ask the lanes something, and their numbers stand here.")
        self._body = QWidget()
        self._grid = QGridLayout()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()

    def show_session(self, session: ComparisonSession) -> None:
        """Turns to another comparison."""
        if self.session is not None:
            self.session.answers_changed.disconnect(self.refresh)
            self.session.changed.disconnect(self.refresh)
        self.session = session
        session.answers_changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows what is known by now."""
        session = self.session
        if session is None:
            return
        self._fill_choice(session.turns())
        rows = () if session.hidden() else self.rows()
        self.model.show_rows(rows)
        for chart in self.charts:
            chart.show_rows(self._charted())
        if session.hidden():
            self._empty.setText("Numbers show after the vote: speed would give the models away.")
        else:
            self._empty.setText("Ask the lanes something, and their numbers stand here.")
        self._empty.setVisible(not rows)
        self._body.setVisible(bool(rows))
        idle = self.model.idle_columns()
        for column in range(self.model.columnCount()):
            self.table.setColumnHidden(column, column in idle)
        self.table.resizeColumnsToContents()
        self._fit_table()

    def rows(self) -> tuple[NumberRow, ...]:
        """The rows the choice asks for."""
        session, turn = self.session, self.choice.currentData()
        if session is None:
            return ()
        if turn == _MEAN:
            return mean_rows(number_rows(session))
        return number_rows(session, turn or 0)

    def _charted(self) -> tuple[NumberRow, ...]:
        """Bars stand for lanes: of every answer there would be too many."""
        if self.session is None or self.session.hidden():
            return ()
        if self.choice.currentData() == _EVERY:
            return mean_rows(number_rows(self.session))
        return self.rows()

    def _build(self) -> None:
        self.choice.setAccessibleName("Which answers")
        self.choice.setMinimumHeight(28)
        self.choice.activated.connect(lambda _: self.refresh())
        head = QHBoxLayout()
        head.addWidget(self.choice)
        head.addStretch(1)
        for words, drawing, tip, act in (
            ("Markdown", "copy", "Copy as a Markdown table", self._copy_markdown),
            ("CSV", "copy", "Copy as CSV", self._copy_csv),
            ("Export…", "download", "Write the table to a file", self._export),
        ):
            button = QPushButton(icon(drawing), words)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(act)
            head.addWidget(button)
        self._dress_table()
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(14)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(18)
        body.addWidget(self.table)
        body.addLayout(self._grid)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(12)
        column.addLayout(head)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setMinimumHeight(220)
        column.addWidget(self._empty)
        column.addWidget(self._body)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _dress_table(self) -> None:
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        dress(self.table)
        self.table.setAccessibleName("Numbers of every answer")

    def _fill_choice(self, turns: int) -> None:
        if self.choice.count() == turns + 2 and turns:
            return
        chosen = self.choice.currentData()
        self.choice.clear()
        self.choice.addItem("Every answer", _EVERY)
        self.choice.addItem("Mean of each lane", _MEAN)
        for turn in range(1, turns + 1):
            self.choice.addItem(f"Question {turn}", turn)
        at = self.choice.findData(chosen) if chosen is not None else 0
        self.choice.setCurrentIndex(max(0, at))

    def _fit_table(self) -> None:
        rows = min(12, self.model.rowCount())
        head = max(28, self.table.horizontalHeader().sizeHint().height())
        self.table.setFixedHeight(head + ROW * rows + 14)

    def _copy_markdown(self) -> None:
        QGuiApplication.clipboard().setText(as_markdown(*as_table(self.model.rows())))
        self._parts.tell("Copied as a Markdown table.", "", None)

    def _copy_csv(self) -> None:
        QGuiApplication.clipboard().setText(as_csv(*as_table(self.model.rows())))
        self._parts.tell("Copied as CSV.", "", None)

    def _export(self) -> None:
        table = as_table(self.model.rows())
        write_text(
            self,
            "Export numbers",
            "numbers.csv",
            lambda path: as_markdown(*table) if path.suffix.lower() == ".md" else as_csv(*table),
            self._parts.tell,
        )

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() >= _TWO_CHARTS else 1
        for at, chart in enumerate(self.charts):
            self._grid.addWidget(chart, at // columns, at % columns)
