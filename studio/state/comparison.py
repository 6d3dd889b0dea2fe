"""All comparisons: the list of them, the saved line-ups, the votes, and the sessions that are open."""

import time
from collections.abc import Coroutine, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.comparison import MOST_LANES, Comparison, Lane, LineUp, Vote
from studio.domain.conversation import new_id
from studio.domain.errors import Failure
from studio.domain.tally import Standing, tally
from studio.domain.text import first_words
from studio.state import tasks
from studio.state.asking import Desk
from studio.state.comparison_lanes import opened_lane
from studio.state.comparison_session import ComparisonSession
from studio.state.library import Library
from studio.state.runs import Runs
from studio.state.session import Session


class Comparisons(QObject):
    """Holds what the store keeps of comparisons; a session once opened lives until the program ends.

    `changed` says that the list changed, `votes_changed` that a vote came, `line_ups_changed` that the saved
    sets of lanes did, `failed(str)` a sentence about something that could not be saved.
    """

    changed = Signal()
    votes_changed = Signal()
    line_ups_changed = Signal()
    failed = Signal(str)

    def __init__(self, library: Library, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.desk = desk
        self.runs = Runs(library, desk, self)
        self.comparisons: dict[str, Comparison] = {}
        self.line_ups: tuple[LineUp, ...] = ()
        self.votes: dict[str, Vote] = {}
        self.loaded = False
        self._sessions: dict[str, ComparisonSession] = {}

    async def load(self) -> None:
        """Reads everything; the library's own list first where nobody read it yet."""
        if not self.library.conversations:
            await self.library.load()
        store = self.desk.store
        stored = await store.comparisons()
        self.comparisons = {c.id: c for c in stored} | self.comparisons
        self.line_ups = await store.line_ups()
        self.votes = {v.id: v for v in await store.votes()} | self.votes
        self.loaded = True
        self.changed.emit()
        self.line_ups_changed.emit()
        self.votes_changed.emit()

    def start_loading(self) -> None:
        """Reads everything in the background; `changed` follows."""
        tasks.start(tasks.attempt(self.load(), self._say), "load comparisons")

    def rows(self) -> tuple[Comparison, ...]:
        """The comparisons, last touched first."""
        return tuple(sorted(self.comparisons.values(), key=lambda c: -c.updated_at))

    # -- sessions

    def new(self, lanes: Sequence[Lane] = (), blind: bool = False) -> ComparisonSession:
        """A new comparison with these lanes, at most eight; it enters the list with its first question."""
        now = time.time()
        sessions = [opened_lane(self.library, lane) for lane in lanes[:MOST_LANES]]
        comparison = Comparison(id=new_id(), created_at=now, updated_at=now, blind=blind)
        return self._session_of(comparison, sessions)

    def open(self, comparison: str) -> ComparisonSession:
        """The session of a comparison of the list."""
        session = self._sessions.get(comparison)
        if session is None:
            known = self.comparisons[comparison]
            session = self._session_of(known, [opened_lane(self.library, lane) for lane in known.lanes])
            session.read_draft()
        return session

    def save(self, comparison: Comparison) -> None:
        """Keeps a comparison as it stands."""
        self.comparisons[comparison.id] = comparison
        self._start(self.desk.store.save_comparison(comparison))
        self.changed.emit()

    def rename(self, comparison: str, title: str) -> None:
        """Gives a comparison the user's own title."""
        words = first_words(title, 120)
        if not words or comparison not in self.comparisons:
            return
        if comparison in self._sessions:
            self._sessions[comparison].rename(words)
        else:
            self.save(msgspec.structs.replace(self.comparisons[comparison], title=words))

    def delete(self, comparison: str) -> Comparison | None:
        """Removes a comparison with its lanes; what was removed is returned for `restore`."""
        gone = self.comparisons.pop(comparison, None)
        if gone is None:
            return None
        session = self._sessions.pop(comparison, None)
        if session is not None:
            session.stop()
        self._start(self.desk.store.save_comparison(msgspec.structs.replace(gone, deleted=True)))
        self._start(self.desk.store.delete_conversations(self._own(gone)))
        self.changed.emit()
        return gone

    def restore(self, gone: Comparison) -> None:
        """Takes a deletion back."""
        self._start(self.desk.store.delete_conversations(self._own(gone), False))
        self.save(gone)

    def _own(self, comparison: Comparison) -> list[str]:
        """The conversations that are lanes only; one that goes on as a chat is a chat of its own by now."""
        rows = self.library.conversations
        ids = [lane.conversation_id for lane in comparison.lanes]
        return [i for i in ids if i not in rows or rows[i].kind == "lane"]

    # -- line-ups

    def save_line_up(self, name: str, lanes: Sequence[Lane]) -> None:
        """Keeps a set of lanes under a name; the same name again replaces it."""
        bare = tuple(msgspec.structs.replace(lane, conversation_id="") for lane in lanes)
        old = next((one for one in self.line_ups if one.name == name), None)
        fresh = LineUp(id=old.id if old else new_id(), name=name, lanes=bare)
        self._keep_line_ups((*(one for one in self.line_ups if one.name != name), fresh))

    def delete_line_up(self, identity: str) -> None:
        """Forgets a saved set."""
        self._keep_line_ups(tuple(one for one in self.line_ups if one.id != identity))

    def _keep_line_ups(self, line_ups: tuple[LineUp, ...]) -> None:
        self.line_ups = line_ups
        self._start(self.desk.store.save_line_ups(line_ups))
        self.line_ups_changed.emit()

    # -- votes

    def vote_on(self, comparison: str, turn: int) -> Vote | None:
        """The vote on a turn, or None."""
        return self.votes.get(vote_id(comparison, turn))

    def cast(self, vote: Vote) -> bool:
        """Keeps a vote; false when its turn was voted on before, because a vote is given once."""
        if vote.id in self.votes:
            return False
        self.votes[vote.id] = vote
        self._start(self.desk.store.save_vote(vote))
        self.votes_changed.emit()
        return True

    def voted_before(self, comparison: str) -> bool:
        """Whether any turn of a comparison was voted on: its names are known since then."""
        return any(vote.comparison_id == comparison for vote in self.votes.values())

    def tags(self) -> tuple[str, ...]:
        """Every tag votes carry, sorted."""
        return tuple(sorted({tag for vote in self.votes.values() for tag in vote.tags}))

    def standings(self, tag: str = "", blind_only: bool = False) -> tuple[Standing, ...]:
        """What the votes add up to, best first."""
        return tally((v for v in self.votes.values() if v.blind or not blind_only), tag)

    # -- private

    def _session_of(self, comparison: Comparison, lanes: Sequence[Session]) -> ComparisonSession:
        session = ComparisonSession(comparison, lanes, self)
        self._sessions[comparison.id] = session
        return session

    def _start(self, saving: Coroutine[Any, Any, None]) -> None:
        tasks.start(tasks.attempt(saving, self._say), "save comparison")

    def _say(self, failure: Failure) -> None:
        self.failed.emit(failure.message)


def vote_id(comparison: str, turn: int) -> str:
    """How the one vote on a turn is named."""
    return f"{comparison}-{turn}"
