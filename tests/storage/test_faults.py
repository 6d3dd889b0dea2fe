"""Disks that fail (FAULTS.md D8–D15, D17–D19): words instead of crashes, and never a wrong "saved"."""

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from studio.domain.errors import Remedy, StudioError
from studio.domain.library import SearchFilter
from studio.storage import database
from studio.storage.library import Library
from studio.storage.writer import Writer
from tests.storage.making import said, talk

ROOT = Path(__file__).parents[2]
STEADY = [sys.executable, "-m", "tests.storage.steady"]
POINTS = os.environ.get("STUDIO_DISK_POINTS", "8")
"""How many points are tried, three writes apart; "all" is every write until a run passes clean."""
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts and other users need root"
)
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def run(command: list[str], **variables: str) -> list[str]:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=90, cwd=ROOT, env={**os.environ, **variables}
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def texts(folder: Path) -> dict[str, str]:
    """The text of every message on disk; the file must be sound."""
    connection = sqlite3.connect(folder / "studio.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {
            i: json.loads(d)["parts"][0]["text"]
            for i, d in connection.execute("SELECT id, data FROM messages")
        }
    finally:
        connection.close()


async def _filled(folder: Path) -> str:
    library = Library.open(folder)
    conversation = talk()
    await library.save_conversation(conversation)
    await library.save_message(conversation.id, said("find me"))
    await library.close()
    return conversation.id


@needs_strace
@pytest.mark.parametrize("fault", ["eio", "enospc"])
def test_no_wrong_saved_when_the_disk_fails_at_any_write(tmp_path: Path, realparts: Path, fault: str) -> None:
    failed = clean = 0
    whole = POINTS == "all"
    for number in range(1, 1000) if whole else range(1, int(POINTS) * 3, 3):
        folder = tmp_path / f"{fault}-{number}"
        folder.mkdir()
        disk = [
            "bash",
            str(realparts / "dbfaults" / "disk.sh"),
            fault,
            str(folder / "studio.db"),
            str(number),
        ]
        lines = run([*disk, *STEADY, str(folder), "6"])
        saved = {line.split()[1] for line in lines if line.startswith("S ")}
        told = [line for line in lines if line.startswith("E ")]
        failed += bool(told)
        assert lines, "the writer died without a word"
        assert all("disk" in line for line in told), told
        if saved:
            assert saved <= set(texts(folder)), number
        if fault == "eio" and "closed 0" in lines:
            assert {"0", "1", "2", "3", "4", "5"} <= set(texts(folder)), number
        if whole and not told and len(saved) == 6:
            print(f"{fault}: clean at {number}, {failed} runs with a fault that was said")
            if number > 3 and (clean := clean + 1) == 10:
                break
        else:
            clean = 0
    assert failed >= 2


@needs_root
def test_what_a_full_disk_refused_is_saved_when_room_returns(tmp_path: Path, realparts: Path) -> None:
    script = (
        'mkdir "$DISK/l"; dd if=/dev/zero of="$DISK/ballast" bs=1k count=6300 2>/dev/null;'
        f' {sys.executable} -m tests.storage.steady "$DISK/l" 60 room; cp "$DISK/l/studio.db" "{tmp_path}/studio.db"'
    )
    lines = run(["bash", str(realparts / "dbfaults" / "disk.sh"), "full", "8m", "bash", "-c", script])
    told = [line for line in lines if line.startswith("E ")]
    if not told:
        pytest.skip("the disk was big enough after all")
    assert all("full" in line for line in told)
    assert "recovered" in lines
    assert "closed 0" in lines
    assert set(texts(tmp_path)) == {str(number) for number in range(60)}


