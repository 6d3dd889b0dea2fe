"""One open comparison: its lanes, which are conversations, what is sent to them together, and the one vote a turn."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from studio.domain.comparison import (
    LETTERS,
    MOST_LANES,
    Comparison,
    Lane,
    Vote,
    blind_order,
    lane_names,
    names_itself,
)
from studio.domain.conversation import (
    Draft,
    Message,
    Part,
    Picture,
    Role,
    Status,
    Text,
    new_id,
)
from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.gateway import Protocol
from studio.domain.model import Capability
from studio.domain.text import clean_text, first_words
from studio.state import tasks
from studio.state.comparison_lanes import answer_at, lane_of, opened_lane, questions
from studio.state.library import Library
from studio.state.session import Session

if TYPE_CHECKING:
    from studio.state.comparison import Comparisons

TEMPERATURES = (0.0, 0.7, 1.3)
"""What “same model, three temperatures” sets."""


class ComparisonSession(QObject):
    """Everything that can be done in one comparison.

    `lanes_changed` says that lanes came, went or moved; `changed` that title, blindness, tags or votes did;
    `running_changed` that answers began or ended; `answers_changed` that an answer came to its end;
    `failed(str)` a sentence that belongs to no lane.
    """

    lanes_changed = Signal()
    changed = Signal()
    running_changed = Signal()
    answers_changed = Signal()
    draft_changed = Signal()
    failed = Signal(str)

    def __init__(self, comparison: Comparison, lanes: Sequence[Session], comparisons: "Comparisons") -> None:
        super().__init__(comparisons)
        self.comparison = comparison
        self.lanes: list[Session] = []
        self.draft = Draft()
        self._all = comparisons
        self._kept = comparison.id in comparisons.comparisons
        for lane in lanes:
            self._watch(lane)
            self.lanes.append(lane)

    # -- reading

    @property
    def library(self) -> Library:
        """Where the lanes' conversations live."""
        return self._all.library

    def names(self) -> tuple[str, ...]:
        """What each lane is called where names are shown."""
        return lane_names([lane_of(lane) for lane in self.lanes])

    def hidden(self) -> bool:
        """Whether names are hidden now: the comparison is blind and nobody voted yet."""
        return self.comparison.blind and not self._all.voted_before(self.comparison.id)

    def order(self) -> tuple[int, ...]:
        """The lanes in the order they are shown: shuffled in a blind comparison, before and after the vote."""
        if not self.comparison.blind:
            return tuple(range(len(self.lanes)))
        return blind_order(self.comparison.id, len(self.lanes))

    def letter(self, lane: int) -> str:
        """The letter of a lane: its place in the order shown."""
        return LETTERS[self.order().index(lane)]

    def running(self) -> bool:
        """Whether any lane is answering."""
        return any(lane.running() for lane in self.lanes)

    def turns(self) -> int:
        """How many questions the longest lane holds."""
        return max((len(questions(lane)) for lane in self.lanes), default=0)

    def held_back(self) -> bool:
        """Whether answers are still covered, because seeing one earlier would show which model is quick."""
        return self.hidden() and self.running()

    # -- asking

    def send(self, text: str, parts: Sequence[Part] = (), only: Sequence[int] = ()) -> None:
        """Asks every lane, or those of `only`; a lane that is still answering asks when it has ended."""
        text = clean_text(text)
        if not self.comparison.title and text.strip():
            self._replace(title=first_words(text))
        self.set_draft(Draft())
        self._replace(updated_at=time.time())
        self._keep()
        for at, lane in enumerate(self.lanes):
            if only and at not in only:
                continue
            if lane.running():
                lane.send_next(text, parts)
            elif not self._takes(lane, parts):
                self._refuse(lane, text, parts)
            else:
                lane.send(text, parts)
        self.changed.emit()
        self.running_changed.emit()

    def stop(self, lane: int = -1) -> None:
        """Stops one lane, or all of them; what came stays."""
        for at, session in enumerate(self.lanes):
            if lane in (-1, at):
                session.stop()

    def set_draft(self, draft: Draft) -> None:
        """What the composer holds now."""
        self.draft = draft
        if self._kept:
            store = self._all.desk.store
            tasks.start(
                tasks.attempt(
                    store.save_draft(self.comparison.id, draft), lambda f: self.failed.emit(f.message)
                ),
                "save draft",
            )

    def read_draft(self) -> None:
        """Reads what was typed in the last run."""

        async def read() -> None:
            draft = await self._all.desk.store.draft(self.comparison.id)
            if not self.draft.text and not self.draft.parts:
                self.draft = draft
                self.draft_changed.emit()

        tasks.start(tasks.attempt(read(), lambda f: self.failed.emit(f.message)), "read draft")

    def _takes(self, lane: Session, parts: Sequence[Part]) -> bool:
        known = self._all.desk.capabilities(lane.conversation.gateway, lane.conversation.model)
        return not any(isinstance(p, Picture) for p in parts) or not known or Capability.VISION in known

    def _refuse(self, lane: Session, text: str, parts: Sequence[Part]) -> None:
        """Puts the question into a lane that cannot see pictures, with the reason in the place of an answer."""
        path = lane.path()
        whole: tuple[Part, ...] = (Text(text), *parts) if text else tuple(parts)
        now, model = time.time(), lane.conversation.model
        asked = Message(
            id=new_id(), parent=path[-1].id if path else None, role=Role.USER, parts=whole, created_at=now
        )
        sentence = (
            f"{model} takes no pictures, so this lane was not asked. Choose a model with vision for it."
        )
        reason = Message(
            id=new_id(),
            parent=asked.id,
            role=Role.ASSISTANT,
            status=Status.FAILED,
            created_at=now,
            gateway=lane.conversation.gateway,
            model=model,
            failure=Failure(kind=Kind.BAD_REQUEST, message=sentence, remedy=Remedy.MODEL),
        )
        lane.adopt((asked, reason))

    # -- lanes

    def add(self, lanes: Sequence[Lane]) -> int:
        """Adds lanes at the right and returns how many there was room for."""
        room = max(0, MOST_LANES - len(self.lanes))
        for lane in lanes[:room]:
            session = opened_lane(self.library, msgspec.structs.replace(lane, conversation_id=""))
            self._watch(session)
            self.lanes.append(session)
        if room and lanes:
            self._lanes_are_others()
        return min(room, len(lanes))

    def duplicate(self, lane: int) -> bool:
        """Adds a lane like this one beside it, without what was said in it; false when there is no room."""
        if len(self.lanes) >= MOST_LANES:
            return False
        session = opened_lane(
            self.library, msgspec.structs.replace(lane_of(self.lanes[lane]), conversation_id="")
        )
        self._watch(session)
        self.lanes.insert(lane + 1, session)
        self._lanes_are_others()
        return True

    def remove(self, lane: int) -> Session:
        """Takes a lane out; what is returned can be put back."""
        session = self.lanes.pop(lane)
        session.stop()
        self._unwatch(session)
        self._lanes_are_others()
        return session

    def put_back(self, session: Session, lane: int) -> None:
        """Puts a removed lane back to its place."""
        self._watch(session)
        self.lanes.insert(lane, session)
        self._lanes_are_others()

    def move(self, lane: int, to: int) -> None:
        """Moves a lane to another place."""
        if lane != to and 0 <= to < len(self.lanes):
            self.lanes.insert(to, self.lanes.pop(lane))
            self._lanes_are_others()

    def replace_model(self, lane: int, gateway: str, model: str) -> None:
        """Gives a lane another model; a protocol its gateway does not offer becomes automatic."""
        session = self.lanes[lane]
        row, protocol = self._all.desk.gateway(gateway), session.conversation.protocol
        if row is not None and protocol is not None and protocol not in row.protocols:
            protocol = None
        session.change(gateway=gateway, model=model, protocol=protocol)

    def by_protocol(self, lane: int) -> tuple[Session, ...]:
        """Makes the lanes one model in every protocol its gateway offers; returns the lanes there were."""
        base = lane_of(self.lanes[lane])
        row = self._all.desk.gateway(base.gateway)
        protocols = row.protocols if row is not None else tuple(Protocol)
        return self.use([msgspec.structs.replace(base, protocol=p) for p in protocols])

    def by_temperature(self, lane: int) -> tuple[Session, ...]:
        """Makes the lanes one model at three temperatures; returns the lanes there were."""
        base = lane_of(self.lanes[lane])
        return self.use(
            [
                msgspec.structs.replace(base, parameters=base.parameters.with_value("temperature", t))
                for t in TEMPERATURES
            ]
        )

    def use(self, lanes: Sequence[Lane]) -> tuple[Session, ...]:
        """Takes a saved line-up as the lanes; returns the lanes there were."""
        bare = [msgspec.structs.replace(lane, conversation_id="") for lane in lanes[:MOST_LANES]]
        return self.set_lanes([opened_lane(self.library, lane) for lane in bare])

    def set_lanes(self, sessions: Sequence[Session]) -> tuple[Session, ...]:
        """Puts these conversations in the place of all lanes; returns the lanes there were."""
        before = tuple(self.lanes)
        for session in before:
            session.stop()
            self._unwatch(session)
        for session in sessions:
            self._watch(session)
        self.lanes = list(sessions)
        self._lanes_are_others()
        return before

    def continue_as_chat(self, lane: int) -> str:
        """Makes a lane's conversation a chat of the list; it stays in the comparison. Returns its id."""
        session = self.lanes[lane]
        session.change(kind="chat", title=session.conversation.title or self.comparison.title)
        return session.conversation.id

    # -- judging

    def set_blind(self, blind: bool) -> None:
        """Hides who is who, or shows it; after a vote there is nothing left to hide."""
        if blind != self.comparison.blind:
            self._replace(blind=blind)
            self._keep_if_kept()
            self.lanes_changed.emit()
            self.changed.emit()

    def set_tags(self, tags: Sequence[str]) -> None:
        """The tags the votes of this comparison carry."""
        clean = tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
        self._replace(tags=clean)
        self._keep_if_kept()
        self.changed.emit()

    def rename(self, title: str) -> None:
        """Gives the comparison a title of the user's own."""
        self._replace(title=title)
        self._keep()
        self.changed.emit()

    def judged(self) -> tuple[int, ...]:
        """The lanes that can be judged now: they answered the same last question; empty until two have."""
        turn = self.turns()
        there = [at for at, lane in enumerate(self.lanes) if turn and len(questions(lane)) == turn]
        newest = [questions(self.lanes[at])[-1].text for at in there]
        if not newest or self.running():
            return ()
        most = max(newest, key=newest.count)
        found = []
        for at, text in zip(there, newest, strict=True):
            answer = answer_at(self.lanes[at], turn)
            if text == most and answer is not None and answer.parts and answer.status is not Status.FAILED:
                found.append(at)
        return tuple(found) if len(found) > 1 else ()

    def vote(self, winner: int | None, verdict: str = "winner") -> bool:
        """Judges the last turn once: `winner` is a lane, or None with "tie" or "all_bad". False when it cannot be."""
        lanes = self.judged()
        if not lanes or (winner is not None and winner not in lanes):
            return False
        names, turn = self.names(), self.turns()
        was_hidden = self.hidden()
        vote = Vote(
            id=f"{self.comparison.id}-{turn}",
            comparison_id=self.comparison.id,
            turn=turn,
            at=time.time(),
            contestants=tuple(names[at] for at in lanes),
            winner=None if winner is None else lanes.index(winner),
            verdict=verdict,
            blind=was_hidden,
            self_named=tuple(n for n, at in enumerate(lanes) if self.gives_itself_away(at)),
            tags=self.comparison.tags,
        )
        if not self._all.cast(vote):
            return False
        self._keep()
        if was_hidden:
            self.lanes_changed.emit()
        self.changed.emit()
        return True

    def last_vote(self) -> Vote | None:
        """The vote on the last turn, or None."""
        return self._all.vote_on(self.comparison.id, self.turns())

    def gives_itself_away(self, lane: int) -> bool:
        """Whether an answer of this lane names the model it comes from."""
        session = self.lanes[lane]
        return any(
            m.role is Role.ASSISTANT and names_itself(m.text, m.model, m.answered_by) for m in session.path()
        )

    # -- private

    def _watch(self, session: Session) -> None:
        session.conversation_changed.connect(self._lane_changed)
        session.running_changed.connect(self.running_changed)
        session.answered.connect(self._answered)

    def _unwatch(self, session: Session) -> None:
        session.conversation_changed.disconnect(self._lane_changed)
        session.running_changed.disconnect(self.running_changed)
        session.answered.disconnect(self._answered)

    def _lane_changed(self) -> None:
        lanes = tuple(lane_of(lane) for lane in self.lanes)
        if lanes != self.comparison.lanes:
            self._replace(lanes=lanes)
            self._keep_if_kept()
            self.changed.emit()

    def _answered(self) -> None:
        self.answers_changed.emit()

    def _lanes_are_others(self) -> None:
        self._replace(lanes=tuple(lane_of(lane) for lane in self.lanes))
        self._keep_if_kept()
        self.lanes_changed.emit()
        self.changed.emit()

    def _replace(self, **fields: object) -> None:
        self.comparison = msgspec.structs.replace(self.comparison, **fields)

    def _keep(self) -> None:
        self._kept = True
        self._replace(lanes=tuple(lane_of(lane) for lane in self.lanes))
        self._all.save(self.comparison)

    def _keep_if_kept(self) -> None:
        if self._kept:
            self._keep()
