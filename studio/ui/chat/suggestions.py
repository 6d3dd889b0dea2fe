"""The small list over the composer: commands after "/", models after "@"."""

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from studio.ui.chat.editor import Editor
from studio.ui.shell.command_rows import Row, RowPainter, Rows

Source = Callable[[str], list[Row]]
"""The lines for what stands behind the sign."""
MOST = 8
_WIDTH = 460
_AT_START = re.compile(r"^/([^\s/]*)$")
_AT_WORD = re.compile(r"(?:^|\s)@(\S{0,60})$")


class Suggestions(QFrame):
    """Never takes the focus: the editor hands its keys over. Up and Down choose, Enter or Tab takes, Esc closes."""

    def __init__(self, editor: Editor, over: QWidget) -> None:
        super().__init__(over)
        self._editor = editor
        self._over = over
        self._sources: dict[str, Source] = {}
        self._typed = ""
        self._refused = ""
        self.rows = Rows()
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(RowPainter(self.rows, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName("Suggestions")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setStyleSheet("QListView { border: none; background: transparent; }")
        self.view.clicked.connect(lambda index: self._take(index.row()))
        self.setObjectName("suggestions")
        self.setStyleSheet(
            "#suggestions { background: palette(base); border: 1px solid palette(dark); border-radius: 8px; }"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 4, 2, 4)
        layout.addWidget(self.view)
        editor.first_look = self._key
        self.hide()

    def add(self, sign: str, source: Source) -> None:
        """Offers what `source` gives after `sign`."""
        self._sources[sign] = source

    def look(self) -> None:
        """Shows the list that fits the text before the cursor, or hides it."""
        sign, word = self._asked()
        self._typed = sign + word
        if sign not in self._sources or self._typed == self._refused or not self._editor.hasFocus():
            self.hide()
            return
        self._refused = ""
        rows = self._sources[sign](word)[:MOST]
        self.rows.show(rows)
        if not rows:
            self.hide()
            return
        self.view.setCurrentIndex(self.rows.index(max(0, self.rows.step(-1, 1))))
        self._place(len(rows))
        if not self.isVisible():
            self.show()
            words = f"{len(rows)} suggestions, arrow keys choose"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.raise_()

    def refuse(self) -> bool:
        """Closes the list until other words are typed; whether it was open."""
        shown = self.isVisible()
        if shown:
            self._refused = self._typed
            self.hide()
        return shown

    def _asked(self) -> tuple[str, str]:
        """The sign and the word behind it that stand right before the cursor."""
        cursor = self._editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        alone = self._editor.document().blockCount() == 1
        if alone and (match := _AT_START.match(before)):
            return "/", match[1]
        if match := _AT_WORD.search(before):
            return "@", match[1]
        return "", ""

    def _place(self, count: int) -> None:
        parent = self._over.window() or self._over
        if self.parentWidget() is not parent:
            self.setParent(parent)
        height = count * self.view.sizeHintForRow(0) + 12
        width = min(_WIDTH, self._over.width())
        corner = self._over.mapTo(parent, QPoint(0, 0))
        self.setGeometry(corner.x() + 8, max(0, corner.y() - height - 4), width, height)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list."""
        if not self.isVisible():
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.view.setCurrentIndex(self.rows.index(self.rows.step(self.view.currentIndex().row(), step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.view.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.refuse()
        else:
            return False
        return True

    def _take(self, row: int) -> None:
        run = self.rows.rows[row].run if 0 <= row < len(self.rows.rows) else None
        if run is None:
            return
        cursor = self._editor.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._typed))
        cursor.removeSelectedText()
        self.hide()
        run()
