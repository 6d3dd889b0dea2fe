"""Picture jobs: turns of a conversation whose answers are pictures, several at once, resumed after a restart."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.conversation import Message, Picture, Status
from studio.domain.errors import Failure, StudioError
from studio.domain.events import (
    Ended,
    Event,
    Failed,
    JobStarted,
    PartOpened,
    PartReplaced,
    Progressed,
    Queued,
    Retrying,
    fold,
)
from studio.domain.library import PictureJob
from studio.domain.picture import PictureRef
from studio.state import tasks


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One running or ended job; `id` is that of its answer, `since` a reading of the monotonic clock in seconds.

    `word` says how it stands, `percent` (0–100) how far it is where the gateway states it.
    """

    id: str
    prompt: str
    model: str
    since: float
    word: str = "Preparing"
    percent: float | None = None
    preview: PictureRef | None = None
    results: tuple[str, ...] = ()
    status: Status = Status.WAITING
    failure: Failure | None = None
    seconds: float | None = None

    @property
    def running(self) -> bool:
        """Whether it is still waited for."""
        return self.status in (Status.WAITING, Status.STREAMING)


Asking = Callable[[], AsyncIterator[Event]]


class JobList(QObject):
    """The jobs of this run, newest first.

    `changed` says that one moved, `arrived(answer id, PictureRef)` that a whole picture came, `ended(answer id)`
    that nothing more comes, `remote(answer id, the gateway's job id)` that asking can go on after a restart.
    """

    changed = Signal()
    arrived = Signal(str, object)
    message_changed = Signal(object)
    remote = Signal(str, str)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[str, Job] = {}
        self._messages: dict[str, Message] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._arrived: set[tuple[str, str]] = set()
        self._unwanted: set[str] = set()

    def all(self) -> tuple[Job, ...]:
        """The jobs, newest first."""
        return tuple(reversed(self._jobs.values()))

    def get(self, job_id: str) -> Job | None:
        """The job of this answer."""
        return self._jobs.get(job_id)

    def message(self, job_id: str) -> Message:
        """The answer as it stands."""
        return self._messages[job_id]

    def unwanted(self, job_id: str) -> bool:
        """Whether the user cancelled it."""
        return job_id in self._unwanted

    def running(self) -> int:
        """How many are waited for."""
        return len(self._tasks)

    def start(self, job: Job, answer: Message, asking: Asking) -> None:
        """Runs a job: `asking` is called in its task, and its events are folded into `answer`."""
        self._jobs[job.id] = job
        self._messages[job.id] = answer
        task = tasks.start(self._run(job.id, asking), f"picture {job.id}")
        self._tasks[job.id] = task
        # Not a `finally` in the coroutine: a task cancelled before its first step would never reach it.
        task.add_done_callback(lambda _: self._close(job.id))
        self.changed.emit()

    def cancel(self, job_id: str) -> None:
        """Stops asking; what has come stays."""
        task = self._tasks.get(job_id)
        if task is not None:
            self._unwanted.add(job_id)
            task.cancel()

    def dismiss(self, job_id: str) -> None:
        """Takes an ended job out of the list."""
        if job_id not in self._tasks:
            self._jobs.pop(job_id, None)
            self._messages.pop(job_id, None)
            self.changed.emit()

    def add_result(self, job_id: str, sha256: str) -> None:
        """Notes that a picture of this job is in the gallery."""
        job = self._jobs.get(job_id)
        if job is not None:
            self._set(job_id, results=(*job.results, sha256))

    async def _run(self, job_id: str, asking: Asking) -> None:
        try:
            async for event in asking():
                self._take(job_id, event)
        except StudioError as error:
            self._take(job_id, Failed(error.failure))
            self._take(job_id, Ended(Status.FAILED))

    def _take(self, job_id: str, event: Event) -> None:
        self._messages[job_id] = fold(self._messages[job_id], event)
        match event:
            case Queued(place=place):
                self._set(job_id, word=f"Waiting for a free place: {place} in the queue")
            case Retrying(after=after):
                self._set(job_id, word=f"Trying once more in {max(1, round(after))} s")
            case Progressed(word=word, percent=percent):
                self._set(job_id, word=_shown(word), percent=percent)
            case JobStarted(job=remote):
                self.remote.emit(job_id, remote)
            case PartOpened(part=Picture() as picture) | PartReplaced(part=Picture() as picture):
                self._take_picture(job_id, picture)
            case Failed(failure=failure):
                self._set(job_id, failure=failure)
            case Ended(status=status):
                self._set(job_id, status=status)
            case _:
                self._set(job_id, word="Painting", status=Status.STREAMING)
        self.message_changed.emit(self._messages[job_id])

    def _take_picture(self, job_id: str, picture: Picture) -> None:
        if picture.ref is None:
            self._set(
                job_id, word="Fetching the picture" if picture.url and not picture.problem else "Painting"
            )
        elif picture.partial:
            self._set(job_id, preview=picture.ref, word="Painting")
        elif (job_id, picture.ref.sha256) not in self._arrived:
            self._arrived.add((job_id, picture.ref.sha256))
            self.arrived.emit(job_id, picture.ref)

    def _close(self, job_id: str) -> None:
        self._tasks.pop(job_id, None)
        message, job = self._messages[job_id], self._jobs[job_id]
        if message.running:
            message = fold(message, Ended(Status.STOPPED, message.timing))
            self._messages[job_id] = message
        self._set(
            job_id,
            status=message.status,
            failure=message.failure,
            preview=None,
            seconds=time.monotonic() - job.since,
        )
        self.message_changed.emit(message)
        self.ended.emit(job_id)

    def _set(self, job_id: str, **fields: object) -> None:
        self._jobs[job_id] = msgspec.structs.replace(self._jobs[job_id], **fields)
        self.changed.emit()


def _shown(word: str) -> str:
    return f"The gateway says: {word[:80]}" if word else "Painting"


def stored_job(job: Job, remote: str, answer: Message, conversation: str, style: str) -> PictureJob:
    """The row that lets asking go on after a restart."""
    return PictureJob(
        job=remote,
        gateway=answer.gateway,
        model=answer.model,
        conversation_id=conversation,
        message_id=job.id,
        style=style,
        started_at=answer.created_at,
    )
