"""Conversations leave the library from the terminal, but never under an open window."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile

from studio.cli import main
from studio.cli_library import is_open
from studio.domain.conversation import Conversation, Message, Role, Text
from studio.paths import find_paths
from studio.storage.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one conversation."""
    folder = tmp_path / "library"

    async def fill() -> None:
        shelf = Library.open(folder)
        await shelf.save_conversation(Conversation(id="c1", title="Tides", created_at=1.0, updated_at=1.0))
        question = Message(id="m1", parent=None, role=Role.USER, parts=(Text("Why are there tides?"),))
        await shelf.save_message("c1", question)
        await shelf.close()

    asyncio.run(fill())
    return folder


def _export(library: Path, target: Path, *more: str) -> int:
    return main(["export", "--data-dir", str(library), *more, str(target)])


@pytest.mark.parametrize(("form", "suffix"), [("markdown", "md"), ("html", "html"), ("json", "json")])
def test_all_conversations_are_written(
    library: Path, tmp_path: Path, form: str, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert _export(library, folder / f"all.{suffix}", "--format", form) == 0
    assert capsys.readouterr().out.strip()
    written = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    assert any("Why are there tides?" in text for text in written)


def test_an_open_window_is_named_and_nothing_is_touched(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = QLockFile(str(find_paths(library).lock))
    assert lock.tryLock(0)
    try:
        assert _export(library, tmp_path / "all.md", "--json") == 1
    finally:
        lock.unlock()
    end = json.loads(capsys.readouterr().out)
    assert end["error"]["kind"] == "storage"
    assert "open" in end["error"]["message"]
    assert not (tmp_path / "all.md").exists()
    assert _export(library, tmp_path / "all.md") == 0


def test_a_lock_left_by_a_dead_program_does_not_count(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True)
    lock = tmp_path / "studio.lock"
    for content, held in ((dead.stdout, False), (b"", False), (b"x\n", False), (b"%d\n" % os.getpid(), True)):
        lock.write_bytes(content)
        assert is_open(lock) is held
    assert not is_open(tmp_path / "none")


def test_a_folder_without_a_library_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _export(tmp_path / "nowhere", tmp_path / "all.md") == 2
    assert "There is no library" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
