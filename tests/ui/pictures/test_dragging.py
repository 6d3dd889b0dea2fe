"""Real XDND between processes: a file dropped on the canvas, and a picture dragged out of the gallery."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.state.picture_plugs import noise_bytes

GUI = Path(os.environ.get("STUDIO_REALPARTS", "../shared/realparts")).resolve() / "gui"
NEEDED = ("Xvfb", "dbus-run-session", "openbox", "xdotool")


@pytest.mark.skipif(not (GUI / "x11env.sh").exists(), reason="needs realparts/gui")
@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}")
def test_a_drop_of_another_process_lands_on_the_canvas_and_a_drag_out_brings_a_file(tmp_path: Path) -> None:
    picture = tmp_path / "meadow.png"
    picture.write_bytes(noise_bytes((320, 200)))
    done = subprocess.run(
        [GUI / "x11env.sh", sys.executable, "-m", "tests.ui.pictures.dragging", GUI / "drop.sh", picture],
        capture_output=True,
        text=True,
        timeout=150,
        env={
            **os.environ,
            "WM": "openbox",
            "RP_PY": sys.executable,
            "GEOM": "1280x800x24",
            "QT_QPA_PLATFORM": "xcb",
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert said["name"] == "meadow.png" and said["size"] == [320, 200]
    assert said["out"] == ".png" and len(said["digest"]) == 64
