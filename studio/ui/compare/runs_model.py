"""The results of a run as a table model: prompts down, lanes across, one line of each answer."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette

from studio.domain.comparison import LETTERS
from studio.domain.conversation import Message, Status
from studio.domain.text import first_words
from studio.state.runs_checks import Verdict
from studio.state.runs_session import Cell, RunSession

Index = QModelIndex | QPersistentModelIndex

MARK_ROLE = Qt.ItemDataRole.UserRole
"""The mark of a cell: "good", "bad", "poor", "busy" or "" (see `StatusMark`)."""

_LINE = 90
_STATUS_WORDS = {Status.FAILED: "failed", Status.STOPPED: "stopped", Status.CUT_OFF: "cut off"}


class RunModel(QAbstractTableModel):
    """Rows are (prompt, repeat), columns the prompt and each lane; only cells in view are ever asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: RunSession | None = None
        self._names: tuple[str, ...] = ()

    def show_run(self, session: RunSession | None) -> None:
        """Turns to another run, or to none."""
        self.beginResetModel()
        if self.session is not None:
            self.session.cells_changed.disconnect(self._cells_changed)
        self.session = session
        self._names = () if session is None else session.lane_names()
        if session is not None:
            session.cells_changed.connect(self._cells_changed)
        self.endResetModel()

    def cell_at(self, index: Index) -> Cell | None:
        """The cell at a place of the table; None for the prompts' column."""
        if self.session is None or not index.isValid() or index.column() == 0:
            return None
        row, repeat = divmod(index.row(), self.session.plan.repeats)
        return row, index.column() - 1, repeat

    def lane_title(self, lane: int) -> str:
        """The head of a lane's column, with how many of its answers passed."""
        if self.session is None:
            return ""
        passed, checked = self.session.passed(lane)
        share = f"   {passed} of {checked} passed" if checked else ""
        return f"{LETTERS[lane]}  {self._names[lane]}{share}"

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self.session is None:
            return 0
        return len(self.session.plan.rows) * self.session.plan.repeats

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self.session is None:
            return 0
        return 1 + len(self.session.plan.lanes)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        return "Prompt" if section == 0 else self.lane_title(section - 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        session = self.session
        if session is None or not index.isValid():
            return None
        cell = self.cell_at(index)
        if cell is None:
            return self._prompt(session, index.row(), role)
        answer, verdict = session.answer(cell), session.verdict(cell)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line_of(answer)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{line_of(answer)} ({verdict})" if verdict else line_of(answer)
            case Qt.ItemDataRole.UserRole:
                return mark_of(answer, verdict)
            case Qt.ItemDataRole.ForegroundRole if answer is None or answer.status in _STATUS_WORDS:
                return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            case _:
                return None

    def _prompt(self, session: RunSession, row: int, role: int) -> Any:
        at, repeat = divmod(row, session.plan.repeats)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = first_words(session.plan.rows[at].prompt, _LINE)
        return f"{at + 1}.{repeat + 1}  {words}" if session.plan.repeats > 1 else f"{at + 1}  {words}"

    def _cells_changed(self, cells: Sequence[Cell]) -> None:
        if self.session is None:
            return
        repeats = self.session.plan.repeats
        for row, lane, repeat in cells:
            index = self.index(row * repeats + repeat, lane + 1)
            self.dataChanged.emit(index, index)
        last = self.columnCount() - 1
        if last > 0 and any(self.session.passed(lane)[1] for lane in range(last)):
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, last)


def line_of(answer: Message | None) -> str:
    """An answer as one line."""
    if answer is None:
        return "–"
    words = first_words(answer.text, _LINE)
    if answer.failure is not None and not words:
        words = first_words(answer.failure.message, _LINE)
    ended = _STATUS_WORDS.get(answer.status)
    if ended is not None:
        return f"{ended}: {words}" if words else ended
    return words or ("…" if answer.running else "(no text)")


def mark_of(answer: Message | None, verdict: Verdict) -> str:
    """The mark of a cell."""
    if answer is None:
        return ""
    if answer.running:
        return "busy"
    if answer.status is Status.FAILED:
        return "bad"
    if answer.status is not Status.DONE:
        return "poor"
    return {Verdict.PASSED: "good", Verdict.MISSED: "bad", Verdict.UNSURE: "poor", Verdict.NONE: ""}[verdict]


def results_table(session: RunSession) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and one row for each cell, for an export."""
    header = (
        "Row", "Repeat", "Lane", "Model", "Prompt", "System", "Expected", "Answer", "Status", "Check",
        "First word (s)", "Total (s)", "Tokens in", "Tokens out", "Cost (USD)", "Problem",
    )  # fmt: skip
    names = session.lane_names()
    rows: list[tuple[str, ...]] = []
    for cell in session.plan.cells():
        row, answer = session.plan.rows[cell[0]], session.answer(cell)
        usage = answer.usage if answer is not None else None
        timing = answer.timing if answer is not None else None
        rows.append(
            (
                str(cell[0] + 1),
                str(cell[2] + 1),
                LETTERS[cell[1]],
                names[cell[1]],
                row.prompt,
                row.system,
                row.expected,
                answer.text if answer is not None else "",
                "not asked" if answer is None else answer.status.value,
                str(session.verdict(cell).value),
                _number(timing.first_word_s if timing else None, 3),
                _number(timing.total_s if timing else None, 3),
                _number(usage.input_tokens if usage else None, 0),
                _number(usage.output_tokens if usage else None, 0),
                _number(usage.cost if usage else None, 8),
                answer.failure.message if answer is not None and answer.failure is not None else "",
            )
        )
    return header, rows


def _number(value: float | None, digits: int) -> str:
    return "—" if value is None else f"{value:.{digits}f}"
