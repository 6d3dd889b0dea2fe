"""The box a message is written in: it grows, takes pictures and files, and never loses a word."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout

from studio.domain.conversation import Draft, File, Part
from studio.domain.timing import estimated_tokens
from studio.ui.chat.attachments import Attachments
from studio.ui.chat.editor import Editor
from studio.ui.chat.suggestions import Source, Suggestions
from studio.ui.shell.dialogs import choose_files
from studio.ui.shell.icons import icon
from studio.ui.typed_text import typed_text

PICTURE_PATTERNS = (
    "Pictures and text (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.avif *.txt *.md *.csv *.json *.py)"
    ";;All files (*)"
)


class Composer(QFrame):
    """Text, attachments, Send and Stop; it knows nothing of where messages go.

    `sent(text, parts)`; `changed` for the draft; `files_offered(paths)`, `image_offered(bytes, name)` and
    `url_offered(str)` hand over what was pasted or dropped: the owner takes it in and calls `attach`.
    """

    sent = Signal(str, tuple)
    stopped = Signal()
    changed = Signal()
    files_offered = Signal(list)
    image_offered = Signal(bytes, str)
    url_offered = Signal(str)
    last_edited = Signal()
    refused = Signal(str)
    long_pasted = Signal(str)

    def __init__(self, thumbnail: Callable[[Part], QImage | None] = lambda _: None) -> None:
        super().__init__()
        self.setObjectName("composer")
        self.setStyleSheet(
            "#composer { border: 1px solid palette(mid); border-radius: 12px; background: palette(base); }"
        )
        self.setAcceptDrops(True)
        self._parts: list[Part] = []
        self._history: list[str] = []
        self._at = 0
        self._running = False
        self.editor = Editor()
        self._attachments = Attachments(thumbnail)
        self._suggestions = Suggestions(self.editor, self)
        self._build()
        self._connect()
        self._fit()

    # -- what the owner does

    def set_draft(self, draft: Draft) -> None:
        """Puts a draft in; the cursor stands at its end."""
        self._parts = list(draft.parts)
        if typed_text(self.editor) != draft.text:
            self.editor.setPlainText(draft.text)
            self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)
        self._attachments.show_parts(self._parts)
        self._refresh()

    def draft(self) -> Draft:
        """What is in the box now."""
        return Draft(typed_text(self.editor), tuple(self._parts))

    def attach(self, part: Part) -> None:
        """Adds a picture or file above the text."""
        self._parts.append(part)
        self._attachments.show_parts(self._parts)
        self._refresh()
        self.changed.emit()

    def set_running(self, running: bool) -> None:
        """Shows Stop while an answer of this conversation is coming in."""
        self._running = running
        self._stop.setVisible(running)
        self._refresh()

    def set_history(self, prompts: Sequence[str]) -> None:
        """The prompts Alt+Up goes back through, oldest first."""
        self._history = list(prompts)
        self._at = len(self._history)

    def set_ctrl_enter_sends(self, wanted: bool) -> None:
        """Whether Enter makes a new line and Ctrl+Enter sends."""
        self.editor.ctrl_enter_sends = wanted
        self._send.setToolTip("Send (Ctrl+Enter)" if wanted else "Send (Enter)")

    def insert(self, text: str) -> None:
        """Types `text` at the cursor and takes the focus."""
        self.editor.setFocus()
        self.editor.textCursor().insertText(text)

    def choose_attachments(self) -> None:
        """Lets the user choose files to attach."""
        choose_files(self, "Attach", PICTURE_PATTERNS, self.files_offered.emit)

    def suggest(self, sign: str, source: Source) -> None:
        """Offers what `source` gives after `sign`: "/" as the first word, "@" before any word."""
        self._suggestions.add(sign, source)

    def close_suggestions(self) -> bool:
        """Closes the list of suggestions; whether it was open."""
        return self._suggestions.refuse()

    # -- building

    def _build(self) -> None:
        self._attach = self._button("paperclip", "Attach pictures or files")
        self._send = self._button("arrow-up", "Send (Enter)")
        self._send.setObjectName("send")
        self._send.setStyleSheet(
            "#send { background: palette(highlight); border-radius: 14px; padding: 5px; }"
            "#send:disabled { background: palette(midlight); }"
        )
        self._stop = self._button("square", "Stop (Esc)")
        self._stop.hide()
        self._meter = QLabel()
        self._meter.setTextFormat(Qt.TextFormat.PlainText)
        self._meter.setForegroundRole(self._meter.palette().ColorRole.PlaceholderText)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addWidget(self._attach)
        bottom.addStretch()
        for widget in (self._meter, self._stop, self._send):
            bottom.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self._attachments)
        layout.addWidget(self.editor)
        layout.addLayout(bottom)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.editor)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _connect(self) -> None:
        self._fit_timer = QTimer(self, singleShot=True, interval=0)
        self._fit_timer.timeout.connect(self._fit)
        self.editor.textChanged.connect(self._typed)
        self.editor.sent.connect(self._submit)
        self.editor.recalled.connect(self._recall)
        self.editor.last_edited.connect(self.last_edited)
        self.editor.received.connect(self._take)
        self.editor.long_pasted.connect(self._take_long)
        self._send.clicked.connect(self._submit)
        self._stop.clicked.connect(self.stopped)
        self._attachments.removed.connect(self._remove)
        self._attach.clicked.connect(self.choose_attachments)

    # -- inside

    def _submit(self) -> None:
        text = typed_text(self.editor).strip()
        if not text and not self._parts:
            return
        parts = tuple(self._parts)
        if text:
            self._history.append(text)
        self._at = len(self._history)
        self.set_draft(Draft())
        self.sent.emit(text, parts)

    def _typed(self) -> None:
        self._fit_timer.start()
        self._refresh()
        self._suggestions.look()
        self.changed.emit()

    def _refresh(self) -> None:
        text = typed_text(self.editor) if self.editor.document().characterCount() < 200_000 else "x"
        self._send.setEnabled(bool(text.strip() or self._parts))
        count = self.editor.document().characterCount() - 1
        if count > 100_000:
            self._meter.setText(f"{count:,} characters – this is very long")
        elif count > 400:
            self._meter.setText(f"≈ {estimated_tokens(text):,} tokens")
        else:
            self._meter.setText("")

    def _recall(self, step: int) -> None:
        if not self._history:
            return
        self._at = max(0, min(len(self._history), self._at + step))
        text = self._history[self._at] if self._at < len(self._history) else ""
        self.editor.setPlainText(text)
        self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)

    def _take(self, mime: QMimeData) -> None:
        if mime.hasUrls():
            local = [Path(u.toLocalFile()) for u in mime.urls() if u.isLocalFile()]
            remote = [u.toString() for u in mime.urls() if not u.isLocalFile()]
            if local:
                self.files_offered.emit(local)
            elif mime.hasImage():
                self._take_image(mime)
            elif remote:
                self.url_offered.emit(remote[0])
            return
        self._take_image(mime)

    def _take_image(self, mime: QMimeData) -> None:
        image = mime.imageData()
        if not isinstance(image, QImage) or image.isNull():
            self.refused.emit("The clipboard holds no picture that can be read.")
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        self.image_offered.emit(bytes(buffer.data().data()), "Pasted picture.png")

    def _take_long(self, text: str) -> None:
        self.attach(File(name="Pasted text.txt", mime="text/plain", text=text, size=len(text.encode())))
        self.long_pasted.emit(text)

    def unpack(self, text: str) -> None:
        """Puts a long paste that became an attachment into the text after all."""
        self._parts = [p for p in self._parts if not (isinstance(p, File) and p.text == text)]
        self._attachments.show_parts(self._parts)
        self.insert(text)

    def _remove(self, at: int) -> None:
        del self._parts[at]
        self.editor.setFocus()
        self._attachments.show_parts(self._parts)
        self._refresh()
        self.changed.emit()

    def _fit(self) -> None:
        window = self.window()
        most = max(120, int(window.height() * 0.4)) if window is not None else 240
        height = max(self.editor.fontMetrics().lineSpacing() + 18, min(most, self.editor.wanted_height()))
        if height != self.editor.height():
            self.editor.setFixedHeight(height)

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_timer.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.editor.canInsertFromMimeData(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_drop(event.mimeData())
        event.acceptProposedAction()

    def take_drop(self, mime: QMimeData) -> None:
        """Takes what was dropped anywhere on the chat: files, a picture, an address, or text."""
        if mime.hasUrls() or mime.hasImage():
            self._take(mime)
        elif mime.hasText():
            self.editor.insertFromMimeData(mime)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel) and self._running:
            self.stopped.emit()
            return
        super().keyPressEvent(event)
