"""The bar above a conversation: which model, which protocol, and the ways to parameters and inspector."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from studio.ui.shell.icons import icon


class ChatBar(QFrame):
    """Buttons only; the window connects them. `protocol` is the selector widget put in by the owner."""

    model_wanted = Signal()
    sidebar_wanted = Signal()
    drawer_wanted = Signal(str)

    def __init__(self, protocol: QWidget) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.Window)
        self.setStyleSheet("#bar { border: none; border-bottom: 1px solid palette(mid); }")
        self.model = QToolButton()
        self.model.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.model.setIcon(icon("chevron-down"))
        self.model.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.model.setToolTip("Choose a model (Ctrl+Shift+M)")
        font = self.model.font()
        font.setBold(True)
        self.model.setFont(font)
        self.model.clicked.connect(self.model_wanted)
        self._gateway = QLabel()
        self._gateway.setTextFormat(Qt.TextFormat.PlainText)
        self._gateway.setForegroundRole(self._gateway.palette().ColorRole.PlaceholderText)
        self.more = QToolButton()
        self.more.setIcon(icon("ellipsis"))
        self.more.setAccessibleName("More about this chat")
        self.more.setToolTip("More about this chat")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self._drawers: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(6)
        row.addWidget(
            self._button("panel-left", "Show or hide the sidebar (Ctrl+B)", self.sidebar_wanted.emit)
        )
        row.addWidget(self.model)
        row.addWidget(self._gateway)
        row.addSpacing(6)
        row.addWidget(protocol)
        row.addStretch(1)
        for name, drawing, tip in (
            ("parameters", "sliders-horizontal", "Instructions and parameters"),
            ("inspector", "eye", "What was sent and received"),
        ):
            button = self._button(drawing, tip, lambda drawer=name: self.drawer_wanted.emit(drawer))
            button.setCheckable(True)
            self._drawers[name] = button
            row.addWidget(button)
        row.addWidget(self.more)

    def show_model(self, name: str, gateway: str) -> None:
        """Shows the model and gateway the next message goes to."""
        shown = name or "Choose a model"
        self.model.setText(shown if len(shown) <= 44 else shown[:20] + "…" + shown[-22:])
        self.model.setAccessibleName(f"Model: {shown}")
        self._gateway.setText(gateway)

    def show_drawer(self, name: str) -> None:
        """Marks the drawer that is open ("" for none)."""
        for known, button in self._drawers.items():
            button.setChecked(known == name)

    def _button(self, drawing: str, tip: str, then: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(drawing))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: then())  # type: ignore[operator]
        return button
