"""Purging, sweeping, copies."""

import os
import sqlite3
import time
from pathlib import Path

import msgspec
import pytest

from studio.domain.conversation import Draft, Picture
from studio.domain.exchange import Exchange
from studio.domain.picture import PictureRef
from studio.domain.settings import Settings
from studio.storage import blobs as blob_rows
from studio.storage import conversations, exchanges, messages, upkeep
from studio.storage.blobs import Blobs
from studio.storage.database import Connection, DatabaseError
from tests.storage.making import said, talk


def test_purging_leaves_no_trace_of_what_was_deleted_and_spares_what_came_back(
    connection: Connection,
) -> None:
    gone, back = talk("gone"), talk("back")
    for conversation in (gone, back):
        conversations.save(connection, conversation)
        picture = Picture(PictureRef("a" * 64, "image/png", 1, 1))
        message = msgspec.structs.replace(said("erase"), parts=(picture, *said("erase").parts))
        messages.save(connection, conversation.id, message)
        exchanges.save(
            connection, Exchange(id=conversation.id, message_id=message.id, started_at=4e9), Settings()
        )
        conversations.save_draft(connection, conversation.id, Draft("draft"))
    conversations.mark_deleted(connection, [gone.id, back.id], deleted=True)
    doomed = upkeep.doomed(connection)
    conversations.mark_deleted(connection, [back.id], deleted=False)
    portions = list(upkeep.in_portions(doomed))
    assert len(portions) == 2
    for portion in portions:
        upkeep.purge(connection, portion)
    for table in ("conversations", "messages", "message_texts", "drafts", "exchanges", "blob_uses"):
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        assert count == 1, table
    assert connection.execute("SELECT count(*) FROM words WHERE words MATCH 'erase'").fetchone() == (1,)


def test_a_blob_goes_when_nobody_needs_it_and_no_earlier(tmp_path: Path, connection: Connection) -> None:
    blobs = Blobs(tmp_path)
    used, unused = blobs.put(b"used", "png"), blobs.put(b"unused", "png")
    for name in (used, unused):
        blob_rows.enter(connection, name, "png", 4)
    conversations.use_blobs(connection, "draft:x", frozenset({used}))
    assert upkeep.unused(connection, time.time() - 60) == ()
    assert upkeep.unused(connection, time.time() + 60) == (unused,)
    for name in (used, unused):
        upkeep.forget_blob(connection, blobs, name)
    assert [path.stem for path in blobs.on_disk()] == [used]
    assert upkeep.known_blobs(connection) == {used}


def test_strays_go_after_a_day(tmp_path: Path, connection: Connection) -> None:
    blobs = Blobs(tmp_path)
    old, new, known = (blobs.put(word, "png") for word in (b"old", b"new", b"known"))
    for name in (old, known):
        path = blobs.path(name)
        assert path is not None
        os.utime(path, (0, 0))
    assert upkeep.remove_strays(blobs, frozenset({known})) == 1
    assert {path.stem for path in blobs.on_disk()} == {new, known}


def test_three_daily_copies_are_kept(tmp_path: Path, connection: Connection) -> None:
    (tmp_path / "backups").mkdir()
    for day in ("2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"):
        (tmp_path / "backups" / f"studio-{day}.db").write_text("old")
    (tmp_path / "backups" / "mine.db").write_text("not ours")
    connection.execute("INSERT INTO drafts VALUES('c', 'kept')")
    copy = upkeep.back_up(connection, tmp_path)
    assert [path.name for path in upkeep.backups(tmp_path)] == [
        copy.name,
        "studio-2020-01-04.db",
        "studio-2020-01-03.db",
    ]
    assert (tmp_path / "backups" / "mine.db").exists()
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT data FROM drafts").fetchall() == [("kept",)]
    kept.close()
    assert upkeep.back_up(connection, tmp_path) == copy
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_is_due_once_a_day_and_when_the_clock_went_back(
    tmp_path: Path, connection: Connection
) -> None:
    assert upkeep.backup_is_due(tmp_path)
    copy = upkeep.back_up(connection, tmp_path)
    assert not upkeep.backup_is_due(tmp_path)
    for at in (time.time() - 90_000, time.time() + 90_000):
        os.utime(copy, (at, at))
        assert upkeep.backup_is_due(tmp_path)


def test_a_damaged_library_never_replaces_a_good_copy(tmp_path: Path, connection: Connection) -> None:
    good = upkeep.back_up(connection, tmp_path)
    before = good.read_bytes()
    connection.execute("CREATE TABLE noise(x)")
    connection.executemany("INSERT INTO noise VALUES(?)", [("x" * 900,)] * 500)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "studio.db"
    data = bytearray(path.read_bytes())
    data[-200_000:-100_000] = os.urandom(100_000)
    path.write_bytes(data)
    other = sqlite3.connect(path)
    with pytest.raises(DatabaseError):
        upkeep.back_up(other, tmp_path)
    other.close()
    assert good.read_bytes() == before
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [good.name]
