"""A screen reader finds messages, blocks and buttons, each with a name."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Status
from studio.ui.chat.transcript.accessible import spoken_name
from studio.ui.chat.transcript.numbers import time_of
from tests.ui.chat.transcript import spoken
from tests.ui.chat.transcript.making import answer, shown, talk, user

_NAME = QAccessible.Text.Name


def _all(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for index in range(node.childCount()):
        child = node.child(index)
        yield child
        yield from _all(child)


def test_the_tree_has_a_document_with_messages_and_no_unnamed_node(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(4))
    root = QAccessible.queryAccessibleInterface(view)
    assert root.role() == QAccessible.Role.Document
    assert root.childCount() == 4
    assert [node.role().name for node in _all(root) if not node.text(_NAME)] == []


def test_blocks_have_roles_and_text(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "# Head\n\n- [x] done\n\n```py\nx\n```\n\n[l](https://x.org)")])
    message = QAccessible.queryAccessibleInterface(view).child(0)
    named = [(node.role().name, node.text(_NAME)) for node in _all(message)]
    assert ("Heading", "Head") in named
    assert ("Paragraph", "done done") in named
    assert ("Paragraph", "Code, py: x") in named
    assert ("Link", "l") in named
    assert ("Button", "Copy code") in named


def test_places_on_the_screen_lie_inside_the_view(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "a"), answer(1, "b")])
    root = QAccessible.queryAccessibleInterface(view)
    for node in _all(root):
        assert root.rect().contains(node.rect()) or node.rect().isEmpty()
    spot = root.child(1).rect().center()
    assert root.childAt(spot.x(), spot.y()) is root.child(1)


def test_a_message_is_spoken_with_author_time_and_state() -> None:
    assert spoken_name(user(1, "Hello")).startswith("You, ")
    assert "stopped: half" in spoken_name(answer(1, "half", status=Status.STOPPED))


_ROOT = Path(__file__).parents[4]
_PARTS = Path(os.environ.get("STUDIO_REALPARTS", _ROOT.parent / "shared" / "realparts")) / "gui"
_READER = "/usr/bin/python3"


def _reader_missing() -> str:
    missing = [name for name in ("Xvfb", "openbox", "dbus-run-session") if shutil.which(name) is None]
    if not (_PARTS / "x11env.sh").exists():
        missing.append("realparts/gui")
    if not missing and subprocess.run([_READER, "-c", "import pyatspi"], capture_output=True).returncode:
        missing.append("pyatspi")
    return ", ".join(missing)


@pytest.mark.skipif(bool(_reader_missing()), reason=f"needs {_reader_missing()}")
def test_a_screen_reader_on_the_real_bus_reads_role_author_time_and_text() -> None:
    script = (
        f"{sys.executable} -m tests.ui.chat.transcript.spoken < <(exec sleep 60 2>/dev/null) & program=$!; "
        f"timeout 40 {_READER} {_PARTS / 'atspi.py'} {spoken.NAME} --tree; kill $program"
    )
    environment = os.environ | {
        "WM": "openbox", "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }  # fmt: skip
    run = subprocess.run(
        [str(_PARTS / "x11env.sh"), "bash", "-c", script],
        env=environment, cwd=_ROOT, capture_output=True, text=True, timeout=90, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    lines = [line.strip() for line in run.stdout.splitlines()]
    moment = time_of(answer(1, spoken.ANSWER).message)

    def spoken_as(role: str, *words: str) -> bool:
        return any(line.startswith(f"{role} |") and all(word in line for word in words) for line in lines)

    assert any(line.startswith("document") and "Conversation" in line for line in lines), (
        run.stdout + run.stderr
    )
    assert spoken_as("list item", "You", spoken.QUESTION)
    assert spoken_as("list item", "model-x", moment, "forty-two")
    assert spoken_as("heading", "A head")
    assert spoken_as("paragraph", "It is forty-two, says the book.")
    assert spoken_as("paragraph", "Code, py: x = 42")
    assert spoken_as("link", "the book")
    assert any(line.split(" |")[0].endswith("button") and "Copy code" in line for line in lines)
