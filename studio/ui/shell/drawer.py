"""The right drawer: instructions and parameters, or what was sent and received."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from studio.domain.parameters import ParameterSet
from studio.state.session import Session
from studio.ui.shell.icons import icon
from studio.ui.shell.parts import Parts

if TYPE_CHECKING:
    from studio.ui.chat.parameters import ParametersDrawer
    from studio.ui.inspector.panel import Inspector


class Drawer(QWidget):
    """Its pages are made when first opened; `shown` is "parameters", "inspector" or ""."""

    closed = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.shown = ""
        self._parts = parts
        self._session: Session | None = None
        self._parameters: ParametersDrawer | None = None
        self._inspector: Inspector | None = None
        self._title = QLabel()
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        close = QToolButton()
        close.setIcon(icon("x"))
        close.setIconSize(QSize(16, 16))
        close.setAccessibleName("Close the drawer")
        close.clicked.connect(self.close_drawer)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 8, 4)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self._pages = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        self.setMinimumWidth(320)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_parameters(self, session: Session) -> None:
        """Shows what is set for a conversation."""
        page = self.parameters_page()
        self._session = session
        conversation = session.conversation
        form = self._parts.models.form(conversation.gateway, conversation.model)
        page.show_session(session, form)
        self._open("parameters", "Instructions and parameters", page)

    def parameters_page(self) -> "ParametersDrawer":
        """The page with instructions and parameters."""
        if self._parameters is None:
            from studio.ui.chat.parameters import ParametersDrawer

            self._parameters = ParametersDrawer(self._parts.preferences, self._parts.places.desk)
            self._parameters.changed.connect(self._change)
            self._pages.addWidget(self._parameters)
        return self._parameters

    def show_exchanges(self, message: str) -> None:
        """Shows the requests of an answer ("" for none yet)."""
        if self._inspector is None:
            self._inspector = self._parts.places.make_inspector()
            self._pages.addWidget(self._inspector)
        self._inspector.show_message(message)
        self._open("inspector", "Sent and received", self._inspector)

    def close_drawer(self) -> None:
        """Closes it."""
        self.shown = ""
        self.hide()
        self.closed.emit()

    def _open(self, name: str, title: str, page: QWidget) -> None:
        self.shown = name
        self._title.setText(title)
        self._pages.setCurrentWidget(page)
        self.show()

    def _change(self, system: str, chosen: ParameterSet) -> None:
        if self._session is not None:
            self._session.change(system=system, parameters=chosen)
