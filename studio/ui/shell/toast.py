"""Short notices at the bottom of the window, with at most one thing to do ("Undo")."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from studio.ui.shell.dialogs import plain_label

STAY_MS = 8000


class Toast(QFrame):
    """One notice over a window; a new one takes the place of the old."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName("toast")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setStyleSheet(
            "#toast { background: palette(tool-tip-base); border: 1px solid palette(dark); border-radius: 8px; }"
        )
        self._label: QLabel = plain_label("")
        self._label.setWordWrap(False)
        self._action = QPushButton("Undo")
        self._then: Callable[[], object] | None = None
        self._action.clicked.connect(self._do)
        close = QPushButton("×")
        close.setAccessibleName("Close this notice")
        close.setFixedWidth(28)
        close.setFlat(True)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._label)
        row.addWidget(self._action)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=STAY_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()
        window.installEventFilter(self)

    def tell(self, text: str, action: str = "", then: Callable[[], object] | None = None) -> None:
        """Shows `text` for some seconds; `action` is the label of a button that calls `then`."""
        self._label.setText(text if len(text) <= 160 else text[:159] + "…")
        self._label.setToolTip("")
        self._then = then
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _do(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()

    def _place(self) -> None:
        window = self._over
        width = min(self.sizeHint().width(), window.width() - 40)
        self.resize(width, self.sizeHint().height())
        self.move(QPoint((window.width() - width) // 2, window.height() - self.height() - 24))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: object) -> None:
        if getattr(event, "key", lambda: None)() == Qt.Key.Key_Escape:
            self.hide()
