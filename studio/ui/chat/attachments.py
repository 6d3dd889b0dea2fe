"""What hangs on a message that is being written: pictures and files as chips above the text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from studio.domain.conversation import File, Part, Picture
from studio.ui.shell.icons import icon


class Chip(QFrame):
    """One attachment, with a button that takes it off again; so do Delete and Backspace when it has the focus."""

    removed = Signal()

    def __init__(self, label: str, thumbnail: QImage | None) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setStyleSheet("#chip { border: 1px solid palette(mid); border-radius: 8px; }")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 4, 4)
        row.setSpacing(6)
        picture = QLabel()
        if thumbnail is not None:
            shown = thumbnail.scaled(
                40, 40, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            picture.setPixmap(QPixmap.fromImage(shown))
        else:
            picture.setPixmap(icon("file-text").pixmap(20, 20))
        name = QLabel()
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setText(label if len(label) <= 32 else label[:20] + "…" + label[-10:])
        close = QToolButton()
        close.setIcon(icon("x"))
        close.setIconSize(QSize(14, 14))
        close.setAccessibleName(f"Remove {label[:60]}")
        close.clicked.connect(self.removed)
        self.setAccessibleName(f"Attachment {label[:60]}")
        for widget in (picture, name, close):
            row.addWidget(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class Attachments(QWidget):
    """The chips of a message in order; `removed(position)` asks for one to be taken off."""

    removed = Signal(int)

    def __init__(self, thumbnail: Callable[[Part], QImage | None]) -> None:
        super().__init__()
        self._thumbnail = thumbnail
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Shows a chip for each picture and file of `parts`."""
        while self._row.count():
            item = self._row.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for number, part in enumerate(parts):
            if isinstance(part, Picture | File):
                chip = Chip(part.name or "Picture", self._thumbnail(part))
                chip.removed.connect(lambda at=number: self.removed.emit(at))
                self._row.addWidget(chip)
        self.setVisible(bool(parts))
