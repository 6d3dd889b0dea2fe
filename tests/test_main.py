"""The command line before anything is imported: versions, verbs, wrong use, and what the process is denied."""

import subprocess
import sys
from pathlib import Path

import pytest

import studio
from studio.__main__ import looks_like_address, read_options, verb_of

_REPORT = """
import sys
from studio.__main__ import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print("QT" if any(name.startswith("PySide6") for name in sys.modules) else "no Qt", status)
"""


def _studio(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "studio", *arguments], capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_come_without_qt(argument: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _REPORT, argument], capture_output=True, text=True, timeout=60
    )
    assert ended.stdout.splitlines()[-1] == "no Qt 0"


def test_the_version_is_that_of_the_package() -> None:
    ended = _studio("--version")
    assert (ended.returncode, ended.stdout) == (0, f"Gateway Studio {studio.__version__}\n")


def test_help_names_every_verb() -> None:
    shown = _studio("--help").stdout
    for word in ("ask", "image", "models", "sandbox", "--data-dir", "--selftest", "--new-image"):
        assert word in shown


@pytest.mark.parametrize(
    "argument", ["https://example.org/x.png", "javascript:alert(1)", "file:///etc/passwd", "smb://host/x"]
)
def test_an_address_as_an_argument_ends_with_2(argument: str) -> None:
    ended = _studio(argument)
    assert ended.returncode == 2
    assert "looks like an address" in ended.stderr


def test_an_unknown_option_ends_with_2() -> None:
    assert _studio("--platform", "vnc").returncode == 2
    assert _studio("--new").returncode == 2


def test_a_file_whose_name_has_a_colon_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shot-12:30.png").write_bytes(b"")
    assert not looks_like_address("shot-12:30.png")
    assert looks_like_address("shot-12:31.png")
    assert not looks_like_address("C:\\Pictures\\cat.png")


def test_options_of_the_window_are_read() -> None:
    options = read_options(["--data-dir", "/d", "--debug", "--new-image", "a.png", "b.png"])
    assert options.data_dir == Path("/d")
    assert options.debug and options.new_image and not options.new_chat
    assert options.pictures == [Path("a.png"), Path("b.png")]


@pytest.mark.parametrize(
    ("arguments", "verb"),
    [
        (["ask", "hello"], "ask"),
        (["--data-dir", "/d", "models"], "models"),
        (["--data-dir=/d", "--debug", "image"], "image"),
        (["--data-dir", "ask"], ""),
        (["cat.png", "ask"], ""),
        (["--", "ask"], ""),
        ([], ""),
    ],
)
def test_a_verb_is_the_first_word(arguments: list[str], verb: str) -> None:
    assert verb_of(arguments) == verb


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")
def test_no_core_dump_is_ever_written() -> None:
    script = (
        "import ctypes, resource; from studio.__main__ import forbid_core_dumps; forbid_core_dumps(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ended.stdout.split() == ["0", "0"]
