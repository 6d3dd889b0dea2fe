"""The head of a lane: letter, model, protocol, standing and numbers, and the menu of what can be done with it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.gateway import PROTOCOL_NAMES, Gateway, Protocol
from studio.domain.parameters import ParameterSet
from studio.ui.chat.protocol_selector import ProtocolSelector
from studio.ui.settings.labels import StatusMark, tool_button
from studio.ui.shell.icons import icon

VERBS: tuple[tuple[str, str, str], ...] = (
    ("settings", "Instructions and parameters…", "sliders-horizontal"),
    ("duplicate", "Duplicate this lane", "copy"),
    ("left", "Move to the left", "chevron-left"),
    ("right", "Move to the right", "chevron-right"),
    ("", "", ""),
    ("protocols", "Same model, every protocol", "split"),
    ("temperatures", "Same model, three temperatures", "sliders-horizontal"),
    ("", "", ""),
    ("regenerate", "Ask again", "refresh-cw"),
    ("chat", "Continue as a chat", "message-square"),
    ("request", "View the last request", "eye"),
    ("", "", ""),
    ("remove", "Remove this lane", "trash-2"),
)
_GIVING_AWAY = frozenset({"settings", "protocols", "temperatures", "chat", "request", "duplicate"})


class Badge(QWidget):
    """The letter of a lane, and the handle it is dragged by."""

    dragged = Signal(QPoint)
    dropped = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.letter = ""
        self._pressed: QPointF | None = None
        self._moving = False
        self.setFixedSize(22, 22)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to another place")

    def show_letter(self, letter: str) -> None:
        """Shows a letter."""
        self.letter = letter
        self.setAccessibleName(f"Lane {letter}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far or self._moving:
            self._moving = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        moving, self._moving, self._pressed = self._moving, False, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if moving:
            self.dropped.emit(event.globalPosition().toPoint())


class LaneHead(QFrame):
    """Two lines at the top of a lane; `verb(str)` is one of `VERBS`."""

    model_wanted = Signal()
    stopped = Signal()
    verb = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.badge = Badge()
        self.model = QToolButton()
        self.protocol = ProtocolSelector()
        self.mark = StatusMark()
        self.numbers = QLabel()
        self.settings = QLabel()
        self.stop_button = tool_button("square", "Stop this lane")
        self.focus_button = tool_button("expand", "Show this lane alone")
        self.more = tool_button("ellipsis", "More about this lane")
        self.menu = QMenu(self.more)
        self._name, self._gateway, self._numbers = "", "", ""
        self._hidden = False
        self.setObjectName("laneHead")
        self.setStyleSheet(
            "#laneHead { border: none; border-bottom: 1px solid palette(mid); background: palette(window); }"
        )
        self._build()

    # -- what the lane does

    def show_letter(self, letter: str) -> None:
        """Shows the letter of the lane."""
        self.badge.show_letter(letter)
        self._elide()

    def show_model(self, name: str, gateway: str) -> None:
        """Shows who is asked."""
        self._name = name or "Choose a model"
        self._gateway = gateway
        self._elide()

    def show_settings(self, parameters: ParameterSet, system: str) -> None:
        """Shows in few words what is set beside the model."""
        words = [f"{name} {value}" for name, value in parameters.values.items()]
        if parameters.extra:
            words.append("JSON")
        if system:
            words.append("instructions")
        text = " · ".join(words)
        self.settings.setText(text if len(text) <= 60 else text[:59] + "…")
        self.settings.setVisible(bool(words) and not self._hidden)

    def show_protocol(
        self, protocol: Protocol | None, gateway: Gateway | None, automatic: Protocol | None
    ) -> None:
        """Shows the protocol in use; a narrow lane has room for the word “Automatic” alone."""
        self.protocol.show_choice(protocol, gateway, automatic)
        if protocol is None:
            self.protocol.setText("Automatic")
            self.protocol.setToolTip(
                "Automatic" if automatic is None else f"Automatic: {PROTOCOL_NAMES[automatic]}"
            )

    def set_hidden(self, hidden: bool) -> None:
        """Hides everything that tells models apart, or shows it."""
        self._hidden = hidden
        self.model.setEnabled(not hidden)
        self.model.setIcon(icon("chevron-down"))
        for widget in (self.protocol, self.numbers):
            widget.setVisible(not hidden)
        self.settings.setVisible(bool(self.settings.text()) and not hidden)
        for action in self.menu.actions():
            action.setVisible(not (hidden and action.data() in _GIVING_AWAY))
        self._elide()

    def set_running(self, running: bool) -> None:
        """Offers Stop while an answer is coming in."""
        # Which lane stops first would tell how quick it is.
        self.stop_button.setVisible(running and not self._hidden)

    def show_standing(self, level: str, words: str, numbers: str) -> None:
        """Shows how the last answer stands, and its numbers."""
        self.mark.show_status(level, words)
        self._numbers = numbers
        self.numbers.setToolTip(words)
        self._elide()

    def set_alone(self, alone: bool) -> None:
        """Whether this lane is the only one that is shown."""
        self.focus_button.setIcon(icon("shrink" if alone else "expand"))
        words = "Show all lanes" if alone else "Show this lane alone"
        self.focus_button.setToolTip(words)
        self.focus_button.setAccessibleName(words)

    # -- building

    def _build(self) -> None:
        self.model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.model.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.model.setIcon(icon("chevron-down"))
        self.model.setIconSize(QSize(14, 14))
        # A name of any length must not widen its lane.
        self.model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.model.setMinimumWidth(80)
        self.model.setToolTip("Choose the model of this lane")
        font = self.model.font()
        font.setBold(True)
        self.model.setFont(font)
        self.model.clicked.connect(self.model_wanted)
        for label in (self.numbers, self.settings):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.numbers.setAccessibleName("Numbers of the last answer")
        self.protocol.setMinimumHeight(24)
        self.stop_button.hide()
        self.stop_button.clicked.connect(self.stopped)
        self.focus_button.clicked.connect(lambda: self.verb.emit("focus"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        self._fill_menu()
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.badge, self.model, self.stop_button, self.focus_button, self.more):
            first.addWidget(widget, 1 if widget is self.model else 0)
        first.setSpacing(4)
        second.addWidget(self.mark)
        second.addWidget(self.protocol)
        second.addWidget(self.numbers, 1)
        second.addStretch()
        second.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.settings)

    def _fill_menu(self) -> None:
        for name, words, drawing in VERBS:
            if not name:
                self.menu.addSeparator()
                continue
            action = self.menu.addAction(icon(drawing), words)
            action.setData(name)
            action.triggered.connect(lambda _=False, wanted=name: self.verb.emit(wanted))

    def _elide(self) -> None:
        name = f"Model {self.badge.letter}" if self._hidden else self._name
        room = max(40, self.model.width() - 34)
        shown = self.model.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        self.model.setText(shown)
        self.model.setAccessibleName(f"Model: {name}")
        self.model.setToolTip(name if self._hidden else f"{name} · {self._gateway} – choose another model")
        numbers = self.numbers.fontMetrics().elidedText(
            self._numbers, Qt.TextElideMode.ElideRight, max(0, self.numbers.width())
        )
        self.numbers.setText(numbers)

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
