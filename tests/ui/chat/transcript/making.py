"""Conversations and views the tests of the transcript are made of."""

from collections.abc import Iterator

import msgspec
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Message, Part, Role, Status, Text
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.rows import Kit
from studio.ui.chat.transcript.view import Transcript
from tests.ui.rendering.making import palette, style

ACTIONS = ("copy", "copy_markdown", "regenerate", "edit", "branch", "quote", "delete", "view_request")


def user(number: int, text: str, **more: object) -> Entry:
    """A message of the user."""
    message = Message(id=f"m{number}", parent=None, role=Role.USER, parts=(Text(text),), created_at=1e9)
    return Entry(message, "You", actions=ACTIONS, **more)  # type: ignore[arg-type]


def answer(number: int, *parts: Part | str, status: Status = Status.DONE, **facts: object) -> Entry:
    """An answer; strings are text parts, `facts` are further fields of the message."""
    made = tuple(Text(p) if isinstance(p, str) else p for p in parts)
    message = Message(
        id=f"m{number}", parent=None, role=Role.ASSISTANT, parts=made, status=status, created_at=1e9, **facts
    )  # type: ignore[arg-type]
    return Entry(message, "model-x", "Messages · Demo", actions=ACTIONS)


def with_text(entry: Entry, text: str, status: Status = Status.STREAMING) -> Entry:
    """A later state of an answer."""
    message = msgspec.structs.replace(entry.message, parts=(Text(text),), status=status)
    return Entry(message, entry.author, entry.caption, actions=entry.actions)


def talk(turns: int) -> list[Entry]:
    """A conversation of so many messages, with paragraphs, lists and code."""
    return list(_talk(turns))


def _talk(turns: int) -> Iterator[Entry]:
    for n in range(turns):
        if n % 2 == 0:
            yield user(n, f"Question {n}, with some words in it.")
        else:
            yield answer(
                n,
                f"## Answer {n}\n\nSome **words** of number {n}.\n\n- one\n- two\n\n```py\nx = {n}\n```\n\n"
                + "more text here. " * 40,
            )


def kit(width: float = 600.0) -> Kit:
    """What boxes are made with."""
    return Kit(style(), style(), None, None, width)


def shown(qtbot: QtBot, entries: list[Entry], width: int = 800, height: int = 600) -> Transcript:
    """A view of `entries` on the screen."""
    view = Transcript()
    qtbot.addWidget(view)
    view.setPalette(palette())
    view.refresh_theme()
    view.resize(width, height)
    view.show()
    view.set_entries(entries)
    QApplication.processEvents()
    return view
