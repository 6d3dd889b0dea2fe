"""Small talk: greetings, thanks, words to repeat, jokes, moods, and what a made-up model cannot know."""

import re
from random import Random

from studio.sandbox.roster import ChatModel, Style
from studio.sandbox.script import Ask
from studio.sandbox.subjects import Kind, topic

_JOKES = (
    "Why did the programmer bring a ladder? The bug was in the upper case.",
    "I would tell you a UDP joke, but you might not get it.",
    "Why was the equals sign so humble? It knew it was neither less than nor greater than anybody.",
    "There are 10 kinds of people: those who count in binary, and those who do not.",
)


def talk(kind: Kind, model: ChatModel, ask: Ask, random: Random) -> str:
    """The answer to small talk of a kind, in the voice of the model."""
    match kind:
        case Kind.GREETING:
            return _greeting(model, ask.prompt)
        case Kind.THANKS:
            return _thanks(model.style)
        case Kind.IDENTITY:
            return _identity(model)
        case Kind.RECALL:
            return _recalled(ask)
        case Kind.ECHO:
            return _echoed(ask.prompt)
        case _:
            return _chat(model, ask.prompt, random)


def _greeting(model: ChatModel, prompt: str) -> str:
    found = re.search(r"\b(over|via|through|from|in)\s+(?!one\b|a\b|a few\b)([^.?!,\n]{2,40})", prompt)
    place = f" {found[1]} {found[2].strip()}" if found else ""
    match model.style:
        case Style.BRIEF:
            return f"Hello{place}."
        case Style.FRIENDLY:
            return f"Hello{place}, and nice to meet you! 👋"
        case Style.SCHOLARLY:
            return f"Good day{place}; I am {model.name}, at your service."
        case Style.CODER:
            return f'`print("Hello{place}!")`'
        case Style.POET:
            return f"Hello{place}: a lamp is lit, and the door stands open. 你好 · こんにちは"
        case Style.REASONED:
            return f"Hello{place}! I thought about it, and “hello” is the right word."
        case _:
            return f"Hello{place}! I'm {model.name}."


def _thanks(style: Style) -> str:
    match style:
        case Style.BRIEF:
            return "You're welcome."
        case Style.POET:
            return "The well is glad of the bucket. 🌿"
        case Style.SCHOLARLY:
            return "You are most welcome; do return to it whenever a detail remains open."
        case _:
            return "You're welcome! Ask on whenever you like. 🙂"


def _identity(model: ChatModel) -> str:
    if model.style is Style.BRIEF:
        return f"{model.name}. A demo."
    return (
        f"I am **{model.name}** (`{model.id}`), part of the demo built into Gateway Studio. {model.about} "
        "Nothing I say left this machine, and my answers are made up."
    )


def quoted(text: str) -> str:
    """A text in quotation marks on one line, at most 100 characters, cut between words."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= 100 else f"“{line[:100].rsplit(' ', 1)[0]} …”"


def _recalled(ask: Ask) -> str:
    asked = [turn.text for turn in ask.turns if turn.role == "user" and turn.text][:-1]
    if not asked:
        return "This is the first thing you have said in this conversation."
    lines = "\n".join(f"{number}. {quoted(text)}" for number, text in enumerate(asked, 1))
    return f"Before this you said:\n\n{lines}"


def _echoed(prompt: str) -> str:
    text = re.sub(
        r"^(please )?(say|repeat|(reply|answer|respond) with)\s+(?:(?:only|just|exactly|the|after me|single|"
        r"words?|phrase|sentence)\b[: ]*)*",
        "",
        " ".join(prompt.split()),
        flags=re.I,
    )
    marked = re.search(r"[\"“'«]([^\"”»]+)[\"”'»]", text)
    text = (
        marked[1]
        if marked
        else re.sub(r"[,.]?\s*(and )?(nothing else|only|please)[.!]?$", "", text, flags=re.I)
    )
    return text[:400] or "Gladly; what shall I say?"


_KNOWS_NOT = (
    "I cannot know that: I am a made-up demo model on your own machine, without a clock, a window or the news. "
    "A connected model with tools could look it up."
)
_MOODS: tuple[tuple[str, str], ...] = (
    (
        r"sad|lonely",
        "I am sorry to hear that. A short walk or a call to somebody you like often helps more than advice.",
    ),
    (
        r"tired",
        "Then be kind to yourself: a glass of water, ten minutes with closed eyes, and the rest can wait.",
    ),
    (r"happy", "That is lovely to hear! Keep a note of what made it so; it is worth reading on a grey day."),
    (
        r"bored",
        "Try the smallest new thing within reach: an unknown song, another way home, a drawing of your left hand.",
    ),
    (
        r"stress|nervous|anxious",
        "Breathe out slowly a few times, then write down the one next step. The list can wait.",
    ),
)


def _chat(model: ChatModel, prompt: str, random: Random) -> str:
    lowered = prompt.lower()
    brief = model.style is Style.BRIEF
    if "joke" in lowered:
        return random.choice(_JOKES)
    if re.search(r"^how (are you|is it going)", lowered):
        return (
            "Fine, thanks." if brief else "Very well, thank you: every token in its place. And how are you?"
        )
    if "meaning of life" in lowered:
        return (
            "Forty-two."
            if brief
            else "Forty-two, says the book; to be of use and in good company, say most others."
        )
    if re.search(r"^(test|testing|ping)", lowered):
        return "Pong." if "ping" in lowered else "Loud and clear."
    if "what can you do" in lowered:
        return model.about
    if re.search(r"\bi('m| am| feel)\b", lowered):
        mood = next(line for sign, line in _MOODS if re.search(sign, lowered))
        return mood.split(". ")[0].rstrip(".!") + "." if brief else mood
    return "No clock, no window." if brief else _KNOWS_NOT


def earlier(ask: Ask) -> str:
    """The topic of the user's turn before this one, "" where there is none."""
    asked = [turn.text for turn in ask.turns if turn.role == "user" and turn.text][:-1]
    return next((found for text in reversed(asked) if (found := topic(text))), "")
