"""Tasks that cannot be lost, and bugs in them that cannot be silent."""

import asyncio

import pytest

from studio.domain.errors import Failure, Kind, failing
from studio.state import tasks


async def test_a_bug_in_a_task_reaches_the_loops_handler() -> None:
    seen: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: seen.append(context.get("exception")))

    async def broken() -> None:
        raise ValueError("a bug")

    await tasks.start(broken(), "broken")
    assert [str(e) for e in seen] == ["a bug"]
    assert tasks.running() == ()


async def test_a_task_cancelled_before_its_first_step_leaves_no_warning() -> None:
    async def never() -> None:
        raise AssertionError("ran")

    task = tasks.start(never(), "never")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_end_all_cancels_everything_but_what_saves() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def wait_for_ever() -> None:
        await asyncio.Event().wait()

    async def save() -> None:
        await gate.wait()
        done.append("saved")

    long = tasks.start(wait_for_ever(), "answer")
    tasks.start(save(), "save message")
    asyncio.get_running_loop().call_later(0.01, gate.set)
    await tasks.end_all(2.0)
    assert long.cancelled()
    assert done == ["saved"]


async def test_a_failure_goes_to_whoever_asked() -> None:
    told: list[Failure] = []

    async def fail() -> None:
        raise failing(Kind.STORAGE, "The disk is full.")

    await tasks.attempt(fail(), told.append)
    assert [f.message for f in told] == ["The disk is full."]
