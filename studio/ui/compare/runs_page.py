"""Runs: the list of them, one run's progress and results, and the form a new one begins with."""

import time

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.domain.comparison import RunPlan
from studio.state.comparison_export import as_csv, as_markdown
from studio.state.comparison_numbers import dollars
from studio.state.runs import Runs
from studio.state.runs_session import RunSession
from studio.ui.chat.transcript.numbers import numbers_of, seconds_in_words
from studio.ui.compare.cell_painter import CellPainter
from studio.ui.compare.export_file import write_text
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.run_editor import RunEditor
from studio.ui.compare.runs_model import RunModel, results_table
from studio.ui.compare.table import dress
from studio.ui.settings.labels import tool_button
from studio.ui.shell.dialogs import plain_label
from studio.ui.shell.icons import icon

_EMPTY = "A run asks a list of prompts of every lane, and checks the answers. It goes on after a restart."


class RunsPage(QWidget):
    """Shows one run at a time; others go on in the background."""

    def __init__(self, runs: Runs, parts: CompareParts) -> None:
        super().__init__()
        self._runs = runs
        self._parts = parts
        self._wanted = ""
        self.session: RunSession | None = None
        self.model = RunModel(self)
        self.table = QTableView()
        self.choice = QComboBox()
        self.new = QPushButton(icon("plus"), "New run")
        self.go = QPushButton(icon("play"), "Start")
        self.again = QPushButton(icon("refresh-cw"), "Ask failed again")
        self.export = QPushButton(icon("download"), "Export…")
        self.remove = tool_button("trash-2", "Delete this run")
        self.progress = QProgressBar()
        self.words = QLabel()
        self.detail = QPlainTextEdit()
        self.editor = RunEditor()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()
        self._connect()
        self._list()

    # -- what the view does

    def show_editor(self) -> None:
        """Shows the form for a new run."""
        self._stack.setCurrentIndex(1)
        self.editor.prompts.setFocus()

    def show_run(self, session: RunSession | None) -> None:
        """Turns to a run."""
        if self.session is not None:
            self.session.changed.disconnect(self._show_state)
        self.session = session
        if session is not None:
            session.changed.connect(self._show_state)
        self.model.show_run(session)
        self.detail.clear()
        self._widen()
        self._show_state()

    # -- building

    def _build(self) -> None:
        self.choice.setAccessibleName("Which run")
        self.choice.setMinimumHeight(28)
        self.choice.setPlaceholderText("No runs yet")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        head = QHBoxLayout()
        head.addWidget(self.choice, 1)
        for widget in (self.new, self.go, self.again, self.export, self.remove):
            head.addWidget(widget)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.setStyleSheet(
            "QProgressBar { border: none; border-radius: 3px; background: palette(midlight); }"
            "QProgressBar::chunk { border-radius: 3px; background: palette(highlight); }"
        )
        self.words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._split = self._results()
        self._empty = plain_label(_EMPTY)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        results = QWidget()
        column = QVBoxLayout(results)
        column.setContentsMargins(18, 14, 18, 18)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.words)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1)
        form = QScrollArea()
        form.setWidgetResizable(True)
        form.setFrameShape(QScrollArea.Shape.NoFrame)
        form.setWidget(self.editor)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(results)
        self._stack.addWidget(form)

    def _results(self) -> QSplitter:
        self.table.setModel(self.model)
        self.table.setItemDelegate(CellPainter(self.table))
        self.table.setAccessibleName("Results")
        dress(self.table)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.detail.setReadOnly(True)
        self.detail.setAccessibleName("The whole answer")
        self.detail.setPlaceholderText("Choose a cell to read its whole answer.")
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        return split

    def _connect(self) -> None:
        self.new.clicked.connect(self.show_editor)
        self.go.clicked.connect(self._start_or_pause)
        self.again.clicked.connect(self._retry)
        self.export.clicked.connect(self._export)
        self.remove.clicked.connect(self._delete)
        self.editor.begun.connect(self._begin)
        self.editor.cancelled.connect(lambda: self._stack.setCurrentIndex(0))
        self.choice.activated.connect(lambda _: self._open(self.choice.currentData()))
        self.table.selectionModel().currentChanged.connect(self._show_cell)
        self._runs.changed.connect(self._list)
        self._runs.failed.connect(lambda text: self._parts.tell(text, "", None))

    # -- what the user does

    def _begin(self, plan: RunPlan) -> None:
        session = self._runs.new(plan)
        self._stack.setCurrentIndex(0)
        self._list()
        self._open(session.id)
        session.start()

    def _open(self, run: str | None) -> None:
        if not run:
            return
        self._wanted = run
        self._runs.open(run)

    def _start_or_pause(self) -> None:
        session = self.session
        if session is None:
            return
        if session.going:
            session.pause()
        else:
            session.start()

    def _retry(self) -> None:
        if self.session is not None:
            self.session.retry_failed()

    def _delete(self) -> None:
        if self.session is None:
            return
        gone = self._runs.delete(self.session.id)
        self.show_run(None)
        self._wanted = ""
        self._list()
        self._parts.tell("The run was deleted.", "Undo", lambda: self._runs.restore(gone))

    def _export(self) -> None:
        session = self.session
        if session is None:
            return
        table = results_table(session)
        write_text(
            self,
            "Export results",
            "results.csv",
            lambda path: as_markdown(*table) if path.suffix.lower() == ".md" else as_csv(*table),
            self._parts.tell,
        )

    # -- what is shown

    def _list(self) -> None:
        rows = self._runs.rows()
        known = [self.choice.itemData(at) for at in range(self.choice.count())]
        if known != [row.id for row in rows]:
            self.choice.clear()
            for row in rows:
                self.choice.addItem(row.title or "Run", row.id)
        wanted = self._wanted or (rows[0].id if rows else "")
        self.choice.setCurrentIndex(self.choice.findData(wanted))
        session = self._runs.get(wanted)
        if session is not None and session is not self.session:
            self.show_run(session)
        elif session is None and wanted and self._wanted != wanted:
            self._open(wanted)
        self._show_state()

    def _show_state(self) -> None:
        session = self.session
        some = session is not None
        for widget in (self.go, self.again, self.export, self.remove, self.progress, self.words, self._split):
            widget.setVisible(some)
        self._empty.setVisible(not some)
        self.choice.setEnabled(self.choice.count() > 0)
        if session is None:
            return
        done, count = session.settled(), session.count()
        self.progress.setMaximum(max(1, count))
        self.progress.setValue(done)
        self.words.setText(_standing(session))
        complete = done == count
        self.go.setVisible(not complete or session.going)
        self.go.setText("Pause" if session.going else "Go on" if session.settled() else "Start")
        self.go.setIcon(icon("pause" if session.going else "play"))
        self.again.setVisible(session.failures() > 0 and not session.going)

    def _show_cell(self, index: QModelIndex) -> None:
        session, cell = self.session, self.model.cell_at(index)
        if session is None:
            return
        if cell is None:
            row = session.plan.rows[index.row() // session.plan.repeats] if index.isValid() else None
            self.detail.setPlainText("" if row is None else row.prompt)
            return
        answer = session.answer(cell)
        if answer is None:
            self.detail.setPlainText("")
            return
        head = [numbers_of(answer), str(session.verdict(cell).value)]
        if answer.failure is not None:
            head.append(answer.failure.message)
        self.detail.setPlainText("\n".join(w for w in head if w) + "\n\n" + answer.text)

    def _widen(self) -> None:
        header = self.table.horizontalHeader()
        for column in range(self.model.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, 260)
        if self.model.columnCount():
            header.setStretchLastSection(True)


def _standing(session: RunSession) -> str:
    """How far a run is, in one line."""
    done, count = session.settled(), session.count()
    words = [f"{done:,} of {count:,} answers"]
    if session.running():
        words.append(f"{session.running()} being asked")
    if session.failures():
        words.append(f"{session.failures():,} failed")
    cost = session.cost()
    words.append("cost —" if cost is None else f"{dollars(cost)} so far")
    begun = session.settled_at_start
    if session.going and done > begun:
        each = (time.monotonic() - session.started_at) / (done - begun)
        words.append(f"about {seconds_in_words(each * (count - done))} left")
    elif not session.going and done < count:
        words.append("paused")
    return "  ·  ".join(words)
