"""Files that are there whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.errors import StudioError
from studio.storage.files import (
    disk_words,
    make_private,
    put_in_place,
    remove_database,
    write_pieces,
    write_whole,
)


def test_a_file_is_whole_and_private(tmp_path: Path) -> None:
    target = tmp_path / "new" / "deep" / "file"
    before = os.umask(0)
    try:
        write_whole(target, b"data")
    finally:
        os.umask(before)
    assert target.read_bytes() == b"data"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (target.parent, target.parent.parent)} == {
        0o700
    }


def test_pieces_that_fail_leave_what_was_there(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise KeyError

    target = tmp_path / "file"
    target.write_bytes(b"before")
    with pytest.raises(KeyError):
        write_pieces(target, broken())
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "x").touch()
    with pytest.raises(StudioError, match="could not be used"):
        write_whole(tmp_path / "file", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "may not be written"), (errno.EIO, "Check")],
)
def test_errors_of_the_disk_have_words_without_numbers(number: int, words: str) -> None:
    told = disk_words(OSError(number, os.strerror(number)), Path("/x"))
    assert words in str(told) and "Errno" not in str(told) and "/x" in str(told)


def test_a_database_is_replaced_without_its_old_log(tmp_path: Path) -> None:
    for name in ("a.db", "b.db", "a.db-wal", "a.db-shm"):
        (tmp_path / name).write_text(name)
    put_in_place(tmp_path / "b.db", tmp_path / "a.db")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.db": "b.db"}
    remove_database(tmp_path / "a.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
