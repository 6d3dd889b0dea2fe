"""Comparisons: lanes that share a composer, votes on their answers, and what votes add up to."""

import hashlib
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from studio.domain.gateway import PROTOCOL_NAMES, Protocol
from studio.domain.parameters import ParameterSet


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One column: a conversation and what it is asked with."""

    conversation_id: str
    gateway: str
    model: str
    protocol: Protocol | None = None
    parameters: ParameterSet = ParameterSet()
    system: str = ""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two to eight lanes that are asked together; `blind` hides who is who until a vote."""

    id: str
    title: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
    lanes: tuple[Lane, ...] = ()
    blind: bool = False
    tags: tuple[str, ...] = ()
    deleted: bool = False


class LineUp(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of lanes to start comparisons from; conversation ids in it are empty."""

    id: str
    name: str
    lanes: tuple[Lane, ...] = ()


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement of one turn: the models shown, and the index that won, or "tie", or "all_bad"."""

    id: str
    comparison_id: str
    turn: int
    at: float
    contestants: tuple[str, ...]
    winner: int | None
    verdict: str
    blind: bool = True
    self_named: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()


LETTERS = "ABCDEFGH"
"""What lanes are called, and the only names they have while a comparison is blind."""

FEWEST_LANES, MOST_LANES = 2, 8

_FAMILIES = frozenset(
    {
        "chatgpt", "claude", "command", "deepseek", "ernie", "gemini", "gemma", "glm", "gpt", "grok", "haiku",
        "hunyuan", "kimi", "llama", "minimax", "mistral", "mixtral", "nemotron", "opus", "phi", "qwen", "sonnet",
        "yi",
    }
)  # fmt: skip
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 6000


class Span(msgspec.Struct, frozen=True):
    """A run of text in one answer; `differs` says that the other answer does not have it at this place."""

    text: str
    differs: bool


def lane_names(lanes: Sequence[Lane]) -> tuple[str, ...]:
    """A name for each lane: the model, and where a model occurs twice what sets its lanes apart; all differ."""
    by_model: dict[str, list[Lane]] = {}
    for lane in lanes:
        by_model.setdefault(lane.model, []).append(lane)
    names: list[str] = []
    for lane in lanes:
        twins = by_model[lane.model]
        marks = _marks_of(lane, twins) if len(twins) > 1 else []
        names.append(" · ".join((lane.model or "no model", *marks)))
    return tuple(
        name if names.count(name) == 1 else f"{name} ({names[: at + 1].count(name)})"
        for at, name in enumerate(names)
    )


def _marks_of(lane: Lane, twins: Sequence[Lane]) -> list[str]:
    marks: list[str] = []
    if len({twin.protocol for twin in twins}) > 1:
        marks.append("automatic" if lane.protocol is None else PROTOCOL_NAMES[lane.protocol])
    for name in sorted({name for twin in twins for name in twin.parameters.values}):
        values = [twin.parameters.get(name) for twin in twins]
        if any(value != values[0] for value in values):
            value = lane.parameters.get(name)
            marks.append(f"{name} {'not set' if value is None else value}")
    if len({twin.system for twin in twins}) > 1:
        marks.append("with instructions" if lane.system else "no instructions")
    if len({twin.gateway for twin in twins}) > 1:
        marks.append(lane.gateway)
    return marks


def blind_order(seed: str, count: int) -> tuple[int, ...]:
    """The lanes in the order they are shown while names are hidden: always the same for the same `seed`."""
    ranked = sorted(range(count), key=lambda at: hashlib.sha256(f"{seed}\n{at}".encode()).digest())
    return tuple(ranked)


def names_itself(text: str, *names: str) -> bool:
    """Whether an answer gives away which model wrote it. `names` are the ids and display names it goes by."""
    words = _plain_words(text)
    said = f" {' '.join(words)} "
    for name in names:
        own = _plain_words(name.rsplit("/", 1)[-1])
        whole = "".join(own)
        if len(whole) >= 4 and f" {' '.join(own)} " in said:
            return True
        if any(word in _FAMILIES and f" {word} " in said for word in _plain_words(name)):
            return True
    return False


def _plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[0-9]+|[^\W\d_a-z]+", text.lower())


def differences(one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both texts cut into what they share and what they do not, word by word.

    What lies beyond 6,000 words is given as one last span that is not compared.
    """
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    ours, our_rest = ours[:_MOST_WORDS], "".join(ours[_MOST_WORDS:])
    theirs, their_rest = theirs[:_MOST_WORDS], "".join(theirs[_MOST_WORDS:])
    left: list[Span] = []
    right: list[Span] = []
    matcher = SequenceMatcher(lambda word: word.isspace(), ours, theirs, autojunk=len(ours) > 2000)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        differs = tag != "equal"
        if i2 > i1:
            left.append(Span("".join(ours[i1:i2]), differs))
        if j2 > j1:
            right.append(Span("".join(theirs[j1:j2]), differs))
    if our_rest:
        left.append(Span(our_rest, False))
    if their_rest:
        right.append(Span(their_rest, False))
    return tuple(left), tuple(right)


class RunRow(msgspec.Struct, frozen=True):
    """One prompt of a run: `expected` is what its answers are checked against, "" for nothing."""

    prompt: str
    system: str = ""
    expected: str = ""


class Check(msgspec.Struct, frozen=True):
    """What counts as a good answer: `kind` is "none", "contains", "equals", "regex" or "json".

    `value` is what is looked for; "" means the row's own `expected`.
    """

    kind: str = "none"
    value: str = ""


class RunPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A list of prompts × lanes, each asked `repeats` times; it never changes once the run has begun."""

    name: str = ""
    rows: tuple[RunRow, ...] = ()
    lanes: tuple[Lane, ...] = ()
    repeats: int = 1
    check: Check = Check()

    def cells(self) -> tuple[tuple[int, int, int], ...]:
        """Every (row, lane, repeat) there is, in the order they are asked."""
        return tuple(
            (row, lane, repeat)
            for repeat in range(self.repeats)
            for row in range(len(self.rows))
            for lane in range(len(self.lanes))
        )
