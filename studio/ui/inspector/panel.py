"""The inspector: what was sent for a message, what came back and when, and the request as a command to run again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.exchange import (
    Exchange,
    as_curl,
    as_httpie,
    as_powershell,
    as_python,
    body_only,
    key_variable,
)
from studio.state.exchanges import Exchanges
from studio.state.gateway_words import failure_words
from studio.state.gateways import Gateways
from studio.state.ports import Store
from studio.ui.inspector.raw_text import (
    answer_text,
    body_text,
    headers_text,
    shown,
    stream_text,
    whole_answer,
)
from studio.ui.inspector.timing_bars import TimingBars, seconds
from studio.ui.settings.labels import plain_label
from studio.ui.shell.dialogs import ask

Decode = Callable[[Exchange], Sequence[tuple[float, str]]]
"""The events a codec reads in an exchange: seconds since the request left, and the event in words."""

_COPIES: tuple[tuple[str, Callable[[Exchange, str], str]], ...] = (
    ("curl (bash)", as_curl),
    ("curl (PowerShell)", as_powershell),
    ("Python (httpx)", as_python),
    ("HTTPie", as_httpie),
    ("Body only", lambda exchange, variable: body_only(exchange)),
    ("Answer, as it came", lambda exchange, variable: whole_answer(exchange).decode("utf-8", "replace")),
)
_EMPTY = "Nothing is recorded for this message. Recording is switched on and off in Settings, under Privacy."


class Inspector(QWidget):
    """Shows the exchanges of `show_message`; a new attempt is a new exchange, chosen at the top."""

    def __init__(
        self,
        store: Store,
        gateways: Gateways,
        decode: Decode | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gateways = gateways
        self._decode = decode
        self._exchanges = Exchanges(store)
        self._exchanges.setParent(self)
        self._attempt = QComboBox()
        self._copy = QToolButton()
        self._more = QToolButton()
        self._address = plain_label()
        self._summary = plain_label(faint=True)
        self._bars = TimingBars()
        self._tabs = QTabWidget()
        self._request = _view("The request")
        self._answer = _view("The answer's status and headers")
        self._stream = _view("What came, with times")
        self._events = _view("The events read from it")
        self._empty = plain_label(_EMPTY, faint=True)
        self._filled: set[QPlainTextEdit] = set()
        self._build()
        self._exchanges.changed.connect(self._fill)
        self._attempt.currentIndexChanged.connect(self._show)
        self._tabs.currentChanged.connect(self._fill_tab)
        self._fill()

    def show_message(self, message: str) -> None:
        """Shows what was sent and received for a message, read anew from the store; "" for nothing."""
        self._exchanges.load(message)

    # -- building

    def _build(self) -> None:
        caption = QLabel("Attempt")
        caption.setBuddy(self._attempt)
        caption.hide()
        self._attempt.setAccessibleName("Attempt")
        self._attempt.setMinimumHeight(26)
        self._copy.setText("Copy as")
        self._copy.setAccessibleName("Copy the request as a command")
        self._more.setText("More")
        self._more.setAccessibleName("More")
        for button in (self._copy, self._more):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setMinimumHeight(28)
            button.setMenu(QMenu(button))
        for words, writer in _COPIES:
            self._copy.menu().addAction(words).triggered.connect(lambda _=False, w=writer: self._copy_as(w))
        self._more.menu().addAction("Read again").triggered.connect(self._again)
        self._more.menu().addAction("Delete all records…").triggered.connect(self._ask_purge)
        head = QHBoxLayout()
        head.addWidget(self._attempt, 1)
        head.addWidget(self._copy)
        head.addWidget(self._more)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self._stream)
        both.addWidget(self._events)
        both.setChildrenCollapsible(False)
        self._events.setVisible(self._decode is not None)
        self._tabs.addTab(self._request, "Request")
        self._tabs.addTab(self._answer, "Answer")
        self._tabs.addTab(both, "Stream")
        self._tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        for widget in (self._address, self._summary, self._bars, self._empty):
            layout.addWidget(widget)
        layout.addWidget(self._tabs, 1)
        layout.addStretch(0)

    # -- showing

    def _fill(self) -> None:
        rows = self._exchanges.rows
        problem = self._exchanges.problem
        self._attempt.blockSignals(True)
        self._attempt.clear()
        for exchange in rows:
            self._attempt.addItem(_attempt_words(exchange))
        self._attempt.setCurrentIndex(len(rows) - 1)
        self._attempt.blockSignals(False)
        self._attempt.setEnabled(len(rows) > 1)
        self._empty.setText(failure_words(problem) if problem is not None else _EMPTY)
        self._empty.setVisible(not rows)
        for widget in (self._attempt, self._copy, self._address, self._summary, self._tabs):
            widget.setVisible(bool(rows))
        self._show()

    def _exchange(self) -> Exchange | None:
        at = self._attempt.currentIndex()
        return self._exchanges.rows[at] if 0 <= at < len(self._exchanges.rows) else None

    def _show(self) -> None:
        exchange = self._exchange()
        self._filled.clear()
        self._bars.show_exchange(exchange)
        if exchange is None:
            for view in (self._request, self._answer, self._stream, self._events):
                view.clear()
            return
        self._address.setText(f"{exchange.method} {exchange.url}"[:2000])
        self._summary.setText(self._summary_of(exchange))
        self._fill_tab()

    def _summary_of(self, exchange: Exchange) -> str:
        gateway = self._gateways.get(exchange.gateway)
        when = datetime.fromtimestamp(exchange.started_at).strftime("%d %b %Y, %H:%M:%S")
        received = sum(len(piece.data) for piece in exchange.pieces)
        facts = [
            gateway.name if gateway is not None else exchange.gateway,
            when,
            f"{len(exchange.body):,} bytes sent",
            f"{received:,} received in {len(exchange.pieces):,} pieces",
        ]
        return " · ".join(fact for fact in facts if fact)

    def _fill_tab(self) -> None:
        """Only the tab in view is written: a stream of megabytes costs nothing until it is looked at."""
        exchange = self._exchange()
        views = (self._request, self._answer, self._stream)
        view = views[max(0, self._tabs.currentIndex())]
        if exchange is None or view in self._filled:
            return
        self._filled.add(view)
        if view is self._request:
            headers = headers_text(exchange.request_headers)
            view.setPlainText(shown(f"{headers}\n\n{body_text(exchange.body)}"))
        elif view is self._answer:
            view.setPlainText(shown(answer_text(exchange)))
        else:
            view.setPlainText(shown(stream_text(exchange.pieces)) or "(nothing came)")
            self._fill_events(exchange)

    def _fill_events(self, exchange: Exchange) -> None:
        if self._decode is not None:
            lines = (f"{at:9.3f}  {words}" for at, words in self._decode(exchange))
            self._events.setPlainText(shown("\n".join(lines)))

    # -- doing

    def _copy_as(self, writer: Callable[[Exchange, str], str]) -> None:
        exchange = self._exchange()
        if exchange is None:
            return
        gateway = self._gateways.get(exchange.gateway)
        variable = key_variable(gateway.name if gateway is not None else exchange.gateway)
        QGuiApplication.clipboard().setText(writer(exchange, variable))

    def _again(self) -> None:
        self._exchanges.load(self._exchanges.message)

    def _ask_purge(self) -> None:
        words = "What was sent and received is deleted for every message. Messages and pictures stay."
        choices = ("Delete the records",)
        ask(self.window(), "Delete all records?", words, choices, lambda _: self._exchanges.purge())


def _attempt_words(exchange: Exchange) -> str:
    outcome = str(exchange.status) if exchange.status is not None else exchange.problem[:60] or "no answer"
    total = f" · {seconds(exchange.total_s)}" if exchange.total_s is not None else ""
    return f"Attempt {exchange.attempt} · {outcome}{total}"


def _view(name: str) -> QPlainTextEdit:
    """A read-only plain text in a fixed-width font, without wrapping: the quickest view Qt has for megabytes."""
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    view.setTabChangesFocus(True)
    view.setUndoRedoEnabled(False)
    return view
