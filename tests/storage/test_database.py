"""Opening, migrating, and errors in words."""

import sqlite3
import stat
from pathlib import Path

import pytest

from studio.domain.errors import Kind, StudioError
from studio.storage import database
from studio.storage.database import (
    FILE_NAME,
    Connection,
    connect,
    header_version,
    in_words,
    migrate,
    newest_schema,
    passes,
    seems_sound,
    steps,
    transaction,
    translated,
    version_of,
)

SCHEMAS = Path(__file__).parents[1] / "data" / "schema"


def _error(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    error.sqlite_errorcode = getattr(sqlite3, name)
    return error


@pytest.mark.parametrize(
    "name", ["BUSY", "READONLY", "IOERR", "CORRUPT", "FULL", "CANTOPEN", "PROTOCOL", "NOTADB"]
)
def test_the_failures_of_the_disk_have_words(name: str) -> None:
    told = in_words(_error(f"SQLITE_{name}"), Path("/place/studio.db"))
    assert told is not None
    assert told.failure.kind is Kind.STORAGE and told.failure.code == f"SQLITE_{name}"
    assert "/place/studio.db" in str(told) and str(told).endswith(".") and "SQLITE" not in str(told)
    assert passes(told.failure) is (name not in ("CORRUPT", "NOTADB"))


def test_extended_codes_count_as_their_kind() -> None:
    told = in_words(_error("SQLITE_IOERR_FSYNC"), Path("/x"))
    assert told is not None and passes(told.failure)


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_ERROR", "SQLITE_TOOBIG"])
def test_any_other_error_is_a_bug_and_loud(name: str) -> None:
    assert in_words(_error(name), Path("/x")) is None
    with pytest.raises(sqlite3.OperationalError), translated(Path("/x")):
        raise _error(name)


def test_the_pragmas_of_every_writing_connection(connection: Connection) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    for name, value in wanted.items():
        assert connection.execute(f"PRAGMA {name}").fetchone()[0] == value, name
    assert connection.execute("PRAGMA mmap_size").fetchone() in (None, (0,))
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 5000


def test_every_table_is_strict(connection: Connection) -> None:
    tables = "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
    ours = {name: strict for name, strict in connection.execute(tables) if not name.startswith("sqlite_")}
    loose = {name for name, strict in ours.items() if not strict}
    assert {name for name in loose if not name.startswith(("words", "fragments"))} == set()
    assert "messages" in ours


def test_a_step_that_fails_leaves_version_and_schema_as_they_were(
    tmp_path: Path, connection: Connection
) -> None:
    before = connection.execute("SELECT sql FROM sqlite_master").fetchall()
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, tmp_path / FILE_NAME, ((newest_schema() + 1, "CREATE TABLE a(x); CREATE TABLE"),))
    assert version_of(connection) == newest_schema()
    assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == before
    assert not connection.in_transaction


def test_a_newer_schema_is_refused(tmp_path: Path, connection: Connection) -> None:
    connection.execute("PRAGMA user_version=77")
    with pytest.raises(StudioError, match="newer"):
        migrate(connection, tmp_path / FILE_NAME)


def test_before_a_step_a_copy_is_taken(tmp_path: Path, connection: Connection) -> None:
    connection.execute("INSERT INTO drafts VALUES('c', '{}')")
    done = migrate(connection, tmp_path / FILE_NAME, ((newest_schema() + 1, "DROP TABLE drafts;"),))
    assert done == 1 and version_of(connection) == newest_schema() + 1
    (copy,) = (tmp_path / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT count(*) FROM drafts").fetchone() == (1,)
    assert kept.execute("PRAGMA user_version").fetchone() == (newest_schema(),)
    kept.close()


def test_every_released_schema_is_kept_and_named_by_its_number() -> None:
    assert [int(path.stem) for path in sorted(SCHEMAS.glob("*.db"))] == [number for number, _ in steps()]
    for path in SCHEMAS.glob("*.db"):
        assert header_version(path) == int(path.stem)


def test_a_transaction_is_all_or_nothing(connection: Connection) -> None:
    with pytest.raises(KeyError), transaction(connection):
        connection.execute("INSERT INTO drafts VALUES('c', '{}')")
        raise KeyError
    assert connection.execute("SELECT count(*) FROM drafts").fetchone() == (0,)


def test_the_version_is_read_without_opening_the_file(tmp_path: Path, connection: Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert header_version(tmp_path / FILE_NAME) == newest_schema()
    (tmp_path / "text").write_text("x" * 200)
    assert header_version(tmp_path / "text") is None


def test_a_database_without_our_tables_is_damaged(tmp_path: Path) -> None:
    other = connect(tmp_path / "other.db")
    other.execute("PRAGMA user_version=1")
    with pytest.raises(sqlite3.DatabaseError, match="missing"):
        seems_sound(other)
    other.close()


def test_a_path_with_odd_signs_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c %20é.db"
    connect(path).close()
    assert path.is_file()
    assert database.SQLITE_VERSION.count(".") == 2
