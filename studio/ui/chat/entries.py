"""From a session's messages to what the transcript shows of them."""

from studio.domain.conversation import Message, Role, Status, ToolCall
from studio.domain.gateway import PROTOCOL_NAMES, Gateway
from studio.state.session import Session
from studio.ui.chat.transcript.entry import Entry

_USER_ACTIONS = ("copy", "edit", "regenerate", "branch", "quote", "delete")
_ANSWER_ACTIONS = (
    "copy",
    "copy_markdown",
    "regenerate",
    "regenerate_other_model",
    "regenerate_other_protocol",
    "edit",
    "branch",
    "quote",
    "view_request",
    "copy_curl",
    "delete",
)


def entry_of(session: Session, message: Message, gateway: Gateway | None, hidden_name: str = "") -> Entry:
    """One message as the transcript shows it; `hidden_name` takes the place of the model in a blind comparison."""
    row = session.siblings(message)
    position = next((n for n, m in enumerate(row, 1) if m.id == message.id), 1)
    return Entry(
        message=message,
        author="You" if message.role is Role.USER else hidden_name or author_of(message),
        caption="" if hidden_name else caption_of(message, gateway),
        position=position,
        siblings=len(row),
        live=session.live.get(message.id, ""),
        actions=actions_of(message),
    )


def author_of(message: Message) -> str:
    """The model's name, with the one that really answered where it differs."""
    asked, answered = message.model or "Answer", message.answered_by
    if not answered or answered == asked or asked.endswith("/" + answered) or answered.startswith(asked):
        return asked
    return f"{asked} (answered by {answered})"


def caption_of(message: Message, gateway: Gateway | None) -> str:
    """Protocol and gateway of an answer, in one line."""
    if message.role is Role.USER:
        return "edited" if message.edited else ""
    words = []
    if message.protocol is not None:
        words.append(PROTOCOL_NAMES[message.protocol])
    if gateway is not None:
        words.append(gateway.name)
    if message.edited:
        words.append("edited by you")
    return " · ".join(words)


def actions_of(message: Message) -> tuple[str, ...]:
    """What can be done with a message now."""
    if message.running:
        return ("copy",)
    if message.role is Role.USER:
        return _USER_ACTIONS
    actions: tuple[str, ...] = _ANSWER_ACTIONS
    if any(isinstance(p, ToolCall) for p in message.parts):
        actions = (*actions, "answer_tool")
    if message.status in (Status.CUT_OFF, Status.STOPPED) and message.text:
        actions = (*actions, "continue_from")
    return actions
