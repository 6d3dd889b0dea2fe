"""The form a run begins with: prompts, lanes, repeats and a check, and what that will come to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.domain.comparison import LETTERS, Check, Lane, RunPlan, RunRow, lane_names
from studio.state.runs_checks import CHECK_WORDS, pattern_problem
from studio.state.runs_reading import Prompts, read_file, read_lines
from studio.ui.settings.labels import heading, number_box
from studio.ui.shell.dialogs import choose_files, plain_label
from studio.ui.shell.icons import icon
from studio.ui.typed_text import typed_text

MOST_CELLS = 20_000
_PATTERNS = "Prompts (*.csv *.jsonl *.ndjson *.json *.txt);;All files (*)"
_HINT = (
    "One prompt a line, or several lines each with --- between them.\n"
    "A CSV or JSONL file may have the columns prompt, system, expected."
)


class RunEditor(QWidget):
    """`begun(RunPlan)` when everything is there; `cancelled` goes back."""

    begun = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lanes: tuple[Lane, ...] = ()
        self._from_file: Prompts | None = None
        self.name = QLineEdit()
        self.prompts = QPlainTextEdit()
        self.file = QPushButton(icon("folder-open"), "Open a file…")
        self.clear = QPushButton("Forget the file")
        self.problems = plain_label("", selectable=True)
        self.lanes = plain_label("")
        self.repeats = number_box(QSpinBox())
        self.check = QComboBox()
        self.value = QLineEdit()
        self.sum = plain_label("")
        self.start = QPushButton(icon("play"), "Start the run")
        self._build()
        self._connect()
        self.refresh()

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """The lanes the run asks: those of the comparison shown."""
        self._lanes = tuple(lanes)
        self.refresh()

    def take(self, prompts: Prompts, name: str) -> None:
        """Takes what a file held in the place of what is typed."""
        self._from_file = prompts
        self.prompts.setPlainText("\n".join(_shown(row) for row in prompts.rows[:200]))
        if not self.name.text().strip():
            self.name.setText(name)
        self.refresh()

    def rows(self) -> tuple[RunRow, ...]:
        """The prompts as they stand."""
        if self._from_file is not None:
            return self._from_file.rows
        return read_lines(typed_text(self.prompts)).rows

    def problem(self) -> str:
        """Why the run cannot begin, in one sentence, or ""."""
        rows = self.rows()
        check = self._check()
        if not rows:
            return "Write at least one prompt, or open a file."
        if not self._lanes:
            return "Add lanes under “Answers” first."
        if len(rows) * len(self._lanes) * self.repeats.value() > MOST_CELLS:
            return f"A run has {MOST_CELLS:,} cells at most."
        if check.kind == "regex" and check.value and pattern_problem(check.value):
            return pattern_problem(check.value)
        needs = check.kind in ("contains", "equals", "regex")
        if needs and not check.value and not any(row.expected for row in rows):
            return "Say what is looked for, or use a file with a column “expected”."
        return ""

    def refresh(self) -> None:
        """Shows what the run comes to."""
        file = self._from_file is not None
        self.prompts.setReadOnly(file)
        self.clear.setVisible(file)
        lines = self._from_file.problems if self._from_file is not None else ()
        shown = "\n".join(lines[:12])
        if len(lines) > 12:
            shown += f"\n… and {len(lines) - 12:,} more rows that were left out"
        self.problems.setText(shown)
        self.problems.setVisible(bool(lines))
        names = lane_names(self._lanes)
        self.lanes.setText(
            "\n".join(f"{LETTERS[at]}  {name}" for at, name in enumerate(names)) or "No lanes yet"
        )
        self.value.setEnabled(self._check().kind in ("contains", "equals", "regex"))
        rows, problem = len(self.rows()), self.problem()
        count = rows * len(self._lanes) * self.repeats.value()
        words = f"{rows:,} prompts × {len(self._lanes)} lanes × {self.repeats.value()} = {count:,} answers"
        self.sum.setText(problem or words)
        self.start.setEnabled(not problem)

    def plan(self) -> RunPlan:
        """The run as it stands."""
        return RunPlan(
            name=self.name.text().strip()[:120],
            rows=self.rows(),
            lanes=self._lanes,
            repeats=self.repeats.value(),
            check=self._check(),
        )

    # -- inside

    def _check(self) -> Check:
        kind = self.check.currentData() or "none"
        return Check(kind, self.value.text() if kind in ("contains", "equals", "regex") else "")

    def _build(self) -> None:
        self.name.setPlaceholderText("The first prompt’s words")
        self.prompts.setPlaceholderText(_HINT)
        self.prompts.setAccessibleName("Prompts")
        self.prompts.setTabChangesFocus(True)
        self.prompts.setMinimumHeight(150)
        self.repeats.setRange(1, 100)
        self.repeats.setAccessibleName("How often each prompt is asked")
        self.check.setAccessibleName("Check")
        self.check.setMinimumHeight(28)
        for kind, words in CHECK_WORDS.items():
            self.check.addItem(words, kind)
        self.value.setPlaceholderText("empty: the row’s own “expected”")
        self.value.setAccessibleName("What is looked for")
        self.problems.setForegroundRole(QPalette.ColorRole.BrightText)
        form = self._form()
        buttons = QHBoxLayout()
        buttons.addWidget(self.sum, 1)
        back = QPushButton("Cancel")
        back.clicked.connect(self.cancelled)
        buttons.addWidget(back)
        self.start.setDefault(True)
        buttons.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(heading("New run"))
        layout.addLayout(form, 1)
        layout.addLayout(buttons)

    def _form(self) -> QFormLayout:
        files = QHBoxLayout()
        files.addWidget(self.file)
        files.addWidget(self.clear)
        files.addStretch(1)
        checks = QHBoxLayout()
        checks.addWidget(self.check)
        checks.addWidget(self.value, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.addRow("Name", self.name)
        form.addRow("Prompts", self.prompts)
        form.addRow("", files)
        form.addRow("", self.problems)
        form.addRow("Lanes", self.lanes)
        form.addRow("Each asked", self.repeats)
        form.addRow("Check", checks)
        return form

    def _connect(self) -> None:
        self.prompts.textChanged.connect(self.refresh)
        self.repeats.valueChanged.connect(lambda _: self.refresh())
        self.check.activated.connect(lambda _: self.refresh())
        self.value.textChanged.connect(lambda _: self.refresh())
        self.clear.clicked.connect(self._forget)
        self.start.clicked.connect(lambda: self.begun.emit(self.plan()))
        self.file.clicked.connect(lambda: choose_files(self, "Open prompts", _PATTERNS, self._open))

    def _open(self, paths: list[Path]) -> None:
        if paths:
            self.take(read_file(paths[0]), paths[0].stem)

    def _forget(self) -> None:
        self._from_file = None
        self.prompts.clear()
        self.refresh()


def _shown(row: RunRow) -> str:
    """A prompt of a file as one line of the field, with what is expected."""
    words = " ".join(row.prompt.split())[:160]
    return f"{words}   → {' '.join(row.expected.split())[:60]}" if row.expected else words
