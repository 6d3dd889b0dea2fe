"""What a lane's transcript shows of a message, above all what it must not show while names are hidden."""

from dataclasses import replace

import msgspec

from studio.domain.conversation import Message, Role, Status, Thought
from studio.domain.gateway import Gateway
from studio.domain.timing import Timing
from studio.state.session import Session
from studio.ui.chat.entries import entry_of
from studio.ui.chat.transcript.entry import Entry

_KEPT_BACK = "Answers are shown together when every lane has ended, so that speed gives nobody away"


def lane_entry(
    session: Session, message: Message, gateway: Gateway | None, alias: str = "", held_back: bool = False
) -> Entry:
    """One message of a lane. With an `alias` everything that tells models apart is left out.

    `held_back` covers a running turn: neither words nor the end of an answer show before all have ended.
    """
    entry = entry_of(session, message, gateway, alias)
    if not alias:
        return entry
    if message.role is Role.USER:
        return replace(entry, actions=("copy",))
    shown = _anonymous(message)
    last = session.path()[-1].id == message.id
    if held_back and last:
        covered = msgspec.structs.replace(shown, parts=(), status=Status.WAITING, failure=None, notices=())
        return replace(entry, message=covered, live=_KEPT_BACK, actions=(), siblings=1, position=1)
    return replace(entry, message=shown, live="", actions=("copy",), siblings=1, position=1)


def _anonymous(message: Message) -> Message:
    """The message without names, times, costs and the server's own words."""
    failure = message.failure
    if failure is not None:
        words = "This lane did not answer. Who it is and why shows after the vote."
        failure = msgspec.structs.replace(
            failure, message=words, gateway="", detail=None, code=None, type=None, request_id=None
        )
    parts = tuple(
        msgspec.structs.replace(part, seconds=None) if isinstance(part, Thought) else part
        for part in message.parts
    )
    return msgspec.structs.replace(
        message,
        parts=parts,
        failure=failure,
        timing=Timing(),
        usage=None,
        model="",
        answered_by="",
        gateway="",
        protocol=None,
        notices=(),
        exchange="",
        created_at=0.0,
    )
