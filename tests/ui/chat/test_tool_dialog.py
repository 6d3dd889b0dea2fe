"""Answering tool calls by hand: all at once, as typed, failures marked."""

from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.domain.conversation import ToolCall, ToolResult
from studio.ui.chat.tool_dialog import ToolDialog


def test_every_call_has_a_named_field_and_all_results_go_together(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    calls = [
        ToolCall(id="1", name="look", arguments='{"at": "<b>"}'),
        ToolCall(id="2", name="go", arguments=""),
    ]
    sent: list[list[ToolResult]] = []
    dialog = ToolDialog(window, calls, sent.append)
    assert any('{"at": "<b>"}' in label.text() for label in dialog.findChildren(QLabel))
    fields = dialog.findChildren(QPlainTextEdit)
    assert [f.accessibleName() for f in fields] == ["Result of look", "Result of go"]
    fields[0].setPlainText("seen")
    dialog.findChildren(QCheckBox)[1].setChecked(True)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Send the results").click()
    assert sent == [[ToolResult("1", "look", "seen", False), ToolResult("2", "go", "", True)]]
