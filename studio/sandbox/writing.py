"""What the made-up models say: honest demo text that takes up the prompt, in the hand of each model."""

import re
import zlib
from dataclasses import dataclass
from random import Random

from studio.sandbox import voices, wishes
from studio.sandbox.extracts import keywords
from studio.sandbox.looking import describe
from studio.sandbox.roster import ChatModel, Style
from studio.sandbox.script import Ask, Turn
from studio.sandbox.smalltalk import quoted, talk
from studio.sandbox.subjects import Kind
from studio.sandbox.truths import truth

_TALK = (Kind.GREETING, Kind.THANKS, Kind.IDENTITY, Kind.RECALL, Kind.ECHO, Kind.CHAT)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is cut into tokens: reasoning, text, and sources as (address, title)."""

    text: str
    thought: str = ""
    sources: tuple[tuple[str, str], ...] = ()


def compose(model: ChatModel, ask: Ask, calling: bool = False) -> Draft:
    """The answer of a model; the same model, prompt, place and seed give the same text.

    `calling` says that a tool is called instead: then there is nothing but a thought.
    """
    place = sum(turn.role == "user" for turn in ask.turns)
    random = Random(zlib.crc32(f"{model.id}|{ask.prompt}|{place}|{ask.seed}".encode()))
    thought = _thought(ask) if model.thinks else ""
    if calling:
        return Draft("", thought)
    if ask.last.role == "tool":
        return Draft(_with_result(ask), thought)
    if ask.last.pictures:
        return Draft(_seen(model, ask.last), thought)
    text = _written(model, ask, random)
    return Draft(text, thought, _sources(ask) if model.cites else ())


def _written(model: ChatModel, ask: Ask, random: Random) -> str:
    wish = wishes.read(ask)
    if wish.kind in _TALK:
        return talk(wish.kind, model, ask, random)
    right = truth(wish.prompt) if wish.kind is Kind.TRUTH else None
    return voices.told(model.style, right) if right else voices.spoken(model.style, wish, random)


def _with_result(ask: Ask) -> str:
    results = [turn.text.strip() for turn in ask.turns if turn.role == "tool"][-3:]
    names = [name for turn in ask.turns for name in turn.calls if name]
    asked = quoted(ask.prompt) if ask.prompt else "your question"
    source = f"`{names[-1]}`" if names else "the tool"
    shown = " ".join(results)[:600] or "nothing"
    if shown[:1] in "{[":
        return f"You asked {asked}. {source} answered:\n\n```json\n{shown}\n```\n\nThat is all it said."
    return f"You asked {asked}. According to {source}: **{shown}**."


def _seen(model: ChatModel, turn: Turn) -> str:
    found = [describe(data) for data in turn.pictures]
    parts: list[str] = []
    for number, facts in enumerate(found, 1):
        label = f"Picture {number}" if len(found) > 1 else "Your picture"
        if facts is None:
            parts.append(f"{label} could not be decoded.")
        elif model.style is Style.SCHOLARLY:
            rows = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
            parts.append(f"### {label}\n\n| Measured | Value |\n|---|---|\n{rows}")
        else:
            parts.append(
                f"**{label}** is {facts['Size']}. It is {facts['Light']}, with {facts['Contrast']} contrast; "
                f"the main colours are {facts['Colours']}: {facts['Where']}. It looks {facts['Detail']}."
            )
    closing = "I measured this with real pixels, but I cannot recognise things: I am a made-up demo model."
    return "\n\n".join((*parts, closing))


def _sources(ask: Ask) -> tuple[tuple[str, str], ...]:
    words = keywords(ask.prompt, 2) or ["demo"]
    slug = "-".join(re.sub(r"\W", "", word) for word in words)
    name = " ".join(words).capitalize()
    return (
        (f"https://example.org/{slug}", f"{name}: an overview (placeholder)"),
        (f"https://example.org/{slug}/notes", f"{name}: notes (placeholder)"),
    )


def _thought(ask: Ask) -> str:
    """Reasoning that walks through the request: what is asked, what is given, how to answer, a check."""
    wish = wishes.read(ask)
    about = wish.topic or "this"
    words = ", ".join(keywords(ask.prompt, 4)) or "nothing special"
    turns = sum(turn.role == "user" for turn in ask.turns)
    known = (
        "I know this one" if wish.known or wish.kind in (Kind.TRUTH, Kind.CODE) else "I have no facts on it"
    )
    before = (
        "there is nothing before it to keep in mind"
        if turns < 2
        else f"what was said about {wish.before} matters too"
        if wish.before
        else "the earlier turns matter too"
    )
    return (
        f"The user wrote {quoted(ask.prompt)}. I read that as: {wish.kind.value}. The words that carry it are "
        f"{words}. "
        f"This is turn {turns} of the conversation, so {before}.\n\n"
        f"What do I know about {about}? {known}, so I should separate what is certain from what is only likely, and "
        "say which is which.\n\n"
        "One way is to begin with a definition. Another is to begin with an example and let the definition come "
        "out of "
        "it. The second is easier to read, but the first is shorter. A few points with one line each will do.\n\n"
        f"{_parts_wanted(wish)}\n\n"
        "Wait: could the request have a second meaning? Perhaps, but the plain reading fits best, so I keep to "
        "it. Let me "
        "also check the length: long enough to be useful, short enough to be read. Now I can write the answer."
    )


def _parts_wanted(wish: wishes.Wish) -> str:
    if wish.parts:
        return f"Asked for by name: {', '.join(wish.parts)}. I must not forget any of them, nor add others."
    return (
        "No form is asked for, so I choose the simplest one that carries the content, and leave the rest out."
    )
