"""The text field a message is written in: Enter sends unless an input method is composing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from studio.domain.text import clean_text

LONG_PASTE = 3000
"""Characters above which a pasted text is offered as an attachment."""


class Editor(QPlainTextEdit):
    """`first_look` may take a key before anything else does, which a list of suggestions needs."""

    sent = Signal()
    recalled = Signal(int)
    last_edited = Signal()
    stopped = Signal()
    received = Signal(QMimeData)
    long_pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.ctrl_enter_sends = False
        self.first_look: Callable[[QKeyEvent], bool] = lambda event: False
        self._composing = False
        self.setPlaceholderText("Write a message – drop pictures or files anywhere")
        self.setAccessibleName("Message")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setStyleSheet("QPlainTextEdit { border: none; background: transparent; padding: 0; }")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(6)

    def wanted_height(self) -> int:
        """The height all lines need, in pixels."""
        lines = max(1, round(self.document().size().height()))
        return lines * self.fontMetrics().lineSpacing() + 2 * 6 + 4

    def inputMethodEvent(self, event: object) -> None:
        self._composing = bool(getattr(event, "preeditString", str)())
        super().inputMethodEvent(event)  # type: ignore[arg-type]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._composing and self.first_look(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._composing:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            ctrl = held == Qt.KeyboardModifier.ControlModifier
            plain = held == Qt.KeyboardModifier.NoModifier
            if ctrl or (plain and not self.ctrl_enter_sends):
                self.sent.emit()
                return
        if self._recalls(event):
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab never reaches keyPressEvent while it changes the focus.
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        if forward and not self._composing and self.first_look(tab):
            return True
        return super().focusNextPrevChild(forward)

    def _recalls(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.recalled.emit(step)
            return True
        if step == -1 and not self.toPlainText():
            self.last_edited.emit()
            return True
        return False

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() or source.hasUrls():
            self.received.emit(source)
            return
        text = clean_text(source.text())
        if len(text) > LONG_PASTE:
            self.long_pasted.emit(text)
            return
        self.textCursor().insertText(text)
