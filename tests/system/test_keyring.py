"""The real Secret Service in its states: what the real program says, and that no key is lost (K1-K7)."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.faults import Badgate, badgate_running
from tests.system.child import ROOT, Program, has_keyring, running, tool, whole, with_keyring

KEY = "sk-of-a-user-0123456789"

pytestmark = pytest.mark.skipif(
    not has_keyring(), reason="needs realparts/keyring with gnome-keyring and D-Bus"
)


@pytest.fixture(scope="module")
def badgate() -> Iterator[Badgate]:
    """A gateway that answers well to who has a key."""
    with badgate_running() as running_badgate:
        yield running_badgate


def meet(
    fault: str, badgate: Badgate, data: Path, before: tuple[str, ...], typed: str = KEY
) -> dict[str, str]:
    """What the program said in a keyring's state, by the first word; it must have ended in time and by itself."""
    with running(
        data,
        *("meet_the_keyring", badgate.origin, fault),
        environment={"DISPLAY": ""},
        before=before,
        typed=typed,
    ) as program:
        program.line("quitting")
        since = time.monotonic()
        assert program.wait() == 0
        took = time.monotonic() - since
    assert took <= 2.0, f"it took {took:.2f} s to end"
    assert "Traceback" not in program.errors
    return said(program)


def said(program: Program) -> dict[str, str]:
    """The lines by their first word."""
    return {line.split()[0]: line.split(" ", 1)[-1].strip() for line in program.lines}


def test_a_locked_keyring_is_said_in_words_and_keeps_its_key(
    badgate: Badgate, home: Path, tmp_path: Path
) -> None:
    words = meet("lock", badgate, tmp_path, with_keyring(home))
    assert words["before"].startswith("keyring Keys are kept in GNOME Keyring.")
    assert words["result"].startswith("failed The keyring is locked: unlock it, or type the key")
    assert int(words["gap"]) <= 250
    again = meet("keep", badgate, tmp_path, with_keyring(home), typed="")
    assert again["before"].endswith(f"ends in {KEY[-4:]}")
    assert again["result"] == "done"


def test_a_frozen_keyring_is_waited_for_in_words_while_everything_else_goes_on(
    badgate: Badgate, home: Path, tmp_path: Path
) -> None:
    words = meet("freeze", badgate, tmp_path, with_keyring(home))
    assert "Waiting for GNOME Keyring" in words["waiting"] and "Waiting for GNOME Keyring" in words["toast"]
    assert words["free"] == "done", "a gateway without a key is asked meanwhile"
    assert words["result"] == "done", "a key typed for this run goes past the frozen keyring"
    assert int(words["gap"]) <= 250


@whole
def test_a_keyring_that_dies_is_said_in_words_and_the_key_is_still_there_next_time(
    badgate: Badgate, home: Path, tmp_path: Path
) -> None:
    words = meet("kill", badgate, tmp_path, with_keyring(home))
    assert words["result"].startswith("failed The keyring")
    assert meet("keep", badgate, tmp_path, with_keyring(home), typed="")["result"] == "done"


@whole
def test_without_a_session_bus_a_key_is_kept_for_this_run_and_in_no_file(
    badgate: Badgate, home: Path, tmp_path: Path
) -> None:
    before = ("env", "-u", "DBUS_SESSION_BUS_ADDRESS", "-u", "DISPLAY", f"XDG_RUNTIME_DIR={home}/run")
    words = meet("keep", badgate, tmp_path, before)
    assert "There is no keyring here: a key is kept until you quit" in words["before"]
    assert words["before"].startswith("run") and words["result"] == "done"
    files = [file for folder in (home, tmp_path) for file in folder.rglob("*") if file.is_file()]
    assert files and not [file for file in files if KEY.encode() in file.read_bytes()]


@whole
def test_another_keyring_has_no_key_and_the_gateways_stay(
    badgate: Badgate, home: Path, tmp_path: Path
) -> None:
    meet("keep", badgate, tmp_path, with_keyring(home))
    words = meet("fresh", badgate, tmp_path, with_keyring(tmp_path / "another home"))
    host = badgate.origin.removeprefix("http://")
    assert f"No key for {host}" in words["before"]


NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-run-session")
ON_SCREEN = tool("gui", "x11env.sh").exists() and all(map(shutil.which, NEEDED))


@whole
@pytest.mark.skipif(not ON_SCREEN, reason="needs realparts/gui with Xvfb, openbox and xdotool")
@pytest.mark.parametrize(
    ("way", "result"),
    [
        ("cancel", "failed The keyring is locked"),
        ("wrong", ""),
        ("ignore", ""),
        ("type", "done"),
    ],
)
def test_the_real_prompt_may_be_answered_or_not(
    way: str, result: str, badgate: Badgate, tmp_path: Path
) -> None:
    """Cancelled it fails in words, typed it answers; left open it is waited for in words, and quitting is quick."""
    program = tmp_path / "program.sh"
    talk = tmp_path / "said.txt"
    program.write_text(
        f"exec {sys.executable} -m tests.system.runner meet_the_keyring {badgate.origin} prompt"
        f" -- --data-dir {tmp_path / 'data'} <<<{KEY} >{talk} 2>&1\n"
    )
    command = [
        str(tool("gui", "x11env.sh")),
        str(tool("keyring", "prompt_drive.sh")),
        way,
        "bash",
        str(program),
    ]
    subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"WM": "openbox", "RP_PY": sys.executable},
        capture_output=True,
        timeout=90,
        check=False,
    )
    words = {line.split()[0]: line.strip() for line in talk.read_text("utf-8").splitlines() if line.strip()}
    assert "quitting" in words, talk.read_text("utf-8")
    assert result in words["result"]
    if way in ("wrong", "ignore"):
        assert "Waiting for GNOME Keyring" in words["waiting"]
        assert "done" in words["result"], "a key typed for this run goes past the prompt"
    assert "Traceback" not in talk.read_text("utf-8")
