"""The box in which a sent message or an answer is edited; what was there stays as a sibling."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from studio.domain.conversation import Message, Role
from studio.ui.shell.dialogs import plain_label
from studio.ui.typed_text import typed_text


class EditDialog(QDialog):
    """Ctrl+S saves, Ctrl+Enter saves and asks again (for an own message), Esc leaves everything as it is."""

    def __init__(self, parent: QWidget, message: Message, done: Callable[[str, bool], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own = message.role is Role.USER
        self.setWindowTitle("Edit your message" if own else "Edit this answer")
        self.resize(640, 340)
        self._done = done
        self._own = own
        self.field = QPlainTextEdit(message.text)
        self.field.setAccessibleName(self.windowTitle())
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(self.field, 1)
        layout.addWidget(plain_label("The version before stays: ‹ › under the message brings it back."))
        row = QHBoxLayout()
        row.addStretch()
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.close)
        save = QPushButton("Save")
        save.setToolTip("Ctrl+S")
        save.clicked.connect(lambda: self._finish(False))
        row.addWidget(cancel)
        row.addWidget(save)
        if own:
            run = QPushButton("Save and run")
            run.setToolTip("Ctrl+Enter")
            run.setDefault(True)
            run.clicked.connect(lambda: self._finish(True))
            row.addWidget(run)
        layout.addLayout(row)
        QShortcut(QKeySequence("Ctrl+S"), self, lambda: self._finish(False))
        QShortcut(QKeySequence("Ctrl+Return"), self, lambda: self._finish(own))
        self.open()
        self.field.setFocus()

    def _finish(self, run: bool) -> None:
        text = typed_text(self.field)
        self.close()
        self._done(text, run)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)
