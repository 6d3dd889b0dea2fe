"""The editor: what it hands over instead of typing, and who may look at a key first."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.chat.editor import LONG_PASTE, Editor


@pytest.fixture
def editor(qtbot: QtBot) -> Editor:
    made = Editor()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_first_look_takes_keys_unless_an_input_method_composes(editor: Editor) -> None:
    seen: list[int] = []

    def look(event: QKeyEvent) -> bool:
        seen.append(event.key())
        return event.key() == Qt.Key.Key_Return

    editor.first_look = look
    sent: list[bool] = []
    editor.sent.connect(lambda: sent.append(True))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sent == []
    QApplication.sendEvent(editor, QInputMethodEvent("に", []))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (sent, seen) == ([], [Qt.Key.Key_Return])


def test_up_in_an_empty_editor_edits_the_last_message_and_alt_up_recalls(editor: Editor) -> None:
    said: list[object] = []
    editor.last_edited.connect(lambda: said.append("edit"))
    editor.recalled.connect(said.append)
    QTest.keyClick(editor, Qt.Key.Key_Up)
    QTest.keyClick(editor, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    editor.setPlainText("words")
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert said == ["edit", -1, 1]


def test_a_paste_is_typed_up_to_a_length_and_offered_above_it(editor: Editor) -> None:
    offered: list[str] = []
    editor.long_pasted.connect(offered.append)
    mime = QMimeData()
    mime.setText("x" * LONG_PASTE)
    editor.insertFromMimeData(mime)
    assert len(editor.toPlainText()) == LONG_PASTE
    mime.setText("y" * (LONG_PASTE + 1))
    editor.insertFromMimeData(mime)
    assert offered == ["y" * (LONG_PASTE + 1)]
    assert "y" not in editor.toPlainText()


def test_the_height_grows_with_the_lines(editor: Editor) -> None:
    one = editor.wanted_height()
    editor.setPlainText("a\nb\nc")
    assert editor.wanted_height() == one + 2 * editor.fontMetrics().lineSpacing()
