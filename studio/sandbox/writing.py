"""What the made-up models say: honest demo text that takes up the prompt, in the hand of each model."""

import re
import zlib
from dataclasses import dataclass
from random import Random

from studio.sandbox import bodies, subjects
from studio.sandbox.looking import describe
from studio.sandbox.roster import ChatModel, Style
from studio.sandbox.script import Ask, Turn
from studio.sandbox.subjects import Kind
from studio.sandbox.verse import cjk_verse

_HONEST = "I am a made-up model of the built-in demo, so check anything that matters."
_TALK = (Kind.GREETING, Kind.THANKS, Kind.IDENTITY, Kind.RECALL, Kind.ARITHMETIC)


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
    kind = subjects.kind_of(ask.prompt)
    if kind in _TALK:
        return _talk(kind, model, ask)
    about = subjects.subject(ask.prompt)
    first = not any(turn.role == "assistant" for turn in ask.turns)
    short = bool(
        re.search(
            r"\b(concise|concisely|briefly|be brief|in short|keep it short|one sentence)\b",
            f"{ask.system} {ask.prompt[:200]}".lower(),
        )
    )
    match model.style:
        case Style.BRIEF:
            return bodies.one_line(kind, ask.prompt, about)
        case Style.POET:
            return cjk_verse(ask.prompt, random) + (
                "\n\n(示例 · 見本 · made up for the demo)" if first else ""
            )
        case Style.CODER:
            return _coder(kind, ask.prompt, about, random) + (f"\n\n*{_HONEST}*" if first else "")
        case Style.LONG:
            return bodies.marathon(ask.prompt, about, random)
        case Style.SCHOLARLY:
            return _scholar(kind, ask, about, random, short)
        case Style.FRIENDLY:
            return _friend(kind, ask, about, random, short, first)
        case Style.PLAIN:
            body = bodies.body(kind, ask.prompt, about, random, short=True)
            return f"{body}\n\n{_HONEST}" if first else body


def _talk(kind: Kind, model: ChatModel, ask: Ask) -> str:
    match kind:
        case Kind.GREETING:
            hello = f"Hello! I'm {model.name}, one of the demo's made-up models."
            return hello if model.style is Style.BRIEF else f"{hello} 👋 What would you like to try?"
        case Kind.THANKS:
            return (
                "You're welcome."
                if model.style is Style.BRIEF
                else "You're welcome! Ask on whenever you like. 🙂"
            )
        case Kind.IDENTITY:
            return (
                f"I am **{model.name}** (`{model.id}`), part of the demo built into Gateway Studio. "
                f"{model.about} Nothing I say left this machine, and my answers are made up."
            )
        case Kind.RECALL:
            return _recalled(ask)
        case _:
            found = subjects.arithmetic(ask.prompt)
            sum_, result = found if found else (ask.prompt, "?")
            return result if model.style is Style.BRIEF else f"{sum_} = **{result}**"


def _recalled(ask: Ask) -> str:
    asked = [turn.text for turn in ask.turns if turn.role == "user" and turn.text][:-1]
    if not asked:
        return "This is the first thing you have said in this conversation."
    lines = "\n".join(f"{number}. {_quoted(text)}" for number, text in enumerate(asked, 1))
    return f"Before this you said:\n\n{lines}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:100]}…”" if len(line) > 100 else f"“{line}”"


def _earlier(ask: Ask) -> str:
    asked = [turn.text for turn in ask.turns if turn.role == "user" and turn.text][:-1]
    return subjects.subject(asked[-1]) if asked else ""


