"""What one turn wants, read in the light of the turns before it: its kind, its topic, its parts, its length."""

import re
from dataclasses import dataclass

from studio.sandbox import subjects
from studio.sandbox.pairs import pair
from studio.sandbox.script import Ask
from studio.sandbox.smalltalk import earlier
from studio.sandbox.subjects import Kind
from studio.sandbox.topics import Topic, topic_for

_FOLLOWS = re.compile(
    r"^(?:and |but |now |ok,? |please |can you |could you )*"
    r"(why|how so|how come|go on|continue|more|tell me more|(?:make (?:it|that) |a bit )?(?:shorter|simpler|longer)|"
    r"(?:give me |show me )?(?:an|another|one) (?:\w+ )?example|(?:give me |show me |put (?:it|that|this) |"
    r"(?:now )?as |in |with )+"
    r"(?:a |an |some |python )*(?:table|code|formula|list)|(?:explain|say) (?:it|that|this)\b.*)\b[^\n]{0,30}$",
    re.I,
)
_INSTEAD = re.compile(r"^(?:and|what about|how about|and what about)\s+([^\n]{2,60}?)[?.!]*$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One request: `prompt` is the whole one where a follow-up left words out, `topic` may be "".

    `parts` are formula, table and code where asked for; `before` is the topic of the turn before, or "".
    """

    kind: Kind
    prompt: str
    topic: str
    known: Topic | None
    parts: tuple[str, ...] = ()
    short: bool = False
    first: bool = True
    before: str = ""
    follows: bool = False

    @property
    def title(self) -> str:
        """A short heading, never empty and never with a word cut."""
        if self.kind is Kind.COMPARISON:
            left, right = pair(self.prompt)
            return subjects.title(f"{left} and {right}") or "A comparison"
        if self.kind is Kind.LETTER:
            return "A draft"
        if self.known and self.kind in (Kind.EXPLANATION, Kind.TABLE):
            return self.known.name
        return subjects.title(self.topic) or self.kind.value.capitalize()


def read(ask: Ask) -> Wish:
    """The wish of the newest turn."""
    before = earlier(ask)
    prompt, follows = _completed(ask, before)
    return Wish(
        kind=subjects.kind_of(prompt),
        prompt=prompt,
        topic=subjects.topic(prompt),
        known=topic_for(prompt),
        parts=subjects.elements(prompt),
        short=subjects.wants_brevity(ask.system, ask.prompt, prompt),
        first=not any(turn.role == "assistant" for turn in ask.turns),
        before=before,
        follows=follows,
    )


def _completed(ask: Ask, before: str) -> tuple[str, bool]:
    """The newest prompt with what it leaves out put back, and whether anything was."""
    prompt = " ".join(ask.prompt.split()) if len(ask.prompt) < 100 else ask.prompt
    if not before:
        return ask.prompt, False
    if found := _INSTEAD.match(prompt):
        asked = [turn.text for turn in ask.turns if turn.role == "user" and turn.text]
        capital = re.search(r"\bcapital of\b", " ".join(asked[-2:-1]))
        name = re.sub(r"^(of|in|for)\s+", "", found[1])
        return (f"What is the capital of {name}?" if capital else f"Explain {name}"), True
    if found := _FOLLOWS.match(prompt):
        part = next((name for name in ("table", "code", "formula") if name in prompt.lower()), "")
        brief = re.search(r"shorter|simpler|short|sentence", prompt.lower())
        manner = (
            f" with {part}" if part == "code" else f" with a {part}" if part else " briefly" if brief else ""
        )
        return f"Explain {before}{manner}", True
    return ask.prompt, False
