"""One program for one folder: the lock, the call to the first, and what a dead process leaves behind."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from studio.instance import LIMIT, Instance
from studio.paths import Paths, find_paths

OPTIONS = argparse.Namespace(new_chat=True, new_image=False, pictures=[Path("cat.png")])
_HOLD = """
import sys, pathlib
from PySide6.QtCore import QCoreApplication
from studio.instance import Instance
from studio.paths import find_paths
application = QCoreApplication([])
instance = Instance(find_paths(pathlib.Path(sys.argv[1])))
print(instance.is_first(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def paths(tmp_path: Path, home: Path) -> Paths:
    found = find_paths(tmp_path / "data")
    found.make()
    return found


def test_the_second_start_hands_its_words_to_the_first(paths: Paths, qtbot: QtBot) -> None:
    first, second = Instance(paths), Instance(paths)
    assert first.is_first()
    assert not second.is_first()
    first.listen()
    heard: list[dict[str, object]] = []
    first.called.connect(heard.append)
    assert second.hand_over(OPTIONS)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [
        {"new_chat": True, "new_image": False, "pictures": [str(Path("cat.png").absolute())]},
    ]
    first.close()
    assert second.is_first()
    second.close()


def test_a_first_that_does_not_listen_is_not_talked_to(paths: Paths, qapp: object) -> None:
    first, second = Instance(paths), Instance(paths)
    assert first.is_first()
    assert not second.hand_over(OPTIONS)
    first.close()


@pytest.mark.parametrize("line", [b"not json\n", b"[1, 2]\n", b"\xff\xfe\n"])
def test_rubbish_on_the_socket_calls_nothing(paths: Paths, qtbot: QtBot, line: bytes) -> None:
    first = Instance(paths)
    first.is_first()
    first.listen()
    heard: list[object] = []
    first.called.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(str(paths.socket))
    assert socket.waitForConnected(2000)
    socket.write(line)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert heard == []
    first.close()


def test_a_line_without_end_is_cut_off(paths: Paths, qtbot: QtBot) -> None:
    first = Instance(paths)
    first.is_first()
    first.listen()
    socket = QLocalSocket()
    socket.connectToServer(str(paths.socket))
    assert socket.waitForConnected(2000)
    socket.write(b"x" * (LIMIT + 10))
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not Windows's")
def test_the_lock_of_a_killed_program_is_taken_over(paths: Paths, tmp_path: Path, qapp: object) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == "True\n"
    mine = Instance(paths)
    assert not mine.is_first()
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    holder.stdin.close()
    holder.stdout.close()
    assert mine.is_first()
    mine.close()
