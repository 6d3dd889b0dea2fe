"""Reasoning written into the text as `<think>…</think>` at its very start (GATEWAYS.md 7.5, row 1e)."""

_OPENINGS = ("<think>", "<thinking>")
_LONGEST = max(len(o) for o in _OPENINGS)


class ThinkTags:
    """Splits the text of one reply, piece by piece, into thought and visible text.

    Only a tag at the start counts; a tag may be split over pieces. When `over` is true everything that
    follows is visible text and this object is no longer needed.
    """

    def __init__(self) -> None:
        self.over = False
        self._held = ""
        self._closing = ""
        self._begun = False

    def split(self, text: str) -> tuple[str, str]:
        """Thought and visible text that `text` makes known."""
        if self.over:
            return "", text
        self._held += text
        return self._inside() if self._closing else self._before()

    def rest(self) -> tuple[str, str]:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        self.over = True
        return (held, "") if self._closing else ("", held)

    def _before(self) -> tuple[str, str]:
        start = self._held.lstrip()
        for opening in _OPENINGS:
            if start.startswith(opening):
                self._closing = "</" + opening[1:]
                self._held = start[len(opening) :]
                return self._inside()
        if len(start) < _LONGEST and any(opening.startswith(start) for opening in _OPENINGS):
            return "", ""
        return self.rest()

    def _inside(self) -> tuple[str, str]:
        if not self._begun:
            self._held = self._held.lstrip()
            self._begun = bool(self._held)
        at = self._held.find(self._closing)
        if at >= 0:
            return self._after(self._held[:at], self._held[at + len(self._closing) :])
        keep = _overlap(self._held, self._closing)
        thought = self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return thought, ""

    def _after(self, thought: str, text: str) -> tuple[str, str]:
        self.over = True
        self._held = ""
        return thought, text.lstrip()


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` could be the beginning of `tag`."""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return size
    return 0
