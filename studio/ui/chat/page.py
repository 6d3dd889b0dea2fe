"""The chat view: one conversation's transcript with its bar above and its composer below."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from studio.domain.conversation import Draft, Part, Picture, Role, Status
from studio.domain.gateway import Gateway
from studio.domain.picture import PictureRef
from studio.state.intake import Intake
from studio.state.session import Session
from studio.ui.chat.composer import Composer
from studio.ui.chat.drop_target import DropTarget
from studio.ui.chat.entries import entry_of
from studio.ui.chat.find_bar import FindBar
from studio.ui.chat.start import StartPage
from studio.ui.chat.transcript.view import Transcript


@dataclass(frozen=True)
class ChatParts:
    """What the chat view is given: how to find a gateway, show a picture, take things in, and say things."""

    gateway: Callable[[str], Gateway | None]
    image: Callable[[PictureRef, int], QImage | None]
    intake: Intake
    tell: Callable[[str, str, Callable[[], object] | None], None]
    interrupts: Callable[[], bool]
    """Whether a message sent while an answer comes in stops that answer."""


class ChatPage(QWidget):
    """Shows one session at a time; sessions that are not shown go on by themselves."""

    action_requested = Signal(str, str)
    link_activated = Signal(str)
    picture_activated = Signal(str, str)
    picture_edit_requested = Signal(str)
    url_offered = Signal(str)
    drafted = Signal()

    def __init__(self, bar: QWidget, parts: ChatParts) -> None:
        super().__init__()
        self._parts = parts
        self._session: Session | None = None
        self.bar = bar
        self.transcript = Transcript()
        self.transcript.set_picture_source(parts.image)
        self.composer = Composer(self._thumbnail)
        self.find_bar = FindBar(self.transcript)
        self.start = StartPage()
        self.drop_target = DropTarget(self)
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()
        self._connect()

    @property
    def session(self) -> Session | None:
        """The session shown."""
        return self._session

    def show_session(self, session: Session) -> None:
        """Turns to another conversation; the old one's draft is already in its session."""
        if self._session is session:
            return
        if self._session is not None:
            self._session.path_changed.disconnect(self._show_path)
            self._session.message_changed.disconnect(self._show_message)
            self._session.running_changed.disconnect(self._show_running)
            self._session.draft_changed.disconnect(self._show_draft)
        self._session = session
        session.path_changed.connect(self._show_path)
        session.message_changed.connect(self._show_message)
        session.running_changed.connect(self._show_running)
        session.draft_changed.connect(self._show_draft)
        self.find_bar.hide()
        self._show_path()
        self._show_draft()
        self._show_running()
        self._temporary.setVisible(session.conversation.temporary)
        self.composer.set_history([m.text for m in session.messages.values() if m.role is Role.USER])

    def refresh(self) -> None:
        """Shows the path anew (names or settings changed)."""
        self._show_path()

    # -- building

    def _build(self) -> None:
        self._temporary = QLabel("Temporary chat: nothing of it is written to disk, and closing ends it.")
        self._temporary.setContentsMargins(16, 4, 16, 4)
        self._temporary.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._temporary.setStyleSheet("background: palette(midlight);")
        self._temporary.hide()
        middle = QWidget()
        self._middle = QStackedLayout(middle)
        self._middle.addWidget(self.transcript)
        self._middle.addWidget(self.start)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 14)
        # As wide as the column of text above it, with its own padding outside.
        self.composer.setMaximumWidth(self.fontMetrics().averageCharWidth() * 80 + 48)
        self.composer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        foot.addStretch(1)
        foot.addWidget(self.composer, 1000)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._temporary)
        layout.addWidget(self.find_bar)
        layout.addWidget(middle, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        composer, intake = self.composer, self._parts.intake
        composer.sent.connect(self._send)
        composer.stopped.connect(self.stop)
        composer.changed.connect(self._drafted)
        composer.files_offered.connect(intake.take_files)
        composer.image_offered.connect(intake.take_picture)
        composer.url_offered.connect(self.url_offered)
        composer.last_edited.connect(self._edit_last)
        composer.refused.connect(lambda text: self._parts.tell(text, "", None))
        composer.long_pasted.connect(self._offer_unpacking)
        intake.taken.connect(self._attach)
        intake.noted.connect(lambda text: self._parts.tell(text, "", None))
        intake.refused.connect(lambda lines: self._parts.tell("\n".join(lines), "", None))
        self.transcript.action_requested.connect(self.action_requested)
        self.transcript.sibling_requested.connect(self._show_sibling)
        self.transcript.link_activated.connect(self.link_activated)
        self.transcript.picture_activated.connect(self.picture_activated)
        self.transcript.picture_edit_requested.connect(self.picture_edit_requested)
        self.transcript.typed.connect(composer.insert)
        self.start.chosen.connect(self._start_with)

    # -- what the user does

    def stop(self) -> None:
        """Stops every answer of the conversation shown."""
        if self._session is not None:
            self._session.stop()

    def escape(self) -> None:
        """What Esc means: it closes what is open over the chat, and only when nothing is, stops the answers."""
        if self.composer.close_suggestions():
            return
        if self.find_bar.isVisible():
            self.find_bar.close_bar()
        else:
            self.stop()

    def show_find(self) -> None:
        """Opens the search in this conversation."""
        self.find_bar.open()

    def _send(self, text: str, parts: tuple[Part, ...]) -> None:
        session = self._session
        if session is None:
            return
        if session.running():
            session.send_next(text, parts)
            if self._parts.interrupts():
                session.stop(keep_waiting=True)
                return
            words = "This will be sent when the answer has ended."
            self._parts.tell(words, "Take it back", session.take_next_back)
            return
        session.send(text, parts)

    def _start_with(self, text: str) -> None:
        self.composer.set_draft(Draft(text, self.composer.draft().parts))
        self.composer.setFocus()

    def _drafted(self) -> None:
        if self._session is not None:
            self._session.set_draft(self.composer.draft())
        self.drafted.emit()

    def _attach(self, part: Part) -> None:
        if self.isVisible():
            self.composer.attach(part)

    def _offer_unpacking(self, text: str) -> None:
        self._parts.tell(
            "The long text was attached as a file.", "Insert as text", lambda: self.composer.unpack(text)
        )

    def _edit_last(self) -> None:
        if self._session is None:
            return
        own = [m for m in self._session.path() if m.role is Role.USER]
        if own:
            self.action_requested.emit("edit", own[-1].id)

    def _show_sibling(self, message_id: str, step: int) -> None:
        if self._session is not None:
            self._session.show_sibling(message_id, step)

    # -- what the session tells

    def _show_path(self) -> None:
        session = self._session
        if session is None:
            return
        path = session.path()
        self._middle.setCurrentIndex(0 if path or not session.loaded else 1)
        self.transcript.set_entries([entry_of(session, m, self._parts.gateway(m.gateway)) for m in path])

    def _show_message(self, message_id: str) -> None:
        session = self._session
        message = session.messages.get(message_id) if session is not None else None
        if session is None or message is None:
            return
        self.transcript.update_entry(entry_of(session, message, self._parts.gateway(message.gateway)))
        if message.status is Status.FAILED:
            self._show_running()

    def _show_running(self) -> None:
        if self._session is not None:
            self.composer.set_running(self._session.running())

    def _show_draft(self) -> None:
        if self._session is not None and self.composer.draft() != self._session.draft:
            self.composer.set_draft(self._session.draft)

    def _thumbnail(self, part: Part) -> QImage | None:
        if isinstance(part, Picture) and part.ref is not None:
            return self._parts.image(part.ref, 64)
        return None

    # -- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage() or mime.hasText():
            event.acceptProposedAction()
            self.drop_target.show_over(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_target.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_target.hide()
        self.composer.take_drop(event.mimeData())
        event.acceptProposedAction()
