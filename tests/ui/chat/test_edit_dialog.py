"""The edit box: its three ways out, and what it asks of an answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Message, Role, Text
from studio.ui.chat.edit_dialog import EditDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(qtbot: QtBot, window: QWidget, role: Role) -> tuple[EditDialog, list[tuple[str, bool]]]:
    done: list[tuple[str, bool]] = []
    message = Message(id="m", parent=None, role=role, parts=(Text("old"),))
    dialog = EditDialog(window, message, lambda text, run: done.append((text, run)))
    qtbot.waitUntil(dialog.field.hasFocus)
    return dialog, done


@pytest.mark.parametrize(
    ("role", "key", "held", "result"),
    [
        (Role.USER, Qt.Key.Key_Return, CTRL, [("old new", True)]),
        (Role.USER, Qt.Key.Key_S, CTRL, [("old new", False)]),
        (Role.USER, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, []),
        (Role.ASSISTANT, Qt.Key.Key_Return, CTRL, [("old new", False)]),
    ],
)
def test_keys_save_run_or_leave(
    qtbot: QtBot,
    window: QWidget,
    role: Role,
    key: Qt.Key,
    held: Qt.KeyboardModifier,
    result: list[tuple[str, bool]],
) -> None:
    dialog, done = opened(qtbot, window, role)
    QTest.keyClicks(dialog.field, " new")
    QTest.keyClick(dialog.field, key, held)
    assert done == result


def test_an_answer_is_saved_but_never_run(qtbot: QtBot, window: QWidget) -> None:
    dialog, _ = opened(qtbot, window, Role.ASSISTANT)
    assert [b.text() for b in dialog.findChildren(QPushButton)] == ["Cancel", "Save"]
    dialog.close()
