"""Where a conversation stands in the sidebar: its heading, and its place under that heading."""

import math
from datetime import date, datetime, timedelta

from studio.domain.conversation import Conversation

PINNED = "Pinned"
_PINNED, _FOLDER, _DATE = 0, 1, 2
Place = tuple[int, int, str, str, float, str]
"""Sorts rows: the section (a folder's name twice, without and with case), minus the moment, and the id."""


class Calendar:
    """The headings by age as seen from one day; a heading depends on local time."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._starts = [
            _start(today),
            _start(today - timedelta(days=1)),
            _start(today - timedelta(days=6)),
            _start(today - timedelta(days=29)),
        ]

    def age(self, moment: float) -> int:
        """0 for today, 1 yesterday, 2 the last seven days, 3 the last thirty, then 4 and more by month."""
        for age, start in enumerate(self._starts):
            if moment >= start:
                return age
        day = datetime.fromtimestamp(max(0.0, moment)).date()
        return 4 + (self.today.year - day.year) * 12 + self.today.month - day.month

    def words(self, age: int) -> str:
        """The heading of an age."""
        if age < 4:
            return ("Today", "Yesterday", "Last 7 days", "Last 30 days")[age]
        months = self.today.year * 12 + self.today.month - 1 - (age - 4)
        return date(months // 12, months % 12 + 1, 1).strftime("%B %Y")

    def place(self, conversation: Conversation) -> Place:
        """Where a conversation stands among the others."""
        after = (-conversation.updated_at, conversation.id)
        if conversation.pinned:
            return (_PINNED, 0, "", "", *after)
        if conversation.folder:
            return (_FOLDER, 0, conversation.folder.casefold(), conversation.folder, *after)
        return (_DATE, self.age(conversation.updated_at), "", "", *after)

    def heading(self, place: Place) -> str:
        """The words of the heading a row of this place stands under."""
        if place[0] == _PINNED:
            return PINNED
        return place[3] if place[0] == _FOLDER else self.words(place[1])


def heading_place(place: Place) -> Place:
    """The place of the heading over a row: before every row of its section."""
    return (*place[:4], -math.inf, "")


def is_folder(place: Place) -> bool:
    """Whether a place is in a folder."""
    return place[0] == _FOLDER


def is_pinned(place: Place) -> bool:
    """Whether a place is among the pinned."""
    return place[0] == _PINNED


def _start(day: date) -> float:
    return datetime.combine(day, datetime.min.time()).timestamp()
