"""Which furniture a message gets: author line, cards of its parts, failure, notices, and its foot."""

from typing import assert_never

from studio.domain.conversation import (
    Citation,
    File,
    Message,
    Picture,
    ProviderItem,
    Role,
    Status,
    Text,
    Thought,
    ToolCall,
    ToolResult,
)
from studio.domain.errors import REMEDY_WORDS, Remedy
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.furniture import Button, CardBox, FoldBox, FootBox, HeadBox, ListBox
from studio.ui.chat.transcript.numbers import numbers_of, seconds_in_words, status_of, time_of
from studio.ui.chat.transcript.picture_box import PictureBox
from studio.ui.chat.transcript.rows import Kit, Row, furniture
from studio.ui.rendering.characters import visible_controls, visible_hidden

_SHOWN = 4000


def _fit(text: str, limit: int = _SHOWN) -> str:
    """Text from outside as it is shown in a card: controls visible, cut to `limit` characters."""
    text = visible_hidden(visible_controls(text[: limit + 1]))
    return text if len(text) <= limit else text[:limit] + "…"


def head_rows(entry: Entry, kit: Kit) -> list[Row]:
    """The author line of an answer; a user's bubble speaks for itself."""
    if entry.message.role is Role.USER:
        return []
    author, caption = _fit(entry.author, 200), _fit(entry.caption, 200)
    moment, live = time_of(entry.message), entry.message.running
    return [
        furniture("head", lambda k: HeadBox(k.style, author, caption, moment, live), 0, kit.style.line * 1.5)
    ]


def fold_words(part: Thought, thinking: bool) -> str:
    """What stands beside the fold of a thought."""
    if part.redacted and not part.text:
        return "Thought (hidden by the provider)"
    if thinking:
        return "Thinking…"
    return f"Thought for {seconds_in_words(part.seconds)}" if part.seconds is not None else "Thought"


def fold_rows(index: int, part: Thought, open_: bool, thinking: bool, kit: Kit) -> list[Row]:
    """The line that folds a thought; its row is named after the part."""
    words = fold_words(part, thinking)
    return [
        furniture(f"fold:{index}:{open_}", lambda k: FoldBox(k.style, words, open_), 2, kit.style.line * 1.6)
    ]


def refusal_rows(kit: Kit) -> list[Row]:
    """The title over a model's own refusal."""
    return [_card("The model refused", "", "warn", kit)]


def source_rows(message: Message, index: int, kit: Kit) -> list[Row]:
    """The sources of a message as numbered links."""
    sources = tuple((_fit(p.title, 200), p.url) for p in message.parts[index:] if isinstance(p, Citation))
    height = len(sources) * kit.style.line * 1.2
    return [furniture("sources", lambda k: ListBox(k.style, sources), kit.style.gap, height)]


def part_rows(
    part: Picture | File | ToolCall | ToolResult | ProviderItem, entry: Entry, kit: Kit
) -> list[Row]:
    """The rows of a part that is no text."""
    match part:
        case Picture():
            shown = min(part.ref.height, 420) if part.ref else 40
            return [
                furniture("picture", lambda k: PictureBox(k.style, part, k.pictures), kit.style.gap, shown)
            ]
        case File():
            size = f"{part.size:,} bytes" if part.size else f"{len(part.text or ''):,} characters"
            return [_card(_fit(part.name, 200) or "File", f"{_fit(part.mime, 100)} · {size}", "", kit)]
        case ToolCall():
            buttons = (Button("answer_tool", "Answer"),) if "answer_tool" in entry.actions else ()
            title = f"Wants to call {_fit(part.name, 200) or 'a tool'}"
            return [_card(title, _fit(part.arguments), "", kit, buttons, mono=True)]
        case ToolResult():
            word = "Error given back by" if part.is_error else "Answer given for"
            return [
                _card(
                    f"{word} {_fit(part.name, 200)}",
                    _fit(part.content),
                    "bad" if part.is_error else "",
                    kit,
                    mono=True,
                )
            ]
        case ProviderItem():
            return [_card(_fit(part.summary, 400) or _fit(part.kind, 200), "", "", kit)]
        case _:
            assert_never(part)


def _card(
    title: str,
    body: str,
    tone: str,
    kit: Kit,
    buttons: tuple[Button, ...] = (),
    mono: bool = False,
    name: str = "card",
) -> Row:
    lines = body.count("\n") + 1 + len(body) // 70 if body else 0
    height = kit.style.line * (2.2 + 1.2 * lines + (2 if buttons else 0))
    return furniture(
        name, lambda k: CardBox(k.style, title, body, tone, buttons, mono), kit.style.gap, height
    )


def tail_key(entry: Entry) -> object:
    """Everything the rows after the parts depend on."""
    message = entry.message
    if message.running:
        return (
            message.status,
            running_words(entry),
            message.notices,
            entry.position,
            entry.siblings,
            entry.actions,
        )
    return (
        message.status, message.finish, message.failure, message.notices, message.usage, message.timing,
        entry.live, entry.position, entry.siblings, entry.actions,
    )  # fmt: skip


def tail_rows(entry: Entry, kit: Kit) -> list[Row]:
    """Notices, how it ended, and the foot."""
    message = entry.message
    rows: list[Row] = []
    rows.extend(_card(_fit(notice, 500), "", "", kit) for notice in message.notices)
    if message.failure is not None:
        rows.append(_failure_row(entry, kit))
    words = status_of(message)
    if words and message.failure is None:
        rows.append(_card(words, "", "warn", kit, _ending_buttons(entry)))
    rows.append(_foot_row(entry, kit))
    return rows


def _ending_buttons(entry: Entry) -> tuple[Button, ...]:
    if "continue_from" in entry.actions and entry.message.status in (Status.STOPPED, Status.CUT_OFF):
        return (Button("continue_from", "Continue"),)
    return ()


def _failure_row(entry: Entry, kit: Kit) -> Row:
    failure = entry.message.failure
    assert failure is not None
    facts = [f"HTTP {failure.status}" if failure.status else "", failure.code or "", failure.request_id or ""]
    body = " · ".join(_fit(fact, 200) for fact in facts if fact)
    buttons = []
    if failure.remedy is not Remedy.NONE:
        buttons.append(Button("remedy", REMEDY_WORDS[failure.remedy]))
    if "view_request" in entry.actions:
        buttons.append(Button("view_request", "Details"))
    return _card(_fit(failure.message, 2000), body, "bad", kit, tuple(buttons), name="failure")


def running_words(entry: Entry) -> str:
    """What the foot of a running answer says; "" once it ended."""
    message = entry.message
    if not message.running:
        return ""
    if entry.live:
        return entry.live
    if message.parts and isinstance(message.parts[-1], Thought):
        return "Thinking…"
    silent = all(isinstance(part, Text) and not part.text for part in message.parts)
    return "Waiting for the first word…" if silent else "Writing…"


def _foot_row(entry: Entry, kit: Kit) -> Row:
    words = running_words(entry) or " · ".join(w for w in (entry.live, numbers_of(entry.message)) if w)
    right = entry.message.role is Role.USER
    branch, actions = (entry.position, entry.siblings), entry.actions
    return furniture(
        "foot",
        lambda k: FootBox(k.style, _fit(words, 400), branch, actions, right),
        round(kit.style.em * 0.35),
        kit.style.line * 3,
    )
