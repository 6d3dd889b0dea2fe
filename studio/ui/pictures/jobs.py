"""The queue: one row a picture job with its words, time, progress and a button that stops it."""

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import Status
from studio.domain.errors import REMEDY_WORDS
from studio.domain.text import first_words
from studio.state.picture_jobs import Job
from studio.state.picture_studio import PictureStudio
from studio.ui.pictures.preview import Preview
from studio.ui.shell.theme import icon

PREVIEW = 120
"""The height of a partial picture in its row, in pixels."""
MOST_ROWS = 5


class JobRow(QWidget):
    """One job."""

    def __init__(self, studio: PictureStudio, job_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._id = job_id
        self.with_preview = True
        """Whether a partial picture is shown here; not where the stage shows it already."""
        self._title = _plain_label()
        self._state = _plain_label(faint=True)
        self._state.setWordWrap(True)
        self._preview = Preview(studio.rasters)
        self._preview.setFixedHeight(PREVIEW)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._stop = QToolButton()
        self._stop.setIcon(icon("x"))
        self._stop.setAutoRaise(True)
        self._stop.clicked.connect(self._act)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._title, 1)
        top.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._preview)
        column.addWidget(self._bar)
        column.addWidget(self._state)
        self.refresh()

    def refresh(self) -> None:
        """Shows how the job stands now."""
        job = self._studio.jobs.get(self._id)
        if job is None:
            return
        self._title.setText(first_words(job.prompt, 40))
        self._state.setText(job_words(job))
        self._preview.show_ref(job.preview)
        self._preview.setVisible(job.preview is not None and self.with_preview)
        self._bar.setVisible(job.running)
        self._bar.setRange(0, 0 if job.percent is None else 100)
        self._bar.setValue(round(job.percent or 0))
        self._stop.setToolTip("Stop this job" if job.running else "Take this out of the list")
        self._stop.setAccessibleName(f"{self._stop.toolTip()}: {first_words(job.prompt, 40)}")

    def _act(self) -> None:
        job = self._studio.jobs.get(self._id)
        if job is not None and job.running:
            self._studio.cancel(self._id)
        else:
            self._studio.jobs.dismiss(self._id)


class JobsView(QWidget):
    """The newest jobs; ended ones that brought what was wanted leave by themselves."""

    emptied = Signal()

    def __init__(self, studio: PictureStudio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._rows: dict[str, JobRow] = {}
        self._on_stage = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        studio.jobs.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        wanted = [job for job in self._studio.jobs.all() if job.status is not Status.DONE][:MOST_ROWS]
        ids = [job.id for job in wanted]
        for job_id in [known for known in self._rows if known not in ids]:
            row = self._rows.pop(job_id)
            self._column.removeWidget(row)
            row.deleteLater()
        for place, job_id in enumerate(ids):
            if job_id not in self._rows:
                self._rows[job_id] = JobRow(self._studio, job_id)
                self._column.insertWidget(place, self._rows[job_id])
            self._rows[job_id].with_preview = job_id != self._on_stage
            self._rows[job_id].refresh()
        self.setVisible(bool(ids))
        self._pace()

    def leave_to_stage(self, job_id: str) -> None:
        """The partial picture of this job is seen large elsewhere; "" for none."""
        if job_id != self._on_stage:
            self._on_stage = job_id
            self._refresh()

    def _tick(self) -> None:
        for row in self._rows.values():
            row.refresh()

    def _pace(self) -> None:
        if self._studio.jobs.running() and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """The seconds count while they can be seen."""
        self._pace()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees the seconds."""
        self._clock.stop()


def job_words(job: Job) -> str:
    """How a job stands: a word, percent and minutes while it runs, else what came of it."""
    if job.failure is not None:
        remedy = REMEDY_WORDS[job.failure.remedy]
        return f"{job.failure.message} {remedy}." if remedy else job.failure.message
    if job.status is Status.STOPPED:
        return "Stopped"
    if job.status is Status.CUT_OFF:
        return "Cut off before the picture was whole. Try again."
    seconds = int(time.monotonic() - job.since)
    percent = "" if job.percent is None else f" · {job.percent:.0f} %"
    return f"{job.word}{percent} · {seconds // 60}:{seconds % 60:02d}"


def _plain_label(faint: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    if faint:
        label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label
