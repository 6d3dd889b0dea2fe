"""The second connection."""

import asyncio
from pathlib import Path

import pytest

from studio.domain.errors import StudioError
from studio.storage.database import FILE_NAME, Connection, DatabaseError, connect
from studio.storage.reader import Reader

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def _reader(tmp_path: Path) -> Reader:
    path = tmp_path / FILE_NAME
    connect(path).close()
    return Reader(lambda: connect(path, read_only=True), path)


async def test_it_only_reads(tmp_path: Path) -> None:
    reader = _reader(tmp_path)
    assert await reader.ask(lambda c: c.execute("SELECT 7").fetchone()) == (7,)
    with pytest.raises(StudioError, match="read-only"):
        await reader.ask(lambda c: c.execute("CREATE TABLE x(y)"))
    await reader.let_go()
    assert await reader.ask(lambda c: c.execute("SELECT 8").fetchone()) == (8,)
    reader.close()


async def test_a_question_nobody_waits_for_ends_at_once(tmp_path: Path) -> None:
    reader = _reader(tmp_path)
    task = asyncio.ensure_future(reader.ask(lambda c: c.execute(ENDLESS).fetchone()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert await asyncio.wait_for(reader.ask(lambda c: c.execute("SELECT 1").fetchone()), 10) == (1,)
    reader.close()


async def test_closing_gives_up_the_question_that_runs(tmp_path: Path) -> None:
    reader = _reader(tmp_path)
    began = asyncio.Event()
    loop = asyncio.get_running_loop()

    def question(connection: Connection) -> None:
        loop.call_soon_threadsafe(began.set)
        connection.execute(ENDLESS).fetchone()

    task = asyncio.ensure_future(reader.ask(question))
    await began.wait()
    reader.close()
    with pytest.raises(StudioError, match="given up"):
        await task


async def test_a_mistake_in_a_question_is_loud(tmp_path: Path) -> None:
    reader = _reader(tmp_path)
    with pytest.raises(DatabaseError):
        await reader.ask(lambda c: c.execute("SELECT nonsense"))
    reader.close()
