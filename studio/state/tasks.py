"""Tasks that cannot be lost: each is kept, named, and reports what nobody expected."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from studio.domain.errors import Failure, StudioError

_running: set[asyncio.Task[None]] = set()
# The only module-level state of the program: asyncio holds tasks weakly, so somebody must hold them.


def start(coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Runs `coroutine` as a task that is kept until it ends; a bug in it reaches the loop's exception handler."""
    task = asyncio.get_running_loop().create_task(_watched(coroutine), name=name)
    _running.add(task)
    task.add_done_callback(_running.discard)
    # A task cancelled before its first step never enters the coroutine, which would then warn for ever.
    task.add_done_callback(lambda _: coroutine.close())
    return task


def running() -> tuple[asyncio.Task[None], ...]:
    """The tasks that have not ended."""
    return tuple(_running)


async def end_all(patience: float, spare: str = "save") -> None:
    """Cancels every task whose name does not start with `spare`, and waits at most `patience` seconds for all."""
    await asyncio.sleep(0)  # every task takes its first step, so that none leaves a coroutine nobody awaited
    tasks = running()
    for task in tasks:
        if not task.get_name().startswith(spare):
            task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=patience)


async def _watched(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        await coroutine
    except asyncio.CancelledError:
        raise
    except Exception as bug:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "a task ended in an exception nobody expected", "exception": bug}
        )


async def attempt(coroutine: Coroutine[Any, Any, None], on_failure: Callable[[Failure], None]) -> None:
    """Awaits `coroutine`; a failure goes to `on_failure`, everything else goes on."""
    try:
        await coroutine
    except StudioError as error:
        on_failure(error.failure)