@needs_root
def test_a_picture_a_full_disk_refused_leaves_no_file(tmp_path: Path, realparts: Path) -> None:
    program = (
        "import asyncio, os, sys\nfrom pathlib import Path\nfrom studio.domain.errors import StudioError\n"
        "from studio.storage.library import Library\n"
        "async def main():\n"
        "    folder = Path(os.environ['DISK']) / 'l'\n"
        "    library = Library.open(folder)\n"
        "    try:\n        await library.put_blob(bytes(3_000_000), 'png')\n"
        "    except StudioError as error:\n        print('E', error)\n"
        "    print('files', len([p for p in (folder / 'pictures').rglob('*') if p.is_file()]))\n"
        "    await library.close()\n"
        "asyncio.run(main())\n"
    )
    disk = ["bash", str(realparts / "dbfaults" / "disk.sh"), "full", "2m"]
    lines = run([*disk, sys.executable, "-c", program], PYTHONPATH=str(ROOT))
    assert lines[0].startswith("E The disk is full")
    assert lines[1] == "files 0"


@needs_root
def test_a_read_only_folder_opens_for_reading_and_says_so(folder: Path, realparts: Path) -> None:
    identity = asyncio.run(_filled(folder))
    program = (
        "import asyncio, os\nfrom pathlib import Path\nfrom studio.domain.conversation import Conversation\n"
        "from studio.domain.errors import StudioError\nfrom studio.domain.library import SearchFilter\n"
        "from studio.storage.library import Library\n"
        "async def main():\n"
        "    library = Library.open(Path(os.environ['DISK']))\n"
        "    print(library.read_only, library.notices[0])\n"
        f"    print(len(await library.messages('{identity}')), len(await library.search('find', SearchFilter())))\n"
        "    for call in (library.save_conversation(Conversation(id='x')), library.put_blob(b'x', 'bin')):\n"
        "        try:\n            await call\n"
        "        except StudioError as error:\n            print('E', error)\n"
        "    await library.close()\n"
        "asyncio.run(main())\n"
    )
    disk = ["bash", str(realparts / "dbfaults" / "disk.sh"), "readonly", str(folder)]
    lines = run([*disk, sys.executable, "-c", program], PYTHONPATH=str(ROOT))
    assert lines[0].startswith("True The folder") and "read-only" in lines[0]
    assert lines[1] == "1 1"
    assert len(lines) == 4 and all("reading only" in line for line in lines[2:])


