"""Follows the events of one answer: when the first word came, how long a thought took, what failed first."""

from studio.domain.conversation import Part, Refusal, Text, Thought, ToolCall
from studio.domain.errors import Failure
from studio.domain.events import Delta, Event, Failed, PartOpened, PartReplaced, PictureArrived, ThoughtTimed
from studio.domain.timing import Timing


class Watch:
    """The state of one answer over all its attempts. Times are monotonic seconds as the socket saw them.

    `failure` is the first one that counts, `content` whether anything a person can see has come.
    """

    def __init__(self) -> None:
        self.queued_s: float | None = None
        self.failure: Failure | None = None
        self.content = False
        self.exchange = ""
        self.parts: list[Part] = []
        self._started: float | None = None
        self._first_byte: float | None = None
        self._first_word: float | None = None
        self._last: float | None = None
        self._thought = -1
        self._thought_since = 0.0

    def attempt(self, exchange: str) -> None:
        """A further attempt begins; what failed before no longer counts."""
        self.failure = None
        self.exchange = exchange
        self._started = self._first_byte = self._first_word = self._last = None

    def left(self, started: float) -> None:
        """A request left at `started`; of the requests of a polled job the first one counts."""
        if self._started is None:
            self._started = started

    def came(self, first_byte: float | None, last: float) -> None:
        """Bytes came; the first and the latest of them."""
        if self._first_byte is None:
            self._first_byte = first_byte
        self._last = last

    @property
    def timing(self) -> Timing:
        """The times so far."""
        return Timing(
            queued_s=self.queued_s,
            first_byte_s=self._since(self._first_byte),
            first_word_s=self._since(self._first_word),
            total_s=self._since(self._last),
        )

    def see(self, events: list[Event], at: float) -> list[Event]:
        """The events to hand on, with `ThoughtTimed` where a thought ended; failures are kept here instead."""
        seen: list[Event] = []
        for event in events:
            if isinstance(event, Failed):
                self.failure = self.failure or event.failure
                continue
            self._note(event, at)
            if self._thought >= 0 and not self._of_thought(event):
                self._end_thought(seen, at)
            seen.append(event)
            if isinstance(event, PartOpened) and isinstance(event.part, Thought) and not event.part.redacted:
                self._thought, self._thought_since = event.at, at
        return seen

    def end(self, at: float) -> list[Event]:
        """What is owed at the end: the time of a thought that nothing followed."""
        seen: list[Event] = []
        if self._thought >= 0:
            self._end_thought(seen, at)
        return seen

    def _end_thought(self, seen: list[Event], at: float) -> None:
        # A thought that came and went in one read was not measured.
        if at > self._thought_since:
            seen.append(ThoughtTimed(self._thought, at - self._thought_since))
        self._thought = -1

    def _of_thought(self, event: Event) -> bool:
        """Whether the thought goes on with this event; only visible parts end it."""
        match event:
            case PartOpened(at=at):
                return at <= self._thought and self._shift()
            case Delta(at=at) | PartReplaced(at=at):
                return at == self._thought
            case _:
                return True

    def _shift(self) -> bool:
        """A part was inserted before the thought, so that it now stands one further."""
        self._thought += 1
        return True

    def _note(self, event: Event, at: float) -> None:
        match event:
            case PartOpened(at=index, part=part):
                self.parts.insert(index, part)
                visible = _has_content(part)
            case PartReplaced(at=index, part=part):
                self.parts[index] = part
                visible = _has_content(part)
            case Delta(text=text):
                visible = bool(text)
            case PictureArrived():
                visible = True
            case _:
                return
        if visible:
            self.content = True
            if self._first_word is None:
                self._first_word = at

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None or self._started is None else max(0.0, moment - self._started)


def _has_content(part: Part) -> bool:
    match part:
        case Text() | Thought() | Refusal():
            return bool(part.text)
        case ToolCall():
            return bool(part.name or part.arguments)
        case _:
            return True
