"""The keyboard in a transcript: scrolling, a caret, messages and what can be pressed in them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from studio.ui.chat.transcript import caret
from studio.ui.chat.transcript.selection import Spot

if TYPE_CHECKING:
    from studio.ui.chat.transcript.view import Transcript

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Keyboard:
    """Turns key events into moves of a transcript. `browsing` shows a caret that the arrows move (F7)."""

    def __init__(self, view: "Transcript") -> None:
        self._view = view
        self.browsing = False
        self._x = 0.0

    def press(self, event: QKeyEvent) -> bool:
        """Handles a key; false when it belongs to somebody else."""
        view = self._view
        if event.matches(QKeySequence.StandardKey.Copy):
            view.copy()
            return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            view.select_all()
            return True
        return self._named(event) or self._moved(event) or self._typed(event)

    def _named(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_F7:
            self._toggle()
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
            and view.focus.current() is not None
        ):
            view.activate_focused()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and control:
            view.focus.to_message(_STEPS[Qt.Key(key)])
            view.show_focus()
        elif key == Qt.Key.Key_Escape and (view.selection.span is not None or view.focus.item >= 0):
            view.selection.clear()
            view.focus.clear()
            view.viewport().update()
        else:
            return False
        return True

    def _toggle(self) -> None:
        self.browsing = not self.browsing
        view = self._view
        if self.browsing and view.selection.head is None:
            spot = view.first_spot()
            if spot is not None:
                view.select(spot, spot)
        view.viewport().update()
        words = "Caret browsing is on; F7 turns it off." if self.browsing else "Caret browsing is off."
        view.status_changed.emit(words)

    def _moved(self, event: QKeyEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if (self.browsing or shift) and self._move_caret(event, shift):
            return True
        return self._scroll(event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def _move_caret(self, event: QKeyEvent, shift: bool) -> bool:
        view = self._view
        head = view.selection.head or view.first_spot()
        if head is None:
            return False
        spot = self._target(event, head)
        if spot is None:
            return False
        anchor = (view.selection.anchor or head) if shift else spot
        view.select(anchor, spot)
        view.show_spot(spot)
        return True

    def _target(self, event: QKeyEvent, head: Spot) -> Spot | None:
        stage, key = self._view.stage, event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = _STEPS.get(Qt.Key(key), 0) if key in _STEPS else 0
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._x = -1.0
            return caret.by_word(stage, head, step) if control else caret.by_character(stage, head, step)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return caret.by_line(stage, head, step, self._column(head))
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._x = -1.0
            way = -1 if key == Qt.Key.Key_Home else 1
            return caret.text_end(stage, way) if control else caret.line_end(stage, head, way)
        return None

    def _column(self, head: Spot) -> float:
        if self._x < 0 or self._view.selection.head != head:
            row = self._view.stage.prepare(*head[:2])
            box = row.box
            self._x = (box.caret(head[2]).x() if box is not None else 0.0) + row.indent(self._view.stage.kit)
        return self._x

    def _scroll(self, key: int, control: bool) -> bool:
        view = self._view
        line, page = view.stage.kit.style.line * 2.5, view.viewport().height() * 0.9
        distances = {
            Qt.Key.Key_Up: -line,
            Qt.Key.Key_Down: line,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }
        if key in distances:
            view.scroll_pixels(distances[Qt.Key(key)])
        elif key == Qt.Key.Key_Home:
            view.scroll_to_start()
        elif key == Qt.Key.Key_End:
            view.scroll_to_end()
        else:
            return False
        return True

    def _typed(self, event: QKeyEvent) -> bool:
        """What is typed here is meant for the composer."""
        text = event.text()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not text or not text.isprintable() or held:
            return False
        self._view.typed.emit(text)
        return True
