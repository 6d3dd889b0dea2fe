"""One search over everything, answered while one types; and the filters that are typed with it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.errors import StudioError
from studio.domain.library import SearchFilter, SearchHit
from studio.state import tasks
from studio.state.ports import Store


class Search(QObject):
    """Asks the store for the newest query only; `found` says that `hits` changed.

    `answered` tells whether `hits` belong to the query that was asked last, `problem` why there are none.
    """

    found = Signal()

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[SearchHit, ...] = ()
        self.query = ""
        self.narrowed = SearchFilter()
        self._store = store
        self._busy = False
        self.answered = True
        self.problem = ""

    def ask(self, query: str, narrowed: SearchFilter | None = None) -> None:
        """Searches for `query`; while one search runs, only the last query waits."""
        self.query = query.strip()
        self.narrowed = narrowed or SearchFilter()
        self.answered = False
        if not self._busy:
            tasks.start(self._run(), "search")

    async def _run(self) -> None:
        self._busy = True
        try:
            done: tuple[str, SearchFilter] | None = None
            while done != (self.query, self.narrowed):
                done = (self.query, self.narrowed)
                hits: tuple[SearchHit, ...] = ()
                if done[0]:
                    hits = await self._found(done[0], done[1])
                if done == (self.query, self.narrowed):
                    self.hits = hits
                    self.answered = True
                    self.found.emit()
        finally:
            self._busy = False

    async def _found(self, query: str, narrowed: SearchFilter) -> tuple[SearchHit, ...]:
        self.problem = ""
        try:
            return await self._store.search(query, narrowed)
        except StudioError as error:
            self.problem = error.failure.message
            return ()


_TOKEN = re.compile(r'(?<!\S)(gateway|model|date|after|before|has):("[^"]*"?|\S*)', re.IGNORECASE)
PERIODS = {"today": 0, "week": 6, "month": 29, "year": 364}
"""Words of `date:` and how many days before today they begin."""


class Typed(msgspec.Struct, frozen=True):
    """What was typed into the search box: the words to find, the filter, and the filter words as they stand."""

    words: str
    narrowed: SearchFilter
    tokens: dict[str, str] = {}


def read_typed(
    text: str, today: date, gateway: Callable[[str], str] = str, model: Callable[[str], str] = str
) -> Typed:
    """Takes `gateway:`, `model:`, `date:`, `after:`, `before:` and `has:picture` out of a typed text.

    `gateway` and `model` give the id for what was typed. Days are local; `after:2026-11` begins with that month,
    `before:` ends where its day, month or year begins. What cannot be read narrows nothing.
    """
    tokens = {m[1].lower(): m[2].strip('"') for m in _TOKEN.finditer(text)}
    since = _moment(tokens.get("after", ""))
    if since is None and tokens.get("date", "").lower() in PERIODS:
        day = today - timedelta(days=PERIODS[tokens["date"].lower()])
        since = datetime.combine(day, datetime.min.time()).timestamp()
    narrowed = SearchFilter(
        gateway=gateway(tokens["gateway"]) if tokens.get("gateway") else "",
        model=model(tokens["model"]) if tokens.get("model") else "",
        since=since,
        until=_moment(tokens.get("before", "")),
        has_picture=tokens.get("has", "").lower() in ("picture", "pictures", "image"),
    )
    return Typed(" ".join(_TOKEN.sub(" ", text).split()), narrowed, tokens)


def with_token(text: str, name: str, value: str) -> str:
    """`text` with the filter word `name:value` in place of the old one; without it when `value` is empty."""
    kept = " ".join(_TOKEN.sub(lambda m: "" if m[1].lower() == name else m[0], text).split())
    if not value:
        return kept
    shown = f'"{value}"' if " " in value else value
    return f"{kept} {name}:{shown}".strip()


def _moment(text: str) -> float | None:
    """The start of a day, month or year, written as 2026-11-21, 2026-11 or 2026."""
    if not re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", text, re.ASCII):
        return None
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    try:
        return datetime(year, month, day).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
