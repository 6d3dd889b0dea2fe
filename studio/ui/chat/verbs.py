"""What the actions under a message do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from studio.domain.conversation import Draft, Message, Role, ToolCall
from studio.domain.errors import Remedy
from studio.domain.gateway import PROTOCOL_NAMES, Gateway
from studio.state.session import Session
from studio.ui.chat.edit_dialog import EditDialog
from studio.ui.chat.tool_dialog import ToolDialog
from studio.ui.shell.toast import Toast


@dataclass(frozen=True)
class VerbParts:
    """Where actions lead beyond their own message."""

    gateway: Callable[[str], Gateway | None]
    choose_model: Callable[[Callable[[str, str], object]], None]
    fork: Callable[[Session, str], object]
    show_request: Callable[[str], object]
    copy_curl: Callable[[str], object]
    compose: Callable[[Draft], object]
    open_settings: Callable[[str], object]
    unlock: Callable[[], object]
    toast: Toast


class MessageVerbs(QObject):
    """Carries out an action of the transcript on a session."""

    def __init__(self, owner: QWidget, parts: VerbParts) -> None:
        super().__init__(owner)
        self._owner = owner
        self._parts = parts
        self._verbs: dict[str, Callable[[Session, Message], object]] = {
            "copy": self._copy,
            "copy_markdown": self._copy,
            "regenerate": lambda s, m: s.regenerate(m.id),
            "regenerate_other_model": self._other_model,
            "regenerate_other_protocol": self._other_protocol,
            "edit": self._edit,
            "branch": lambda s, m: parts.fork(s, m.id),
            "delete": self._delete,
            "quote": self._quote,
            "view_request": lambda s, m: parts.show_request(m.id),
            "copy_curl": lambda s, m: parts.copy_curl(m.id),
            "continue_from": lambda s, m: s.send("Go on exactly where you stopped."),
            "answer_tool": self._answer_tools,
            "remedy": self._remedy,
        }

    def do(self, session: Session, action: str, message_id: str) -> None:
        """Does `action`; a message that is gone by now is left alone."""
        message = session.messages.get(message_id)
        verb = self._verbs.get(action)
        if message is not None and verb is not None:
            verb(session, message)

    def _copy(self, session: Session, message: Message) -> None:
        QGuiApplication.clipboard().setText(message.text)
        self._parts.toast.tell("Copied.")

    def _other_model(self, session: Session, message: Message) -> None:
        self._parts.choose_model(lambda gateway, model: session.regenerate(message.id, gateway, model))

    def _other_protocol(self, session: Session, message: Message) -> None:
        gateway = self._parts.gateway(message.gateway)
        if gateway is None:
            return
        menu = QMenu(self._owner)
        for protocol in gateway.protocols:
            if protocol is not message.protocol:
                name = PROTOCOL_NAMES[protocol]
                menu.addAction(name, partial(session.regenerate, message.id, protocol=protocol))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._owner.cursor().pos())

    def _edit(self, session: Session, message: Message) -> None:
        EditDialog(self._owner, message, lambda text, run: session.edit(message.id, text, run))

    def _delete(self, session: Session, message: Message) -> None:
        removed = session.delete(message.id)
        count = len(removed)
        words = "The message was deleted." if count == 1 else f"{count} messages were deleted."
        self._parts.toast.tell(words, "Undo", lambda: session.restore(removed))

    def _quote(self, session: Session, message: Message) -> None:
        quoted = "\n".join(f"> {line}" for line in message.text.strip().split("\n"))
        self._parts.compose(Draft(f"{quoted}\n\n", ()))

    def _answer_tools(self, session: Session, message: Message) -> None:
        calls = [p for p in message.parts if isinstance(p, ToolCall)]
        ToolDialog(self._owner, calls, session.answer_tools)

    def _remedy(self, session: Session, message: Message) -> None:
        failure = message.failure
        remedy = failure.remedy if failure is not None else Remedy.RETRY
        match remedy:
            case Remedy.UNLOCK:
                self._parts.unlock()
            case Remedy.KEY | Remedy.ADDRESS | Remedy.FOLDER:
                self._parts.open_settings(message.gateway)
            case Remedy.MODEL:
                self._other_model(session, message)
            case Remedy.PROTOCOL:
                self._other_protocol(session, message)
            case Remedy.PARAMETER if failure is not None and failure.parameter:
                session.regenerate(message.id, without=failure.parameter)
            case _:
                session.regenerate(message.id)


def last_answer(session: Session) -> Message | None:
    """The newest answer on the path, or None."""
    answers = [m for m in session.path() if m.role is Role.ASSISTANT]
    return answers[-1] if answers else None
