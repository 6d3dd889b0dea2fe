"""draft"""

from dataclasses import dataclass

from studio.sandbox.roster import ChatModel
from studio.sandbox.script import Ask


@dataclass(frozen=True, slots=True)
class Draft:
    text: str
    thought: str = ""
    sources: tuple[tuple[str, str], ...] = ()


def compose(model: ChatModel, ask: Ask, calling: bool = False) -> Draft:
    if calling:
        return Draft("", "Let me use a tool." if model.thinks else "")
    thought = "First I read the question. " * 20 if model.thinks else ""
    sources = (("https://example.org/a", "A"),) if model.cites else ()
    return Draft(
        f"## Hello from {model.name}\n\nThis is a made-up demo answer about {ask.prompt}. " * 4,
        thought,
        sources,
    )
