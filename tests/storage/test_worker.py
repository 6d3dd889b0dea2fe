"""The thread and the bridge to it."""

import asyncio
import threading

import pytest

from studio.domain.errors import Kind, failing
from studio.storage.worker import Worker, done, wanted


async def test_calls_run_in_order_on_one_other_thread() -> None:
    worker = Worker("test")
    seen: list[tuple[int, int]] = []
    futures = [worker.submit(lambda n=n: seen.append((n, threading.get_ident()))) for n in range(20)]  # type: ignore[misc]
    await asyncio.gather(*(done(future) for future in futures))
    assert [number for number, _ in seen] == list(range(20))
    assert {thread for _, thread in seen}.isdisjoint({threading.get_ident()}) and len(
        {t for _, t in seen}
    ) == 1
    assert worker.close()


async def test_an_exception_arrives_where_it_is_awaited() -> None:
    worker = Worker("test")
    with pytest.raises(ZeroDivisionError):
        await done(worker.submit(lambda: 1 // 0))
    assert await done(worker.submit(lambda: "goes on")) == "goes on"
    worker.close()


def test_what_was_handed_over_is_done_before_it_ends() -> None:
    worker = Worker("test")
    seen: list[int] = []
    for number in range(10):
        worker.submit(lambda number=number: seen.append(number))  # type: ignore[misc]
    assert worker.close() and worker.close()
    assert len(seen) == 10
    with pytest.raises(RuntimeError, match="closed"):
        worker.submit(lambda: None)


def test_a_thread_that_hangs_is_not_waited_for_for_ever() -> None:
    worker = Worker("test")
    gate = threading.Event()
    worker.submit(gate.wait)
    assert not worker.close(0.01)
    gate.set()
    assert worker.close()


async def test_a_wanted_call_that_did_not_begin_is_dropped_when_cancelled() -> None:
    worker = Worker("test")
    gate, began, given_up = threading.Event(), threading.Event(), threading.Event()
    worker.submit(gate.wait)
    task = asyncio.ensure_future(wanted(worker.submit(began.set), given_up))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gate.set()
    worker.close()
    assert given_up.is_set() and not began.is_set()


@pytest.mark.logs("failed after its task was cancelled")
async def test_a_bug_in_a_write_whose_task_was_cancelled_is_still_loud(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = Worker("test")
    gate = threading.Event()

    def fail(error: Exception) -> None:
        gate.wait()
        raise error

    failures = (failing(Kind.STORAGE, "known"), KeyError("bug"))
    tasks = [asyncio.ensure_future(done(worker.submit(lambda e=e: fail(e)))) for e in failures]  # type: ignore[misc]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    gate.set()
    worker.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError]


def test_idle_time_is_used() -> None:
    idle = threading.Event()
    worker = Worker("test", idle.set, lambda: 0.01)
    assert idle.wait(5)
    worker.close()
