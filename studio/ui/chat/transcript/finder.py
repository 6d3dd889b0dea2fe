"""Find in a conversation: counts in the sources, highlights in what is shown."""

from dataclasses import dataclass, field

from studio.ui.chat.transcript.item import Item, text_of_part
from studio.ui.chat.transcript.rows import Row
from studio.ui.chat.transcript.selection import is_text, text_of
from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Range

Hit = tuple[int, int, int, int]
"""Item, row, start and end."""

_MOST = 500


@dataclass(slots=True)
class Finder:
    """One search. `needle` is compared without case; `now` is the hit the reader stands at."""

    stage: Stage
    needle: str = ""
    now: Hit | None = None
    _holders: list[int] = field(default_factory=list)

    def search(self, text: str) -> int:
        """Begins a search and returns how often the text occurs in the messages' sources."""
        self.needle, self.now = text.lower(), None
        self._holders.clear()
        if not self.needle:
            return 0
        total = 0
        for at, item in enumerate(self.stage.items):
            count = self._count(item)
            if count:
                total += count
                self._holders.append(at)
        return total

    def _count(self, item: Item) -> int:
        parts = (text_of_part(part) for part in item.entry.message.parts)
        return sum(text.lower().count(self.needle) for text in parts if text)

    def ranges(self, row: Row) -> list[Range]:
        """Where the text occurs in a row."""
        if not self.needle or not is_text(row):
            return []
        return _occurrences(text_of(row), self.needle)

    def step(self, direction: int) -> Hit | None:
        """The next (1) or previous (-1) hit after `now`, round the ends; None when nothing shown matches."""
        if not self._holders:
            return None
        here = self.now or ((self.stage.anchor[0], self.stage.anchor[1], -1, -1))
        first = next((n for n, at in enumerate(self._holders) if at >= here[0]), 0)
        if direction < 0 and self._holders[first] != here[0]:
            first -= 1
        for turn in range(len(self._holders) + 1):
            at = self._holders[(first + direction * turn) % len(self._holders)]
            hits = self._hits(at)
            if turn == 0 and at == here[0]:
                hits = [h for h in hits if (h > here if direction > 0 else h < here)]
            if hits:
                self.now = hits[0] if direction > 0 else hits[-1]
                return self.now
        return None

    def step_from(self, at: int) -> Hit | None:
        """The first hit in one message."""
        self.now = next(iter(self._hits(at)), None)
        return self.now

    def _hits(self, at: int) -> list[Hit]:
        rows = self.stage.open_item(at).rows
        return [(at, index, *area) for index, row in enumerate(rows) for area in self.ranges(row)]


def _occurrences(text: str, needle: str) -> list[Range]:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found: list[Range] = []
    at = lowered.find(needle)
    while at >= 0 and len(found) < _MOST:
        found.append((at, at + len(needle)))
        at = lowered.find(needle, at + len(needle))
    return found
