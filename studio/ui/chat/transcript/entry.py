"""What the transcript is given to show: one message, and what its surroundings know about it."""

from dataclasses import dataclass

from studio.domain.conversation import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the path that is shown.

    `author` is “You” or the model's name, `caption` says through what it came. `position` (from 1) of
    `siblings` tells its branch. `live` is a passing word about a running answer ("waiting in the queue,
    place 2"). `actions` are the names of the actions that are offered now.
    """

    message: Message
    author: str
    caption: str = ""
    position: int = 1
    siblings: int = 1
    live: str = ""
    actions: tuple[str, ...] = ()


ACTION_NAMES: dict[str, str] = {
    "copy": "Copy",
    "copy_markdown": "Copy as Markdown",
    "regenerate": "Regenerate",
    "regenerate_other_model": "Regenerate with another model",
    "regenerate_other_protocol": "Regenerate with another protocol",
    "edit": "Edit",
    "branch": "Branch from here",
    "quote": "Quote",
    "continue_from": "Continue from here",
    "view_request": "View request",
    "copy_curl": "Copy as curl",
    "answer_tool": "Answer",
    "remedy": "Remedy",
    "delete": "Delete",
}
"""Every action by the name it has for people, in the order of menus."""
