"""One lane: who is asked, how it stands, its numbers, and its transcript."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from studio.domain.conversation import Message, Role, Status
from studio.domain.model import automatic_protocol
from studio.state.comparison_lanes import lane_problem
from studio.state.comparison_numbers import row_of, shown_number
from studio.state.session import Session
from studio.ui.chat.edit_dialog import EditDialog
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.view import Transcript
from studio.ui.compare.lane_entries import lane_entry
from studio.ui.compare.lane_head import LaneHead
from studio.ui.compare.parts import CompareParts

_STANDING: dict[Status, tuple[str, str]] = {
    Status.WAITING: ("busy", "Waiting"),
    Status.STREAMING: ("busy", "Answering"),
    Status.DONE: ("good", "Done"),
    Status.STOPPED: ("poor", "Stopped"),
    Status.CUT_OFF: ("poor", "Cut off"),
    Status.FAILED: ("bad", "Failed"),
}


class LaneColumn(QFrame):
    """Shows one lane. `verb(str)` asks for something that concerns the whole comparison.

    `dragged(QPoint)` and `dropped(QPoint)` follow the handle, in global coordinates.
    """

    verb = Signal(str)
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    link_activated = Signal(str)
    show_request = Signal(str)

    def __init__(self, session: Session, parts: CompareParts) -> None:
        super().__init__()
        self.session = session
        self._parts = parts
        self._alias = ""
        self._held_back = False
        self.head = LaneHead()
        self.problem = QLabel()
        self.transcript = Transcript()
        self.transcript.set_picture_source(parts.image)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()
        self._connect()
        self.refresh()

    # -- what the owner does

    def place(self, letter: str, hidden: bool, held_back: bool) -> None:
        """Tells the lane its letter, whether names are hidden, and whether answers are covered for now."""
        alias = f"Model {letter}" if hidden else ""
        changed = (alias, held_back) != (self._alias, self._held_back)
        self._alias, self._held_back = alias, held_back
        self.head.show_letter(letter)
        self.head.set_hidden(hidden)
        self.setAccessibleName(f"Lane {letter}")
        if changed:
            self.refresh()

    def refresh(self) -> None:
        """Shows everything anew."""
        self._show_head()
        self._show_path()

    def release(self) -> None:
        """Stops watching the conversation; the column is about to go."""
        session = self.session
        session.path_changed.disconnect(self._show_path)
        session.message_changed.disconnect(self._show_message)
        session.running_changed.disconnect(self._show_standing)
        session.conversation_changed.disconnect(self._show_head)

    # -- building

    def _build(self) -> None:
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setContentsMargins(12, 5, 12, 5)
        self.problem.setAutoFillBackground(True)
        self.problem.setBackgroundRole(QPalette.ColorRole.Midlight)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.problem)
        layout.addWidget(self.transcript, 1)

    def _connect(self) -> None:
        session, head = self.session, self.head
        session.path_changed.connect(self._show_path)
        session.message_changed.connect(self._show_message)
        session.running_changed.connect(self._show_standing)
        session.conversation_changed.connect(self._show_head)
        head.model_wanted.connect(lambda: self.verb.emit("model"))
        head.stopped.connect(lambda: session.stop())
        head.protocol.chosen.connect(lambda protocol: session.change(protocol=protocol))
        head.verb.connect(self.verb)
        head.badge.dragged.connect(self.dragged)
        head.badge.dropped.connect(self.dropped)
        self.transcript.sibling_requested.connect(session.show_sibling)
        self.transcript.link_activated.connect(self.link_activated)
        self.transcript.action_requested.connect(self._act)
        self.transcript.status_changed.connect(lambda text: self._parts.tell(text, "", None))
        self._parts.models.changed.connect(self._show_head)

    # -- what is shown

    def _entry(self, message: Message) -> Entry:
        gateway = self._parts.gateways.get(message.gateway)
        return lane_entry(self.session, message, gateway, self._alias, self._held_back)

    def _show_path(self) -> None:
        self.transcript.set_entries([self._entry(m) for m in self.session.path()])
        self._show_standing()

    def _show_message(self, message_id: str) -> None:
        message = self.session.messages.get(message_id)
        if message is None:
            return
        self.transcript.update_entry(self._entry(message))
        if not message.running:
            self._show_standing()

    def _show_head(self) -> None:
        c = self.session.conversation
        gateway = self._parts.gateways.get(c.gateway)
        model = self._parts.models.get(c.gateway, c.model)
        self.head.show_model(model.shown_name if c.model else "", gateway.name if gateway else "")
        self.head.show_protocol(
            c.protocol, gateway, automatic_protocol(gateway, c.model) if gateway else None
        )
        self.head.show_settings(c.parameters, c.system)
        words = "" if self._alias else lane_problem(self.session, self._parts.models, self._parts.gateways)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _show_standing(self) -> None:
        answers = [m for m in self.session.path() if m.role is Role.ASSISTANT]
        running = self.session.running()
        self.head.set_running(running)
        if not answers:
            self.head.show_standing("unknown", "Nothing asked yet", "")
            return
        last = answers[-1]
        level, words = _STANDING[last.status]
        if self._held_back:
            level, words = "busy", "Answering"
        self.head.show_standing(level, words, "" if self._alias or running else _short_numbers(last))

    # -- what the user does

    def _act(self, action: str, message_id: str) -> None:
        session = self.session
        message = session.messages.get(message_id)
        if message is None:
            return
        match action:
            case "copy" | "copy_markdown":
                QGuiApplication.clipboard().setText(message.text)
                self._parts.tell("Copied.", "", None)
            case "regenerate" | "remedy":
                session.regenerate(message_id)
            case "regenerate_other_model":
                self._parts.choose_model(
                    lambda gateway, model: session.regenerate(message_id, gateway, model)
                )
            case "edit":
                EditDialog(self, message, lambda text, run: session.edit(message_id, text, run))
            case "delete":
                removed = session.delete(message_id)
                self._parts.tell("The message was deleted.", "Undo", lambda: session.restore(removed))
            case "view_request":
                self.show_request.emit(message_id)
            case "continue_from":
                session.send("Go on exactly where you stopped.")
            case _:
                self.verb.emit("chat")


def _short_numbers(answer: Message) -> str:
    """First word, speed and cost, where they are known; the whole line stands below the answer."""
    row = row_of(answer, "", "", 0)
    words = []
    if row.first_word is not None:
        words.append(shown_number(row, "first_word"))
    if row.rate is not None:
        words.append(f"{'≈ ' if row.estimated else ''}{row.rate:.0f} tok/s")
    if row.cost is not None:
        words.append(shown_number(row, "cost"))
    return " · ".join(words)
