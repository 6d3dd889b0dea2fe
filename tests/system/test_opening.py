"""What the real program says when its folder is damaged, newer, read-only, full, or none (D8, D11, D12, D16, D17)."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from studio.storage.library import Library
from tests.system.child import REALPARTS, Program, furnish, on_disk, running, whole

DISK = REALPARTS / "dbfaults" / "disk.sh"


def can_mount() -> bool:
    """Whether this user may mount a small disk, which the full and the read-only one need."""
    if not DISK.exists() or not hasattr(os, "getuid") or os.getuid() != 0:
        return False
    tried = subprocess.run([str(DISK), "full", "64k", "true"], capture_output=True, timeout=20)
    return tried.returncode == 0


mounting = pytest.mark.skipif(not can_mount(), reason="needs realparts/dbfaults, and root to mount a disk")


def said(program: Program) -> str:
    """The notice on the screen."""
    return " ".join(program.line("said")[1:])


def refused(folder: Path | str, before: tuple[str, ...] = ()) -> str:
    """What a program says that cannot start; it must end with 1 and without a traceback."""
    with running(folder, "idle", before=before) as program:
        assert program.wait() == 1
    assert "Traceback" not in program.errors
    return program.errors


def ends(program: Program) -> None:
    """It goes on until it is asked to end."""
    program.line("ready")
    program.send(signal.SIGTERM)
    assert program.wait() == 0


def test_a_library_of_a_newer_version_is_refused_in_words_and_left_as_it_is(tmp_path: Path) -> None:
    furnish(tmp_path)
    connection = sqlite3.connect(tmp_path / "studio.db")
    connection.execute("PRAGMA user_version=99")
    connection.commit()
    connection.close()
    before = hashlib.sha256((tmp_path / "studio.db").read_bytes()).hexdigest()
    assert "made by a newer version of Gateway Studio" in refused(tmp_path)
    assert hashlib.sha256((tmp_path / "studio.db").read_bytes()).hexdigest() == before


def test_a_damaged_library_is_kept_aside_and_said_so(tmp_path: Path) -> None:
    furnish(tmp_path)
    rubbish = b"this was a library once " * 1000
    (tmp_path / "studio.db").write_bytes(rubbish)
    with running(tmp_path, "idle") as program:
        words = said(program)
        ends(program)
    aside = list(tmp_path.glob("studio.db.damaged-*"))
    assert [file.read_bytes() for file in aside] == [rubbish]
    assert "was damaged; it is kept as" in words and aside[0].name in words


@whole
def test_a_file_in_place_of_the_folder_is_said_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "not a folder"
    file.write_text("x")
    assert f"The folder {file} cannot be used" in refused(file)


@mounting
def test_a_read_only_folder_is_opened_for_reading_and_said_so(tmp_path: Path) -> None:
    furnish(tmp_path)
    with running(tmp_path, "idle") as program:
        ends(program)
    with running("$DISK", "idle", before=on_disk("readonly", str(tmp_path))) as program:
        words = said(program)
        ends(program)
    assert "is read-only: you can read everything, but nothing new is saved" in words


@whole
@mounting
def test_a_disk_without_room_for_a_library_is_said_in_words() -> None:
    assert "The disk is full" in refused("$DISK", on_disk("full", "96k"))


@whole
@mounting
def test_a_disk_that_fills_up_while_an_answer_streams_is_said_and_the_answer_goes_on() -> None:
    with running("$DISK", "fill_the_disk", before=on_disk("full", "1m")) as program:
        words = said(program)
        _, length, status = program.line("shown")
        ends(program)
    assert "The disk is full, so nothing is being saved" in words
    assert int(length) > 0 and status == "streaming"
    assert "Traceback" not in program.errors


@whole
@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0 or shutil.which("setpriv") is None,
    reason="needs root and setpriv to become somebody without permission",
)
def test_a_folder_of_somebody_else_is_said_with_its_path(tmp_path: Path) -> None:
    Library.open(tmp_path).close_now()
    tmp_path.chmod(0o700)
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    tried = subprocess.run([*become, "true"], capture_output=True, timeout=10)
    if tried.returncode:
        pytest.skip("this machine does not let root become another user")
    words = refused(tmp_path, become)
    assert str(tmp_path) in words
