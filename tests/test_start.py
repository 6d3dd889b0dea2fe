"""The start of the window: without a display, with an unusable folder, and beside a program that runs already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.instance import Instance
from studio.paths import find_paths


def studio(folder: Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "studio", "--data-dir", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only there is a display a matter of the environment")
def test_without_a_display_it_says_what_works_instead(tmp_path: Path) -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    ended = studio(tmp_path, bare)
    assert ended.returncode == 1
    assert "There is no display here" in ended.stderr
    assert "studio ask" in ended.stderr


def test_a_folder_that_is_a_file_is_named(tmp_path: Path, home: Path) -> None:
    (tmp_path / "data").write_text("I am a file")
    ended = studio(tmp_path / "data")
    assert ended.returncode == 1
    assert str(tmp_path / "data") in ended.stderr
    assert (tmp_path / "data").read_text() == "I am a file"


def test_a_running_program_that_does_not_answer_is_said(tmp_path: Path, home: Path) -> None:
    paths = find_paths(tmp_path / "data")
    paths.make()
    first = Instance(paths)
    assert first.is_first()
    ended = studio(tmp_path / "data")
    assert ended.returncode == 1
    assert "is already running" in ended.stderr
    first.close()
