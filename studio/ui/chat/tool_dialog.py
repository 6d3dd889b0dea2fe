"""Answering tool calls by hand: the calls are shown, results are pasted, nothing is executed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.domain.conversation import ToolCall, ToolResult
from studio.ui.shell.dialogs import plain_label
from studio.ui.typed_text import typed_text


class ToolDialog(QDialog):
    """One field for each call; `done` gets all results at once, as the protocols want them."""

    def __init__(
        self, parent: QWidget, calls: Sequence[ToolCall], done: Callable[[list[ToolResult]], object]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Answer the tool calls")
        self.resize(620, 460)
        self._done = done
        self._fields: list[tuple[ToolCall, QPlainTextEdit, QCheckBox]] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addWidget(plain_label("The model asks for these calls. Paste what each one returned."))
        for call in calls:
            column.addWidget(plain_label(f"{call.name}\n{call.arguments or '{}'}", selectable=True))
            field = QPlainTextEdit()
            field.setAccessibleName(f"Result of {call.name}")
            field.setPlaceholderText("Result")
            field.setMinimumHeight(80)
            failed = QCheckBox("The call failed")
            column.addWidget(field)
            column.addWidget(failed)
            self._fields.append((call, field, failed))
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        send = QPushButton("Send the results")
        send.setDefault(True)
        send.clicked.connect(self._finish)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(send)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addLayout(row)
        self.open()
        if self._fields:
            self._fields[0][1].setFocus()

    def _finish(self) -> None:
        results = [
            ToolResult(call.id, call.name, typed_text(field), failed.isChecked())
            for call, field, failed in self._fields
        ]
        self.close()
        self._done(results)
