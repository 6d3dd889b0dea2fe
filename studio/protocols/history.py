"""The conversation so far, put into an order every protocol accepts: turns that alternate, calls with results."""

import re
from collections.abc import Callable, Iterable

import msgspec

from studio.domain.conversation import (
    Citation,
    File,
    Message,
    Part,
    Picture,
    ProviderItem,
    Refusal,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import Kind, failing
from studio.domain.prompt import Prompt
from studio.protocols.decoding import parsed_object
from studio.protocols.provider_items import OTHER_ANSWER

NO_RESULT = "No result was given for this call."
PICTURE_NOTE = "(The picture of the answer above:)"

_THOUGHTS = "Thoughts of earlier answers were not sent: they belong to another model or protocol."
_ITEMS = (
    "Searches and other steps on a provider’s side were not sent: they belong to another model or protocol."
)
_MARKS = "Marks that tie tool calls to the thoughts of another model were not sent."
_PICTURES = "Pictures of earlier answers were sent with the message that follows them."
_CUT_CALL = "A tool call that was cut off was not sent."
_UNANSWERED = "A tool call without a result was sent with a note that there is none."
_ORPHAN = "A tool result without its call was sent as text."


class Turn(msgspec.Struct):
    """Everything one side says before the other speaks; the results of calls stand first in a user's turn."""

    role: Role
    parts: list[Part]


class History(msgspec.Struct):
    """The turns, and what could not be carried, in plain words."""

    turns: list[Turn]
    notices: list[str]

    def notice(self, text: str) -> None:
        """Adds a notice, once."""
        if text not in self.notices:
            self.notices.append(text)


def plain_id(call_id: str) -> str:
    """A call's id in the letters every protocol accepts."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", call_id)[:64] or "call"


def history_of(
    prompt: Prompt, carry_pictures: bool = True, foreign_id: Callable[[str], str] = plain_id
) -> History:
    """The turns of `prompt`, beginning and ending with the user's.

    Signatures, thoughts and provider items stay only in answers of the prompt's own protocol and model.
    `carry_pictures` moves pictures of answers into the user's next turn, for protocols in which only the user
    may send one. `foreign_id` spells the id of a call that came from elsewhere. Raises `StudioError` (INPUT)
    when nothing is left to send.
    """
    history = History([], [])
    said: list[tuple[Message, list[Part]]] = []
    for message in prompt.messages:
        parts = _kept_parts(prompt, message, history)
        if parts:
            said.append((message, parts))
    _pair(said, prompt, history, foreign_id)
    for message, parts in said:
        _add(history, message.role, parts)
    if carry_pictures:
        _carry_pictures(history)
    if not any(turn.role is Role.USER for turn in history.turns):
        raise failing(Kind.INPUT, "There is nothing to send: write a message first.")
    if history.turns[0].role is Role.ASSISTANT:
        history.turns.insert(0, Turn(Role.USER, [Text("(The conversation begins with your answer.)")]))
    return history


def _own(prompt: Prompt, message: Message) -> bool:
    return message.protocol == prompt.protocol and message.model == prompt.model


def _kept_parts(prompt: Prompt, message: Message, history: History) -> list[Part]:
    if message.role is Role.ASSISTANT and message.status is Status.FAILED:
        return []
    own = message.role is Role.USER or _own(prompt, message)
    kept: list[Part] = []
    for part in message.parts:
        fitting = _kept(part, own, history)
        if fitting is not None:
            kept.append(fitting)
    kept = [p for p in kept if _can_travel(prompt, p, history)]
    return kept if _says_something(kept) else []


def _says_something(parts: list[Part]) -> bool:
    """Whether anything but thoughts and blanks is there: those alone are no message in any protocol."""
    return any(not isinstance(p, Thought) and not (isinstance(p, Text) and not p.text.strip()) for p in parts)


def _can_travel(prompt: Prompt, part: Part, history: History) -> bool:
    """Whether the data of a part is at hand; what is missing is said."""
    if isinstance(part, ProviderItem):
        return bool(parsed_object(part.data))
    if isinstance(part, Picture):
        if part.ref is None or part.ref.sha256 not in prompt.media:
            what = f"The picture “{part.name}”" if part.name else "A picture"
            history.notice(f"{what} was not sent: its data is missing.")
            return False
    elif isinstance(part, File) and part.text is None and part.sha256 not in prompt.media:
        history.notice(f"The file “{part.name}” was not sent: its data is missing.")
        return False
    return True


def _kept(part: Part, own: bool, history: History) -> Part | None:
    """The part as it may be sent, None for what stays behind."""
    if isinstance(part, Refusal):
        return Text(part.text) if part.text else None
    if isinstance(part, Citation) or (isinstance(part, Text) and not part.text and not part.signature):
        return None
    if isinstance(part, ProviderItem) and part.kind == OTHER_ANSWER:
        return None
    if own:
        return part
    if isinstance(part, Thought):
        history.notice(_THOUGHTS)
        return None
    if isinstance(part, ProviderItem):
        history.notice(_ITEMS)
        return None
    if isinstance(part, Text):
        return Text(part.text) if part.text else None
    if isinstance(part, ToolCall) and part.signature:
        history.notice(_MARKS)
        return ToolCall(part.id, part.name, part.arguments)
    return part


class _Asked(msgspec.Struct):
    """A call of the history and, when found, its result."""

    at: int
    call: ToolCall
    result: ToolResult | None = None


def _pair(
    said: list[tuple[Message, list[Part]]],
    prompt: Prompt,
    history: History,
    foreign_id: Callable[[str], str],
) -> None:
    """Puts every result directly behind its call's turn, whatever the order they were given in."""
    asked: list[_Asked] = []
    for at, (_, parts) in enumerate(said):
        for nth, part in enumerate(parts):
            if isinstance(part, ToolCall):
                asked.append(_Asked(at, part))
            elif isinstance(part, ToolResult):
                call = _call_of(part, asked)
                if call is None:
                    history.notice(_ORPHAN)
                    parts[nth] = Text(f"Result of the tool “{part.name}”:\n\n{part.content}")
                else:
                    call.result = part
        parts[:] = [p for p in parts if not isinstance(p, ToolResult)]
    _rename(said, asked, prompt, foreign_id)
    for at in sorted({a.at for a in asked}, reverse=True):
        _answer(said, at, [a for a in asked if a.at == at], history)
    said[:] = [(message, parts) for message, parts in said if _says_something(parts)]


def _call_of(result: ToolResult, asked: list[_Asked]) -> _Asked | None:
    """The nearest call before a result that has its id and no result yet."""
    fitting = [a for a in asked if a.call.id == result.call_id and a.result is None]
    return fitting[-1] if fitting else None


def _rename(
    said: list[tuple[Message, list[Part]]],
    asked: list[_Asked],
    prompt: Prompt,
    foreign_id: Callable[[str], str],
) -> None:
    """Gives every call an id of its own, spelled as the protocol wants it."""
    taken: set[str] = set()
    for one in asked:
        message, parts = said[one.at]
        wanted = one.call.id if _own(prompt, message) and one.call.id else foreign_id(one.call.id)
        call_id, nth = wanted, 2
        while call_id in taken:
            call_id, nth = f"{wanted}_{nth}", nth + 1
        taken.add(call_id)
        if call_id != one.call.id:
            renamed = msgspec.structs.replace(one.call, id=call_id)
            parts[:] = [renamed if p is one.call else p for p in parts]
            one.call = renamed


def _answer(said: list[tuple[Message, list[Part]]], at: int, asked: list[_Asked], history: History) -> None:
    message, parts = said[at]
    results: list[Part] = []
    for one in asked:
        call, result = one.call, one.result
        if result is None and parsed_object(call.arguments) is None:
            history.notice(_CUT_CALL)
            parts[:] = [p for p in parts if p is not call]
        elif result is None:
            history.notice(_UNANSWERED)
            results.append(ToolResult(call.id, call.name, NO_RESULT, True))
        else:
            results.append(ToolResult(call.id, call.name, result.content, result.is_error))
    if results:
        answer = msgspec.structs.replace(message, role=Role.USER)
        said.insert(at + 1, (answer, results))


def _add(history: History, role: Role, parts: Iterable[Part]) -> None:
    if history.turns and history.turns[-1].role is role:
        history.turns[-1].parts.extend(parts)
    else:
        history.turns.append(Turn(role, list(parts)))


def _carry_pictures(history: History) -> None:
    """Moves pictures out of answers into the turn that follows, where a protocol allows them."""
    for nth, turn in enumerate(history.turns):
        if turn.role is Role.USER:
            continue
        pictures = [p for p in turn.parts if isinstance(p, Picture)]
        if not pictures:
            continue
        turn.parts = [p for p in turn.parts if not isinstance(p, Picture)]
        if nth + 1 < len(history.turns):
            history.notice(_PICTURES)
            following = history.turns[nth + 1].parts
            results = sum(isinstance(p, ToolResult) for p in following)
            following[results:results] = [Text(PICTURE_NOTE), *pictures]
    history.turns = _merged(t for t in history.turns if _says_something(t.parts))


def _merged(turns: Iterable[Turn]) -> list[Turn]:
    merged = History([], [])
    for turn in turns:
        _add(merged, turn.role, turn.parts)
    return merged.turns
