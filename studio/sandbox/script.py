"""What a made-up model is asked and what it answers, in words that belong to no protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Json = object


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A function the caller lets the model use; `schema` is the JSON schema of its arguments."""

    name: str
    description: str = ""
    schema: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of the conversation: role is system, user, assistant or tool; pictures are file bytes."""

    role: str
    text: str = ""
    pictures: tuple[bytes, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request as every protocol means it; `given` holds the names of the optional fields that were sent."""

    model: str
    turns: tuple[Turn, ...]
    stream: bool = False
    include_usage: bool = False
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int = 0
    tools: tuple[ToolOffer, ...] = ()
    tool_choice: str = "auto"
    given: frozenset[str] = frozenset()

    @property
    def prompt(self) -> str:
        """The newest text of the user, "" where there is none."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user" and turn.text), "")

    @property
    def system(self) -> str:
        """Everything said by the system, joined."""
        return "\n".join(turn.text for turn in self.turns if turn.role == "system")

    @property
    def last(self) -> Turn:
        """The newest turn that is not the system's."""
        return next((turn for turn in reversed(self.turns) if turn.role != "system"), Turn("user"))


@dataclass(frozen=True, slots=True)
class Thinking:
    """Text of the reasoning channel."""

    text: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Text of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Calling:
    """A call of one offered function; `arguments` is JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Citing:
    """A source of the answer."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Declining:
    """Text of a refusal, which protocols carry in a place of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Failing:
    """An error in the middle of an answer, after which nothing follows."""

    message: str
    type: str


@dataclass(frozen=True, slots=True)
class Vanishing:
    """The connection ends here without a finish word."""


Step = Thinking | Saying | Calling | Citing | Declining | Failing | Vanishing


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one answer; `output` includes `thought`; `cost` is in US dollars, None is not stated."""

    input: int
    output: int
    thought: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A finished plan of one answer: steps of one token or one item each, the finish word and the usage.

    `finish` is stop, length, tool or refusal.
    """

    id: str
    model: str
    created: int
    steps: tuple[Step, ...]
    finish: str
    usage: Usage

    def joined(self, kind: type[Thinking] | type[Saying] | type[Declining]) -> str:
        """All text of one channel in one piece."""
        return "".join(step.text for step in self.steps if isinstance(step, kind))

    def calls(self) -> tuple[Calling, ...]:
        """The function calls in order."""
        return tuple(step for step in self.steps if isinstance(step, Calling))

    def sources(self) -> tuple[Citing, ...]:
        """The cited sources in order."""
        return tuple(step for step in self.steps if isinstance(step, Citing))
