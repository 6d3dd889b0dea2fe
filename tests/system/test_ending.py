"""How the real program ends: by signal, by its window, twice, and handing over to the first one (D3, D4, D13)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from studio.domain.conversation import Message, Role, Status
from tests.system.child import ROOT, Program, furnish, running, whole
from tests.system.scenarios import characters

QUIT_SECONDS = 2.0


def stored(folder: Path) -> list[Message]:
    """Every message in the file, read past the library."""
    connection = sqlite3.connect(folder / "studio.db")
    try:
        rows = connection.execute("SELECT data FROM messages").fetchall()
    finally:
        connection.close()
    return [msgspec.json.decode(row[0], type=Message) for row in rows]


def ended_well(program: Program, folder: Path, since: float) -> None:
    """It ended with 0 and in time; each of the five answers is there as far as it was shown, and none runs."""
    status = program.wait()
    took = time.monotonic() - since
    shown = {words[1]: int(words[2]) for words in map(str.split, program.lines) if words[0] == "T"}
    answers = {m.id: m for m in stored(folder) if m.role is Role.ASSISTANT}
    assert status == 0, program.errors
    assert "Traceback" not in program.errors and "destroyed" not in program.errors
    assert len(shown) == 5
    for identity, length in shown.items():
        assert characters(answers[identity].parts) >= length
        assert answers[identity].status in (Status.STOPPED, Status.CUT_OFF)
    assert took <= QUIT_SECONDS, f"it took {took:.2f} s to end"
    print(f"ended in {took:.2f} s")


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=whole)])
def test_a_signal_ends_five_running_answers_and_keeps_what_came(
    tmp_path: Path, number: signal.Signals
) -> None:
    furnish(tmp_path)
    with running(tmp_path, "stream_five") as program:
        program.line("streaming")
        since = time.monotonic()
        program.send(number)
        ended_well(program, tmp_path, since)


def test_closing_the_window_asks_once_and_then_ends_five_running_answers(tmp_path: Path) -> None:
    furnish(tmp_path)
    with running(tmp_path, "stream_five", "close") as program:
        asked = " ".join(program.line("asked"))
        since = time.monotonic()
        ended_well(program, tmp_path, since)
    assert "5 chats are still answering" in asked


def test_three_signals_end_a_program_that_cannot_end_by_itself(tmp_path: Path) -> None:
    furnish(tmp_path)
    with running(tmp_path, "blocked") as program:
        program.line("ready")
        for _ in range(3):
            program.send(signal.SIGTERM)
            time.sleep(0.2)  # signals of one kind that wait together become one
        assert program.wait(5) != 0


def test_a_second_start_hands_its_arguments_over_and_ends_with_0(tmp_path: Path) -> None:
    furnish(tmp_path)
    picture = tmp_path / "a picture.png"
    picture.write_bytes(b"")
    with running(tmp_path, "idle") as program:
        program.line("ready")
        second = subprocess.run(
            [sys.executable, "-m", "studio", "--data-dir", str(tmp_path), "--new-chat", str(picture)],
            capture_output=True,
            text=True,
            timeout=30,
            cwd=ROOT,
        )
        called = program.line("called", 10)
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert json.loads(" ".join(called[1:])) == {
            "new_chat": True,
            "new_image": False,
            "pictures": [str(picture)],
        }
        program.send(signal.SIGTERM)
        assert program.wait() == 0


@whole
def test_a_second_start_does_not_wait_for_a_first_that_hangs(tmp_path: Path) -> None:
    furnish(tmp_path)
    with running(tmp_path, "idle") as program:
        program.line("ready")
        program.send(signal.SIGSTOP)
        second = subprocess.run(
            [sys.executable, "-m", "studio", "--data-dir", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=30,
            cwd=ROOT,
            env=os.environ,
        )
        program.send(signal.SIGCONT)
        program.send(signal.SIGTERM)
        assert program.wait() == 0
    assert second.returncode in (0, 1)
    assert second.returncode == 0 or "does not answer" in second.stderr
