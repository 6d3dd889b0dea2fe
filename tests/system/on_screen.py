"""Hands on the real program on a real screen: run inside `realparts/gui/x11env.sh`, prints what came of each step.

    python -m tests.system.on_screen FOLDER PICTURE

FOLDER gets the data and a picture of the screen after each step; PICTURE is dropped and pasted.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.system.child import REALPARTS, Program, furnish, running

TYPED = "hello from a real keyboard äß 漢"
State = dict[str, Any]


class Hands:
    """Keyboard, mouse and eyes of somebody in front of one program."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.state: State = {}
        self._folder = folder
        self._log = folder / "steps.jsonl"

    def find(self) -> None:
        """Brings the window to the front."""
        search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Gateway Studio"]
        found = subprocess.run(search, capture_output=True, text=True, timeout=30, check=True)
        self._xdotool("windowactivate", "--sync", found.stdout.split()[0])

    def until(self, true: Callable[[State], object], seconds: float = 8.0) -> bool:
        """Waits until what the program says it shows satisfies `true`; whether it came to that."""
        end = time.monotonic() + seconds
        while not true(self.state):
            try:
                words = self.program.line("state", end - time.monotonic())
            except (queue.Empty, AssertionError):
                return False
            self.state = json.loads(" ".join(words[1:]))
        return True

    def step(self, name: str, done: bool, **more: object) -> None:
        """Writes down what came of a step, with a picture of the whole screen."""
        subprocess.run(["import", "-window", "root", str(self._folder / f"{name}.png")], timeout=30)
        with self._log.open("a") as log:
            log.write(json.dumps({"step": name, "done": done, "state": self.state, **more}) + "\n")

    def type(self, text: str) -> None:
        """Types text where the focus is."""
        self._xdotool("type", "--delay", "40", text)

    def press(self, keys: str) -> None:
        """Presses keys together, as "ctrl+k"."""
        self._xdotool("key", keys)

    def drop(self, what: str, at: str) -> None:
        """Drags a file or an address from another program onto a place of the window."""
        script = str(REALPARTS / "gui" / "drop.sh")
        subprocess.run(
            [script, "--onto", "Gateway Studio", "--at", at, what], timeout=60, capture_output=True
        )
        self.find()

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], timeout=60, check=True)


def act(hands: Hands, picture: Path) -> None:
    """Everything that is tried, one step after the other."""
    hands.until(lambda s: s)
    hands.type(TYPED)
    hands.step("typed", hands.until(lambda s: s["draft"] == TYPED))
    hands.press("Return")
    done = hands.until(lambda s: len(s["messages"]) == 2 and s["messages"][1][1] == "done", 30)
    hands.step("sent", done and hands.state["messages"][0][2] == TYPED)
    hands.step("accessible", True, tree=accessible())
    hands.press("ctrl+k")
    hands.step("command-box", hands.until(lambda s: any("CommandBox" in w for w in s["open"])))
    hands.press("Escape")
    hands.until(lambda s: not s["open"])
    hands.press("ctrl+shift+m")
    hands.step("model-picker", hands.until(lambda s: any("ModelPicker" in w for w in s["open"])))
    hands.press("Escape")
    hands.until(lambda s: not s["open"])
    hands.press("shift+Escape")
    hands.type("a very long one please")
    hands.press("Return")
    hands.until(
        lambda s: len(s["messages"]) == 4 and s["messages"][3][1] == "streaming" and s["messages"][3][2]
    )
    since = time.monotonic()
    hands.press("Escape")
    stopped = hands.until(lambda s: s["messages"][-1][1] == "stopped", 5)
    hands.step("stopped", stopped, seconds=time.monotonic() - since)
    hands.drop(str(picture), "0.6,0.9")
    hands.step("file-on-composer", hands.until(lambda s: s["attached"] == 1))
    empty(hands)
    hands.drop(str(picture), "0.6,0.4")
    hands.step("file-on-transcript", hands.until(lambda s: s["attached"] >= 1))
    empty(hands)
    paste(hands, picture)
    empty(hands)
    hands.drop("https://pictures.example/a.png", "0.6,0.4")
    hands.step("address-on-chat", hands.until(lambda s: any("Load this picture" in w for w in s["open"])))
    hands.press("Escape")
    hands.until(lambda s: not s["open"])
    hands.press("alt+3")
    hands.until(lambda s: s["place"] == "pictures")
    hands.drop(str(picture), "0.5,0.5")
    hands.step("file-on-pictures", hands.until(lambda s: s.get("source")))
    hands.drop("https://pictures.example/a.png", "0.5,0.5")
    hands.step("address-on-pictures", hands.until(lambda s: any("oad" in w for w in s["open"])))
    hands.press("Escape")
    hands.until(lambda s: not s["open"])
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, timeout=20).stdout
    own = [line.split()[3] for line in listening.splitlines() if f"pid={hands.program.pid}," in line]
    hands.step("listening", len(own) == 1 and own[0].startswith("127.0.0.1:"), sockets=own)
    hands.press("ctrl+q")
    since = time.monotonic()
    status = hands.program.wait(20)
    hands.step(
        "quit", status == 0, status=status, seconds=time.monotonic() - since, errors=hands.program.errors
    )


def empty(hands: Hands) -> None:
    """A new chat, whose composer holds nothing."""
    hands.press("ctrl+n")
    hands.until(lambda s: s["attached"] == 0)


def paste(hands: Hands, picture: Path) -> None:
    """A picture on the clipboard of another program."""
    copy = ["xclip", "-selection", "clipboard", "-t", "image/png", "-i", str(picture)]
    owner = subprocess.Popen([*copy, "-quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.3)  # xclip tells nobody when it owns the clipboard
        hands.press("ctrl+v")
        hands.step("pasted", hands.until(lambda s: s["attached"] >= 1))
    finally:
        owner.kill()
        owner.wait()


def accessible() -> str:
    """The whole tree as a screen reader gets it over the real bus; "" where no Python here can ask."""
    for python in ("/usr/bin/python3", "python3"):
        script = str(REALPARTS / "gui" / "atspi.py")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        asked = subprocess.run(
            [python, script, "Gateway Studio", "--tree"],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment,
        )
        if "NODES" in asked.stdout:
            return asked.stdout
    return asked.stdout + asked.stderr


def main(folder: Path, picture: Path) -> None:
    """Starts the program on this screen and tries everything."""
    data = folder / "data"
    data.mkdir()
    furnish(data)
    screen = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with running(data, "sit", "demo/companion", environment=screen) as program:
        hands = Hands(program, folder)
        program.line("ready")
        hands.find()
        act(hands, picture)
        if program.child.poll() is None:
            program.send(signal.SIGTERM)
    (folder / "stderr.txt").write_text(program.errors)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
