"""The real window on a real screen: keys, the clipboard, drags of another program, a screen reader (issues 4 and 8)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.system.child import ROOT, tool, whole

NEEDED = ("Xvfb", "openbox", "xdotool", "xclip", "import", "ss", "dbus-run-session")
MISSING = [name for name in NEEDED if shutil.which(name) is None]

pytestmark = [
    pytest.mark.skipif(not tool("gui", "x11env.sh").exists(), reason="needs realparts/gui"),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
    whole,
]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of each step; the pictures of the screen are kept where STUDIO_SCREENS says."""
    folder = tmp_path_factory.mktemp("screen")
    picture = folder / "a picture.png"
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0xFF3366AA)
    assert image.save(str(picture))
    environment = os.environ | {
        "WM": "openbox",
        "GEOM": "1600x1000x24",
        "RP_PY": sys.executable,
        "QT_QPA_PLATFORM": "xcb",
    }
    run = subprocess.run(
        [
            str(tool("gui", "x11env.sh")),
            sys.executable,
            "-m",
            "tests.system.on_screen",
            str(folder),
            str(picture),
        ],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    if "STUDIO_SCREENS" in os.environ:
        shutil.copytree(folder, os.environ["STUDIO_SCREENS"], dirs_exist_ok=True)
    log = folder / "steps.jsonl"
    lines = log.read_text().splitlines() if log.exists() else []
    found = {step["step"]: step for step in map(json.loads, lines)}
    assert found, run.stdout + run.stderr
    yield found


STEPS = {
    "typed": "what is typed stands in the composer",
    "sent": "Return sends it and it is answered",
    "command-box": "Ctrl+K opens the command box",
    "model-picker": "Ctrl+Shift+M opens the model picker",
    "stopped": "Esc stops the answer",
    "file-on-composer": "a file dropped on the composer is attached",
    "file-on-transcript": "a file dropped on the transcript is attached",
    "pasted": "a picture on the clipboard is attached",
    "address-on-chat": "an address dropped on the chat asks before anything is loaded",
    "file-on-pictures": "a file dropped on the picture view becomes the source",
    "address-on-pictures": "an address dropped on the picture view asks before anything is loaded",
    "listening": "only the demo listens, on loopback",
    "quit": "Ctrl+Q ends the program with 0",
}


@pytest.mark.parametrize("step", STEPS, ids=[words.replace(" ", "-") for words in STEPS.values()])
def test_on_a_real_screen(step: str, steps: dict[str, Any]) -> None:
    assert step in steps, f"the run ended before: {list(steps)}"
    assert steps[step]["done"], steps[step]["state"]


def test_a_screen_reader_finds_each_message_with_author_and_text(steps: dict[str, Any]) -> None:
    tree = steps["accessible"]["tree"]
    messages = [line.strip() for line in tree.splitlines() if line.strip().startswith("list item")]
    assert "document" in tree, tree[:2000]
    assert any("You" in line and "hello from a real keyboard" in line for line in messages), messages
    assert any("demo/companion" in line for line in messages), messages
