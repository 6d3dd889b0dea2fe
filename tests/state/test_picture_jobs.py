"""A list of jobs fed with events by hand: what comes, when, and how it ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from studio.domain.conversation import Message, Picture, Role, Status
from studio.domain.errors import Kind, Remedy, failing
from studio.domain.events import Ended, Event, Failed, JobStarted, PartOpened, PartReplaced, Progressed
from studio.domain.picture import PictureRef
from studio.state.picture_jobs import Job, JobList, stored_job
from tests.state.waiting import until

REF = PictureRef("a" * 64, "image/png", 4, 4)
OTHER = PictureRef("b" * 64, "image/png", 4, 4)


def job(name: str = "one") -> Job:
    return Job(id=name, prompt="p", model="m", since=time.monotonic())


def answer(name: str = "one") -> Message:
    return Message(id=name, parent="q", role=Role.ASSISTANT, status=Status.WAITING, gateway="g", model="m")


def script(*events: Event) -> Callable[[], AsyncIterator[Event]]:
    async def say() -> AsyncIterator[Event]:
        for event in events:
            yield event

    return say


@pytest.fixture
def jobs(qapp: object) -> JobList:
    return JobList()


async def test_each_whole_picture_arrives_once_and_previews_are_shown(jobs: JobList) -> None:
    arrived: list[PictureRef] = []
    previews: list[PictureRef | None] = []
    jobs.arrived.connect(lambda _, ref: arrived.append(ref))
    jobs.changed.connect(lambda: previews.extend(j.preview for j in jobs.all() if j.preview is not None))
    events = script(
        PartOpened(0, Picture(None)),
        PartReplaced(0, Picture(OTHER, partial=True)),
        PartReplaced(0, Picture(REF)),
        PartReplaced(0, Picture(REF, name="again")),
        Ended(Status.DONE),
    )
    jobs.start(job(), answer(), events)
    await until(lambda: not jobs.running())
    assert arrived == [REF]
    assert previews[0] == OTHER
    (ended,) = jobs.all()
    assert (ended.status, ended.preview, ended.running) == (Status.DONE, None, False)
    assert jobs.message("one").parts == (Picture(REF, name="again"),)


async def test_a_failure_stays_with_the_job_in_words(jobs: JobList) -> None:
    failure = failing(Kind.RATE, "Too many requests.", Remedy.WAIT).failure
    jobs.start(job(), answer(), script(Failed(failure), Ended(Status.FAILED)))
    await until(lambda: not jobs.running())
    assert jobs.all()[0].failure == failure


async def test_an_error_before_anything_is_asked_ends_the_job_too(jobs: JobList) -> None:
    async def asking() -> AsyncIterator[Event]:
        raise failing(Kind.STORAGE, "The disk is full.")
        yield

    jobs.start(job(), answer(), asking)
    await until(lambda: not jobs.running())
    (ended,) = jobs.all()
    assert ended.status is Status.FAILED
    assert ended.failure is not None and ended.failure.message == "The disk is full."


async def test_cancelling_keeps_what_came_and_nothing_comes_after(jobs: JobList) -> None:
    hold = asyncio.Event()

    async def asking() -> AsyncIterator[Event]:
        yield PartOpened(0, Picture(None))
        yield PartReplaced(0, Picture(REF))
        await hold.wait()
        yield PartReplaced(0, Picture(OTHER))

    arrived: list[PictureRef] = []
    jobs.arrived.connect(lambda _, ref: arrived.append(ref))
    jobs.start(job(), answer(), asking)
    await until(lambda: arrived == [REF])
    jobs.cancel("one")
    await until(lambda: not jobs.running())
    hold.set()
    assert jobs.all()[0].status is Status.STOPPED and jobs.unwanted("one")
    assert jobs.message("one").parts == (Picture(REF),)
    jobs.dismiss("one")
    assert jobs.all() == ()


async def test_a_job_cancelled_before_its_first_step_is_closed_as_well(jobs: JobList) -> None:
    ended: list[str] = []
    jobs.ended.connect(ended.append)
    jobs.start(job(), answer(), script())
    jobs.cancel("one")
    await until(lambda: ended == ["one"])
    assert jobs.all()[0].status is Status.STOPPED


async def test_progress_is_cut_to_a_line_and_a_remote_job_is_told(jobs: JobList) -> None:
    remote: list[tuple[str, str]] = []
    jobs.remote.connect(lambda a, b: remote.append((a, b)))
    seen: list[tuple[str, float | None]] = []
    jobs.changed.connect(lambda: seen.extend((j.word, j.percent) for j in jobs.all()))
    jobs.start(job(), answer(), script(JobStarted("r-1"), Progressed("x" * 500, 40.0), Ended(Status.DONE)))
    await until(lambda: not jobs.running())
    assert remote == [("one", "r-1")]
    assert ("The gateway says: " + "x" * 80, 40.0) in seen
    row = stored_job(job(), "r-1", answer(), "talk", "task")
    assert (row.job, row.message_id, row.conversation_id, row.style) == ("r-1", "one", "talk", "task")