def _friend(kind: Kind, ask: Ask, about: str, random: Random, short: bool, first: bool) -> str:
    before = _earlier(ask)
    opening = (
        f"Happy to! Coming from *{before}*, here is"
        if before
        else random.choice(("Sure! Here is", "Of course. Here is", "Gladly: here is"))
    )
    what = {
        Kind.LIST: "a list to start from",
        Kind.TABLE: "a table",
        Kind.COMPARISON: "how the two differ",
        Kind.CODE: "a version that runs",
        Kind.POEM: "a small poem",
        Kind.STORY: "a very short story",
        Kind.FORMULA: "the formula",
        Kind.TRANSLATION: "what I can translate",
        Kind.SUMMARY: "the gist",
        Kind.DATA: "some data",
        Kind.SHOWCASE: "everything I can format",
    }.get(kind, f"the short story of **{about}**")
    body = bodies.body(kind, ask.prompt, about, random, short)
    closing = (
        f"\n\n*{_HONEST}* 🙂"
        if first
        else random.choice(("\n\nShall I go on? 🙂", "\n\nTell me if you want it shorter.", ""))
    )
    return f"{opening} {what}.\n\n{body}{closing}"


def _scholar(kind: Kind, ask: Ask, about: str, random: Random, short: bool) -> str:
    before = _earlier(ask)
    link = f"This continues from your earlier question on *{before}*. " if before else ""
    title = about[:1].upper() + about[1:] if about != "this" else "On your question"
    body = bodies.body(kind, ask.prompt, about, random, short)
    if short or kind in (Kind.SUMMARY, Kind.TRANSLATION, Kind.SHOWCASE):
        return f"## {title}\n\n{link}{body}\n\n> {_HONEST}"
    extra = bodies.scholarly_notes(kind, ask.prompt, about)
    return (
        f"## {title}\n\n{link}{body}\n\n{extra}\n\n### Sources\n\n"
        "See the [overview](https://example.org/overview) and the [notes](https://example.org/notes); "
        f"both addresses are placeholders.\n\n> {_HONEST}"
    )


def _coder(kind: Kind, prompt: str, about: str, random: Random) -> str:
    if kind in (Kind.TABLE, Kind.COMPARISON, Kind.DATA, Kind.SUMMARY, Kind.TRANSLATION, Kind.SHOWCASE):
        return bodies.body(kind, prompt, about, random, short=True)
    if kind is Kind.CODE:
        return bodies.body(kind, prompt, about, random, short=False)
    return bodies.as_code(about, bodies.points(prompt, random, 4))


def _with_result(ask: Ask) -> str:
    results = [turn.text.strip() for turn in ask.turns if turn.role == "tool"][-3:]
    names = [name for turn in ask.turns for name in turn.calls if name]
    asked = _quoted(ask.prompt) if ask.prompt else "your question"
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
    words = subjects.keywords(ask.prompt, 2) or ["demo"]
    slug = "-".join(re.sub(r"\W", "", word) for word in words)
    name = " ".join(words).capitalize()
    return (
        (f"https://example.org/{slug}", f"{name}: an overview (placeholder)"),
        (f"https://example.org/{slug}/notes", f"{name}: notes (placeholder)"),
    )


def _thought(ask: Ask) -> str:
    """Reasoning that walks through the request: what is asked, what is given, how to answer, a check."""
    kind = subjects.kind_of(ask.prompt)
    about = subjects.subject(ask.prompt)
    words = ", ".join(subjects.keywords(ask.prompt, 4)) or "nothing special"
    turns = sum(turn.role == "user" for turn in ask.turns)
    return (
        f"The user wants: {_quoted(ask.prompt)}. That looks like a request of the kind “{kind.value}”, "
        f"and the words that carry it are {words}. This is turn {turns} of the conversation, so "
        f"{'there is nothing before it to keep in mind' if turns < 2 else 'the earlier turns matter too'}.\n\n"
        f"What do I know about {about}? Let me take it apart: first what it is, then how it works, then what follows "
        "from it. I should separate what is certain from what is only likely.\n\n"
        "One way is to begin with a definition. Another is to begin with an example and let the definition come out of "
        "it. The second is easier to read, but the first is shorter. A few points with one line each will do.\n\n"
        f"Wait: does anything in “{about}” have a second meaning? Perhaps, but the plain reading fits best, so I keep "
        "to it. Let me also check the length: long enough to be useful, short enough to be read.\n\n"
        "I also have to say that I am a made-up model. Now I can write the answer."
    )
