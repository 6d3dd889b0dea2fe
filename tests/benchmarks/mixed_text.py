"""A generator of answers as models write them: headings, paragraphs, lists, tables, code, formulas, two scripts."""

import random

_TEXT = (
    "the model answers with a stream of tokens that each view must show at once while people read and scroll "
    "memory latency request response gateway protocol window paragraph however therefore because measure result "
    "simple careful quickly between several different values under load without losing any of them again"
)
_WORDS = _TEXT.split()
_CODE = (
    "def handle(request, *, timeout=30):",
    '    """Send one request and give back what came."""',
    "    for attempt in range(3):",
    "        reply = client.send(request, timeout=timeout)  # may raise",
    "        if reply.status == 200:",
    "            return reply.body.decode('utf-8')",
    "    raise RuntimeError(f'gave up after {attempt} tries')",
)


class Writer:
    """Writes Markdown of about a given size; the same seed gives the same text."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def text(self, characters: int) -> str:
        """Mixed Markdown of at least `characters` characters."""
        blocks: list[str] = []
        size = 0
        while size < characters:
            block = self._block(len(blocks))
            blocks.append(block)
            size += len(block) + 2
        return "\n\n".join(blocks)

    def _block(self, number: int) -> str:
        kind = number % 12
        if kind == 0:
            return f"## {self._sentence(5).rstrip('.')}"
        if kind in (3, 8):
            items = (self._sentence(self._random.randint(6, 18)) for _ in range(self._random.randint(3, 6)))
            mark = "1." if kind == 8 else "-"
            return "\n".join(f"{mark} {'**' + self._word() + '**: ' if kind == 3 else ''}{i}" for i in items)
        if kind == 5:
            lines = [self._random.choice(_CODE) for _ in range(self._random.randint(5, 18))]
            return "```python\n" + "\n".join(lines) + "\n```"
        if kind == 7:
            rows = [
                f"| {self._word()} | {self._random.randint(1, 999)} | `{self._word()}` |" for _ in range(6)
            ]
            return "| Name | Value | Note |\n|:-----|------:|:----:|\n" + "\n".join(rows)
        if kind == 10:
            return f"> {self._sentence(20)}"
        if kind == 11 and number % 24 == 11:
            return "流れる文字を読みながら、窓の大きさを変えても、行は正しく折り返される。" * 3
        return " ".join(
            self._sentence(self._random.randint(8, 22)) for _ in range(self._random.randint(3, 6))
        )

    def _word(self) -> str:
        return self._random.choice(_WORDS)

    def _sentence(self, words: int) -> str:
        chosen = [self._word() for _ in range(words)]
        spot = self._random.randrange(words)
        form = self._random.randrange(7)
        if form == 0:
            chosen[spot] = f"**{chosen[spot]}**"
        elif form == 1:
            chosen[spot] = f"`{chosen[spot]}()`"
        elif form == 2:
            chosen[spot] = f"[{chosen[spot]}](https://example.org/{chosen[spot]})"
        elif form == 3:
            chosen[spot] = f"*{chosen[spot]}*"
        sentence = " ".join(chosen)
        return sentence[0].upper() + sentence[1:] + "."