@needs_root
def test_a_folder_without_permission_is_named(tmp_path: Path, realparts: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    script = realparts / "dbfaults" / "disk.sh"
    place = locked / "library"
    program = (
        "import sys\nfrom pathlib import Path\nfrom studio.domain.errors import StudioError\n"
        "from studio.storage.library import Library\n"
        "try:\n    Library.open(Path(sys.argv[1]))\nexcept StudioError as error:\n    print(error)\n"
    )
    reachable = subprocess.run(
        ["bash", str(script), "nobody", sys.executable, "-c", "import studio"], cwd=ROOT, capture_output=True
    )
    if reachable.returncode:
        pytest.skip("an unprivileged user cannot reach this Python")
    lines = run(
        ["bash", str(script), "nobody", sys.executable, "-c", program, str(place)], PYTHONPATH=str(ROOT)
    )
    assert str(place) in lines[0] or str(locked) in lines[0]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x")
    with pytest.raises(StudioError, match="is a file, not a folder") as caught:
        Library.open(place)
    assert caught.value.failure.remedy is Remedy.FOLDER


def test_a_folder_in_the_place_of_the_file_is_told_in_words(folder: Path) -> None:
    (folder / "studio.db").mkdir(parents=True)
    with pytest.raises(StudioError) as caught:
        Library.open(folder)
    assert str(folder) in str(caught.value)


async def test_a_lock_of_another_program_is_told_and_the_write_is_made_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    library = Library.open(folder)
    recovered = asyncio.Event()
    loop = asyncio.get_running_loop()
    failures: list[str] = []
    library.on_failure(lambda failure: failures.append(failure.message))
    library.on_recovered(lambda: loop.call_soon_threadsafe(recovered.set))
    other = sqlite3.connect(folder / "studio.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    first, second = talk("first"), talk("second")
    for conversation in (first, second):
        with pytest.raises(StudioError, match="Another program"):
            await library.save_conversation(conversation)
    assert library.unsaved == 2
    assert len(failures) == 2
    other.execute("ROLLBACK")
    other.close()
    await asyncio.wait_for(recovered.wait(), 10)
    assert library.unsaved == 0
    assert {value.title for value in await library.conversations()} == {"first", "second"}
    await library.close()


async def test_the_next_write_brings_what_was_kept_back_along(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    library = Library.open(folder)
    conversation = talk()
    other = sqlite3.connect(folder / "studio.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StudioError):
        await library.save_conversation(conversation)
    other.execute("ROLLBACK")
    other.close()
    await library.save_message(conversation.id, said("hello"))
    assert library.unsaved == 0
    assert len(await library.messages(conversation.id)) == 1
    await library.close()


async def test_a_file_without_its_log_opens_in_the_older_state(folder: Path, tmp_path: Path) -> None:
    identity = await _filled(folder)
    library = Library.open(folder)
    await library.save_message(identity, said("only in the log"))
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(folder / "studio.db", copy / "studio.db")
    await library.close()
    older = Library.open(copy)
    assert older.notices == ()
    assert len(await older.messages(identity)) >= 1
    await older.close()


async def test_a_newer_library_is_refused_and_left_as_it_is(folder: Path) -> None:
    await _filled(folder)
    path = folder / "studio.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(StudioError, match="newer version") as caught:
        Library.open(folder)
    assert caught.value.failure.code == database.NEWER_SCHEMA
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


async def test_a_copy_of_a_newer_or_open_library_can_be_read(folder: Path, tmp_path: Path) -> None:
    identity = await _filled(folder)
    writing = Library.open(folder)
    name = await writing.put_blob(b"bytes", "bin")
    await writing.save_message(identity, said("still in the log"))
    library = Library.open_copy(folder)
    assert library.read_only and "for reading" in library.notices[0]
    assert [m.text for m in await library.messages(identity)] == ["find me", "still in the log"]
    assert len(await library.search("log", SearchFilter())) == 1
    assert await library.blob(name) == b"bytes"
    with pytest.raises(StudioError, match="reading only"):
        await library.save_conversation(talk())
    await library.close()
    await writing.close()
    before = (folder / "studio.db").read_bytes()
    connection = sqlite3.connect(folder / "studio.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    newer = Library.open_copy(folder)
    assert len(await newer.messages(identity)) == 2
    await newer.close()
    assert len((folder / "studio.db").read_bytes()) == len(before)
    connection = sqlite3.connect(folder / "studio.db")
    connection.execute("ALTER TABLE conversations RENAME COLUMN data TO crystal")
    connection.close()
    with pytest.raises(StudioError, match="cannot be read by this version"):
        Library.open_copy(folder)
    with pytest.raises(StudioError):
        Library.open_copy(tmp_path / "nowhere")


async def test_a_clock_that_goes_back_does_not_change_the_order(library: Library) -> None:
    now, earlier = talk("now", at=2e9), talk("a year earlier by the clock", at=1e9)
    await library.save_conversation(now)
    await library.save_conversation(earlier)
    assert [value.title for value in await library.conversations()] == [earlier.title, now.title]
    first, second = said("1", at=2e9), said("2", at=1e9)
    await library.save_message(now.id, first)
    await library.save_message(now.id, second)
    assert [m.text for m in await library.messages(now.id)] == ["1", "2"]


def test_closing_a_writer_that_never_opened_is_quiet(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "none.db", read_only=False)
    writer.close()
    assert writer.pending == 0


async def test_searching_needs_no_writer(library: Library) -> None:
    assert await library.search("", SearchFilter()) == ()
