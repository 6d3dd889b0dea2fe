"""The lanes of one comparison with their one composer, and the line between them: who is asked, and the vote."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from studio.domain.conversation import Draft, Part, Picture, Role
from studio.state.comparison_session import ComparisonSession
from studio.state.session import Session
from studio.ui.chat.composer import Composer
from studio.ui.chat.parameters import ParametersDrawer
from studio.ui.compare.columns import Columns
from studio.ui.compare.lane import LaneColumn
from studio.ui.compare.parts import CompareParts
from studio.ui.compare.turn_scroll import TurnScroll
from studio.ui.compare.vote_bar import VoteBar


class LanesPage(QWidget):
    """Shows one comparison; `new_round` asks for the same lanes with nothing said yet."""

    continue_as_chat = Signal(str)
    link_activated = Signal(str)
    show_request = Signal(str)
    new_round = Signal()

    def __init__(self, parts: CompareParts) -> None:
        super().__init__()
        self._parts = parts
        self.session: ComparisonSession | None = None
        self._columns: dict[str, LaneColumn] = {}
        self.columns = Columns()
        self.turn_scroll = TurnScroll(self)
        self.vote_bar = VoteBar()
        self.composer = Composer(self._thumbnail)
        self.composer.editor.setPlaceholderText("Ask every lane – drop pictures or files anywhere")
        self.setAcceptDrops(True)
        # Eight lanes that begin at once are one change: their requests wait for the screen only once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_state)
        self._build()
        self._connect()

    # -- what the view does

    def show_session(self, session: ComparisonSession) -> None:
        """Turns to another comparison."""
        old = self.session
        if old is session:
            return
        if old is not None:
            old.lanes_changed.disconnect(self._show_lanes)
            old.changed.disconnect(self._show_state)
            old.running_changed.disconnect(self._soon.start)
            old.answers_changed.disconnect(self._soon.start)
            old.draft_changed.disconnect(self._show_draft)
        self.session = session
        session.lanes_changed.connect(self._show_lanes)
        session.changed.connect(self._show_state)
        session.running_changed.connect(self._soon.start)
        session.answers_changed.connect(self._soon.start)
        session.draft_changed.connect(self._show_draft)
        self._show_lanes()
        self._show_draft()
        asked = [m.text for lane in session.lanes[:1] for m in lane.path() if m.role is Role.USER]
        self.composer.set_history(asked)

    def refresh_theme(self) -> None:
        """Takes palette and fonts anew."""
        for column in self._columns.values():
            column.transcript.refresh_theme()

    def picture_ready(self, sha256: str) -> None:
        """Paints a picture that has been decoded."""
        for column in self._columns.values():
            column.transcript.picture_ready(sha256)

    def set_together(self, together: bool) -> None:
        """Whether lanes scroll together."""
        self.turn_scroll.enabled = together

    # -- building

    def _build(self) -> None:
        foot = QWidget()
        foot.setAutoFillBackground(True)
        foot.setBackgroundRole(QPalette.ColorRole.Base)
        below = QVBoxLayout(foot)
        below.setContentsMargins(14, 6, 14, 12)
        below.setSpacing(6)
        below.addWidget(self.vote_bar)
        row = QHBoxLayout()
        self.composer.setMaximumWidth(980)
        row.addStretch(1)
        row.addWidget(self.composer, 1000)
        row.addStretch(1)
        below.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.columns, 1)
        layout.addWidget(foot)

    def _connect(self) -> None:
        composer, intake = self.composer, self._parts.intake
        composer.sent.connect(self._send)
        composer.stopped.connect(self.stop)
        composer.changed.connect(self._drafted)
        composer.files_offered.connect(intake.take_files)
        composer.image_offered.connect(intake.take_picture)
        composer.url_offered.connect(
            lambda url: self._parts.tell("Drop the picture itself here; addresses are not loaded.", "", None)
        )
        composer.refused.connect(lambda text: self._parts.tell(text, "", None))
        composer.long_pasted.connect(
            lambda text: self._parts.tell(
                "The long text was attached as a file.", "Insert as text", lambda: composer.unpack(text)
            )
        )
        intake.taken.connect(self._attach)
        intake.noted.connect(self._say_if_shown)
        intake.refused.connect(lambda lines: self._say_if_shown("\n".join(lines)))
        self.columns.moved.connect(self._move)
        self.vote_bar.voted.connect(self._vote)
        self.vote_bar.new_round.connect(self.new_round)

    # -- what the session tells

    def _show_lanes(self) -> None:
        session = self.session
        if session is None:
            return
        wanted = [session.lanes[at] for at in session.order()]
        for gone in set(self._columns) - {lane.conversation.id for lane in wanted}:
            self._columns.pop(gone).release()
        columns = [self._column(lane) for lane in wanted]
        self.columns.show_lanes(columns)
        self.turn_scroll.follow([c.transcript for c in columns])
        self._show_state()

    def _column(self, lane: Session) -> LaneColumn:
        column = self._columns.get(lane.conversation.id)
        if column is None:
            column = LaneColumn(lane, self._parts)
            column.verb.connect(lambda verb, made=column: self.do(verb, made.session))
            column.link_activated.connect(self.link_activated)
            column.show_request.connect(self.show_request)
            self._columns[lane.conversation.id] = column
        return column

    def _show_state(self) -> None:
        session = self.session
        if session is None:
            return
        hidden, held_back = session.hidden(), session.held_back()
        names, tabs = session.names(), []
        for at in session.order():
            lane, letter = session.lanes[at], session.letter(at)
            column = self._columns.get(lane.conversation.id)
            if column is not None:
                column.place(letter, hidden, held_back)
            tabs.append(f"Model {letter}" if hidden else f"{letter}  {names[at]}")
        self.columns.name_tabs(tabs)
        self.composer.set_running(session.running())
        self.vote_bar.show_session(session)

    def _show_draft(self) -> None:
        if self.session is not None and self.composer.draft() != self.session.draft:
            self.composer.set_draft(self.session.draft)

    # -- what the user does

    def stop(self) -> None:
        """Stops every lane."""
        if self.session is not None:
            self.session.stop()

    def do(self, verb: str, lane: Session) -> None:
        """Does one verb of a lane's menu."""
        session = self.session
        if session is None or lane not in session.lanes:
            return
        at = session.lanes.index(lane)
        match verb:
            case "model":
                self._parts.choose_model(lambda gateway, model: session.replace_model(at, gateway, model))
            case "focus":
                self.columns.toggle_alone(self._columns[lane.conversation.id])
            case "settings":
                self._edit_settings(lane)
            case "duplicate":
                if not session.duplicate(at):
                    self._parts.tell("A comparison has eight lanes at most.", "", None)
            case "left" | "right":
                session.move(at, at + (1 if verb == "right" else -1))
            case "protocols" | "temperatures":
                make = session.by_protocol if verb == "protocols" else session.by_temperature
                before = make(at)
                self._parts.tell("The lanes were replaced.", "Undo", lambda: session.set_lanes(before))
            case "remove":
                gone = session.remove(at)
                self._parts.tell("The lane was removed.", "Undo", lambda: session.put_back(gone, at))
            case _:
                self._look_at(verb, at, lane)

    def _look_at(self, verb: str, at: int, lane: Session) -> None:
        answers = [m for m in lane.path() if m.role is Role.ASSISTANT]
        if not answers or self.session is None:
            self._parts.tell("Nothing was asked in this lane yet.", "", None)
        elif verb == "chat":
            self.continue_as_chat.emit(self.session.continue_as_chat(at))
        elif verb == "request":
            self.show_request.emit(answers[-1].id)
        elif verb == "regenerate":
            lane.regenerate(answers[-1].id)

    def _edit_settings(self, lane: Session) -> None:
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Instructions and parameters of this lane")
        dialog.resize(440, 620)
        desk, c = self._parts.comparisons.desk, lane.conversation
        drawer = ParametersDrawer(desk.preferences, desk)
        drawer.show_session(lane, self._parts.models.form(c.gateway, c.model))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )

        def take() -> None:
            system, parameters = drawer.value()
            lane.change(system=system, parameters=parameters)
            dialog.close()

        buttons.accepted.connect(take)
        buttons.rejected.connect(dialog.close)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.addWidget(drawer)
        layout.addWidget(buttons)
        dialog.open()

    def _send(self, text: str, parts: tuple[Part, ...]) -> None:
        session = self.session
        if session is None:
            return
        if not session.lanes:
            self.composer.set_draft(Draft(text, parts))
            self._parts.tell("Add a model first.", "", None)
            return
        chosen = self.vote_bar.target()
        session.send(text, parts, () if chosen < 0 else (session.order()[chosen],))

    def _vote(self, winner: int, verdict: str) -> None:
        session = self.session
        if session is not None:
            session.vote(session.order()[winner] if winner >= 0 else None, verdict)

    def _move(self, lane: str, place: int) -> None:
        session = self.session
        if session is None:
            return
        if session.comparison.blind:
            self._parts.tell("The order of a blind comparison is shuffled and stays as it is.", "", None)
            return
        ids = [one.conversation.id for one in session.lanes]
        session.move(ids.index(lane), place)

    def _drafted(self) -> None:
        if self.session is not None:
            self.session.set_draft(self.composer.draft())

    def _attach(self, part: Part) -> None:
        if self.isVisible():
            self.composer.attach(part)

    def _say_if_shown(self, text: str) -> None:
        if self.isVisible():
            self._parts.tell(text, "", None)

    def _thumbnail(self, part: Part) -> QImage | None:
        if isinstance(part, Picture) and part.ref is not None:
            return self._parts.image(part.ref, 64)
        return None

    # -- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage() or mime.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.composer.take_drop(event.mimeData())
        event.acceptProposedAction()
