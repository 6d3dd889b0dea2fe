"""What stands on the stage while there is no picture: what can be done here, or the picture that is being made."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from studio.domain.text import first_words
from studio.state.picture_jobs import Job
from studio.state.picture_studio import PictureStudio
from studio.ui.pictures.jobs import job_words
from studio.ui.pictures.preview import Preview
from studio.ui.shell.theme import icon

BAR_WIDTH = 280


class Welcome(QWidget):
    """An empty desk: what can be done here."""

    files_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon("image-plus").pixmap(56, 56))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = _large_label("Describe a picture, or bring one to change")
        words = _middle_label("Drop or paste it anywhere here. Then paint what may change and say how.")
        button = QPushButton("Open a picture…")
        button.clicked.connect(self.files_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (picture, title, words):
            column.addWidget(widget)
        column.addLayout(_centred(button))
        column.addStretch(1)


class Waiting(QWidget):
    """The newest job that makes a picture from words alone: what has been painted so far, words, progress, stop.

    It is `wanted` until a picture comes, the job ends, or the user looks at something else.
    """

    def __init__(self, studio: PictureStudio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._id = ""
        self._shown_before = ""
        self._preview = Preview(studio.rasters)
        self._prompt = _large_label("")
        self._state = _middle_label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(BAR_WIDTH, 4)
        self._stop = QPushButton("Stop")
        self._stop.setIcon(icon("x"))
        self._stop.clicked.connect(lambda: studio.cancel(self._id))
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._preview, 20)
        column.addWidget(self._prompt)
        column.addLayout(_centred(self._bar))
        column.addWidget(self._state)
        column.addLayout(_centred(self._stop))
        column.addStretch(1)
        self.refresh()

    @property
    def job(self) -> str:
        """The job that is shown while this is wanted, else ""."""
        return self._id if self.wanted() else ""

    def wanted(self) -> bool:
        """Whether this is what should be looked at now."""
        job = self._studio.jobs.get(self._id)
        desk = self._studio.desk
        return job is not None and job.running and desk.source is None and desk.shown == self._shown_before

    def refresh(self) -> None:
        """Shows how the newest running job stands."""
        job = self._newest()
        if job is None:
            return
        if job.id != self._id:
            self._id, self._shown_before = job.id, self._studio.desk.shown
        self._preview.show_ref(job.preview)
        self._preview.setVisible(job.preview is not None)
        self._prompt.setText(first_words(job.prompt, 80))
        self._state.setText(job_words(job))
        self._bar.setRange(0, 0 if job.percent is None else 100)
        self._bar.setValue(round(job.percent or 0))

    def _newest(self) -> Job | None:
        return next((job for job in self._studio.jobs.all() if job.running), None)

    def showEvent(self, event: QShowEvent) -> None:
        """The seconds count while they can be seen."""
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees the seconds."""
        self._clock.stop()


def _large_label(text: str) -> QLabel:
    label = _middle_label(text)
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.35)
    label.setFont(font)
    return label


def _middle_label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _centred(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(widget)
    line.addStretch(1)
    return line
