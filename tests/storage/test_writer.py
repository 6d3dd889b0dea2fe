"""Writes that fail, are kept, and are made later."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.errors import Failure, StudioError
from studio.storage import database
from studio.storage.database import FILE_NAME, Connection, connect, migrate
from studio.storage.writer import Change, Writer


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    made = connect(tmp_path / FILE_NAME)
    migrate(made, tmp_path / FILE_NAME)
    made.close()
    return tmp_path / FILE_NAME


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    made = Writer(path, read_only=False)
    made.prepare(lambda: connect(path))
    yield made
    made.close()


def _put(name: str, text: str) -> Change:
    def change(connection: Connection) -> None:
        connection.execute("INSERT OR REPLACE INTO drafts VALUES(?, ?)", (name, text))

    return change


def _drafts(writer: Writer) -> dict[str, str]:
    return dict(
        writer.alone(lambda c: c.execute("SELECT conversation, data FROM drafts").fetchall()).result()
    )


class Lock:
    """Another program that holds the write lock."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._connection.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


def test_the_newest_value_of_a_key_is_kept_in_its_old_place(writer: Writer, path: Path) -> None:
    told: list[Failure] = []
    recovered: list[bool] = []
    writer.on_failure = told.append
    writer.on_recovered = lambda: recovered.append(True)
    lock = Lock(path)
    for name, text in (("a", "1"), ("b", "2"), ("a", "3")):
        with pytest.raises(StudioError, match="Another program"):
            writer.write(name, _put(name, text)).result()
    assert writer.pending == 2 and len(told) == 3 and not recovered
    lock.end()
    writer.write("c", _put("c", "4")).result()
    assert _drafts(writer) == {"a": "3", "b": "2", "c": "4"}
    assert writer.pending == 0 and recovered == [True]


def test_what_was_kept_is_written_while_nothing_else_happens(writer: Writer, path: Path) -> None:
    recovered = threading.Event()
    writer.on_recovered = recovered.set
    lock = Lock(path)
    with pytest.raises(StudioError):
        writer.write("a", _put("a", "1")).result()
    lock.end()
    assert recovered.wait(10)
    assert _drafts(writer) == {"a": "1"}


def test_closing_writes_what_was_kept(path: Path) -> None:
    writer = Writer(path, read_only=False)
    writer.prepare(lambda: connect(path))
    lock = Lock(path)
    with pytest.raises(StudioError):
        writer.write("a", _put("a", "1")).result()
    lock.end()
    writer.close()
    connection = connect(path)
    assert connection.execute("SELECT data FROM drafts").fetchall() == [("1",)]
    connection.close()


def test_a_bug_is_loud_and_not_kept(writer: Writer) -> None:
    def bug(connection: Connection) -> None:
        connection.execute("INSERT INTO drafts VALUES('x', '1')")
        connection.execute("SELECT nonsense")

    with pytest.raises(database.DatabaseError, match="nonsense"):
        writer.write("x", bug).result()
    assert writer.pending == 0 and _drafts(writer) == {}


def test_a_kept_change_that_turns_out_to_be_a_bug_does_not_block_the_rest(writer: Writer, path: Path) -> None:
    def bug(connection: Connection) -> None:
        raise KeyError("bug")

    lock = Lock(path)
    for name, change in (("bad", bug), ("good", _put("good", "1"))):
        with pytest.raises(StudioError):
            writer.write(name, change).result()
    lock.end()
    with pytest.raises(KeyError):
        writer.write("c", _put("c", "2")).result()
    writer.write("d", _put("d", "3")).result()
    assert _drafts(writer) == {"good": "1", "c": "2", "d": "3"}


def test_once_is_not_kept(writer: Writer, path: Path) -> None:
    lock = Lock(path)
    with pytest.raises(StudioError):
        writer.once(_put("a", "1")).result()
    lock.end()
    assert writer.pending == 0 and _drafts(writer) == {}
    assert writer.once(lambda c: 7).result() == 7


def test_a_read_only_writer_refuses_in_words(path: Path) -> None:
    writer = Writer(path, read_only=True)
    writer.prepare(lambda: connect(path, read_only=True))
    for future in (writer.write("a", _put("a", "1")), writer.once(_put("a", "1")), writer.swap(lambda c: c)):
        with pytest.raises(StudioError, match="reading only"):
            future.result()
    assert _drafts(writer) == {}
    writer.close()


def test_many_writes_in_line_do_not_each_wait_out_the_same_lock(
    writer: Writer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BRIEF_SECONDS", 0.01)
    patience = "PRAGMA busy_timeout"
    lock = Lock(path)
    for number in range(3):
        with pytest.raises(StudioError):
            writer.write(str(number), _put(str(number), "x")).result()
    assert writer.alone(lambda c: c.execute(patience).fetchone()).result() == (10,)
    lock.end()
    writer.write("last", _put("last", "x")).result()
    assert writer.alone(lambda c: c.execute(patience).fetchone()).result() == (50,)
    assert len(_drafts(writer)) == 4
