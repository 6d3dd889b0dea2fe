"""A key in the real program: no byte of it lies about afterwards, and no foreign origin saw it (S6-S8, S16)."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.faults import Badgate, badgate_running
from tests.system.child import has_keyring, running, tool, with_keyring

KEY = "Zq7mVt2KfP9xLd4RwB8nYc3HsG6jUa"
"""Looks like no key: only a program that knows it can mask it."""

SCANNER = tool("leak", "leakscan.py")
CHATS = ("X13", "X13-stream", "X13-big", *(f"H13{v}" for v in ("", "-301", "-302", "-308")), "H13-same")
CHATS += ("H13-double", "H13-userinfo")
PLACES = ("file", "ftp", "meta", "loopback", "mapped", "decimal", "hex", "octal", "short", "zero", "name")
PLACES += ("nat64", "sixtofour", "lan", "cgnat", "double", "javascript")
PICTURES = (*(f"G8-{p}" for p in PLACES), *(f"G8-direct-{p}" for p in PLACES), "G9", "G9-loop", "G10")


def scan(*where: str) -> subprocess.CompletedProcess[str]:
    """The scanner's verdict: 1 when the key was found in any encoding."""
    command = [sys.executable, str(SCANNER), "--secret", KEY, *where]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def seen_by_others(badgate: Badgate) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What reached the second origin at all, and what reached a picture's address with a secret."""
    log = badgate.log()
    other = [asked for asked in log if asked["origin"] == "other"]
    files = [asked for asked in log if "/file/" in asked["path"] and asked["secrets"]]
    return other, files


@pytest.mark.skipif(not SCANNER.exists(), reason="needs realparts/leak and realparts/chaos")
def test_no_byte_of_a_key_is_left_and_no_other_origin_sees_it(home: Path, tmp_path: Path) -> None:
    """Key added, four protocols, 401s that echo it, redirects, pictures, exports, curl, a bug, kill -9."""
    papers, scratch, data = tmp_path / "papers", tmp_path / "tmp", tmp_path / "data"
    for folder in (papers, scratch, data):
        folder.mkdir()
    plan = json.dumps({"chats": CHATS, "pictures": PICTURES})
    before = with_keyring(home) if has_keyring() else ()
    with (
        badgate_running() as badgate,
        running(
            data,
            *("talk_with_a_key", badgate.origin, str(papers), plan),
            options=("--debug",),
            environment={"TMPDIR": str(scratch)},
            before=before,
            typed=KEY,
        ) as program,
    ):
        kept = program.line("kept")[1]
        program.line("ready", 120)
        pid = scan("--pid", str(program.pid))
        program.send(signal.SIGKILL)
        program.wait()
        other, files = seen_by_others(badgate)
        log = badgate.log()
    (papers / "stderr.txt").write_text(program.errors, "utf-8")
    (papers / "stdout.txt").write_text("".join(program.lines), "utf-8")
    done = [line.split() for line in program.lines]
    assert kept == ("keyring" if before else "run")
    assert [words[2] for words in done if words[0] == "answered"] == ["done"] * 4
    assert {words[3] for words in done if words[0] == "case"} <= {"failed", "cut_off"}
    assert len([words for words in done if words[0] == "picture"]) == len(PICTURES)
    assert sum(bool(asked["secrets"]) for asked in log) > 50, "the key was sent to its own origin"
    assert (other, files) == ([], [])
    assert pid.returncode == 0, pid.stdout
    planted = tmp_path / "planted.bin"
    planted.write_bytes(KEY.encode("utf-16-le"))
    assert scan(str(tmp_path)).returncode == 1, "the scanner finds what is there"
    planted.unlink()
    found = scan(str(tmp_path), str(home))
    assert found.returncode == 0, found.stdout
    print(f"{len(CHATS) * 4 + len(PICTURES)} redirect, echo and picture cases; {len(log)} requests")


if os.name != "posix":
    pytest.skip("kill -9 and the keyring's scripts are Unix's", allow_module_level=True)
