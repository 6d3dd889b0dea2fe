"""The voices of the made-up models: what each says before, around and after the content of an answer."""

from random import Random

from studio.sandbox import bodies
from studio.sandbox.ideas import bulleted, numbered
from studio.sandbox.phrasebook import translation, translations
from studio.sandbox.roster import Style
from studio.sandbox.samples import knows_code
from studio.sandbox.subjects import Kind
from studio.sandbox.truths import Truth
from studio.sandbox.verse import cjk_verse
from studio.sandbox.wishes import Wish

HONEST = "I am a made-up model of the built-in demo, so check anything that matters."
_NEEDS_NO_WARNING = frozenset(
    (
        Kind.CODE,
        Kind.TRANSLATION,
        Kind.SUMMARY,
        Kind.REWRITE,
        Kind.POEM,
        Kind.STORY,
        Kind.LETTER,
        Kind.DATA,
        Kind.SHOWCASE,
    )
)
_OPENERS: dict[Kind, str] = {
    Kind.LIST: "Happy to!",
    Kind.TABLE: "Sure, here it is as a table:",
    Kind.COMPARISON: "Here they are, side by side:",
    Kind.CODE: "Sure! This one runs as it stands:",
    Kind.POEM: "With pleasure. ✨",
    Kind.STORY: "Gladly; make yourself comfortable.",
    Kind.LETTER: "Here is a draft you can bend to your taste:",
    Kind.FORMULA: "Here it is:",
    Kind.TRANSLATION: "Of course!",
    Kind.SUMMARY: "Here is the gist:",
    Kind.REWRITE: "Like this, perhaps:",
    Kind.DATA: "Here you are:",
    Kind.SHOWCASE: "Here is everything I can format.",
}


def spoken(style: Style, wish: Wish, random: Random) -> str:
    """The answer to a wish in the voice of a style."""
    match style:
        case Style.BRIEF:
            return bodies.one_line(wish, random)
        case Style.POET:
            return _poet(wish, random)
        case Style.CODER:
            return _coder(wish, random)
        case Style.LONG:
            return bodies.marathon(wish, random)
        case Style.SCHOLARLY:
            return _scholar(wish, random)
        case Style.FRIENDLY:
            return _friend(wish, random)
        case Style.REASONED:
            return _thinker(wish, random)
        case Style.PLAIN:
            return _plain(wish, random)


def told(style: Style, truth: Truth) -> str:
    """A right answer in the voice of a style."""
    more = f"\n\n{truth.working}" if truth.working else ""
    match style:
        case Style.BRIEF:
            return f"{truth.word}."
        case Style.FRIENDLY:
            return f"{truth.sentence} {truth.working}".strip() + " 🙂"
        case Style.SCHOLARLY:
            return f"## Answer\n\n{truth.sentence}" + (
                f"\n\n### How to see it\n\n{truth.working}" if more else ""
            )
        case Style.CODER:
            code = f"```python\n{truth.code}\n```" if truth.code else f"`{truth.word}`"
            return f"{code}\n\n{truth.sentence}"
        case Style.POET:
            return f"> {truth.sentence}\n\n*So it stands, and the evening is quiet.* 🌿"
        case Style.REASONED:
            return f"**Short answer.** {truth.sentence}" + (f"\n\n**Why.** {truth.working}" if more else "")
        case _:
            return f"{truth.sentence}{more}"


def _warned(text: str, wish: Wish, mark: str) -> str:
    """The text with the one disclosure of a conversation, where it is due and not already said."""
    said = wish.kind is Kind.EXPLANATION and wish.known is None
    if not wish.first or said or wish.kind in _NEEDS_NO_WARNING:
        return text
    return f"{text}\n\n{mark.format(HONEST)}"


def _plain(wish: Wish, random: Random) -> str:
    if wish.kind is not Kind.EXPLANATION:
        return _warned(bodies.body(wish, random, short=True), wish, "{}")
    blocks = [bodies.lead(wish), *bodies.parts(wish, random)]
    if (wish.known is None or wish.follows) and not (wish.follows and wish.short):
        blocks.insert(1, bulleted(bodies.reasons(wish, random, 2 if wish.short else 3)))
    return _warned("\n\n".join(blocks), wish, "{}")


def _friend(wish: Wish, random: Random) -> str:
    closing = (
        "" if wish.first else random.choice(("Shall I go on? 🙂", "Tell me if you want it shorter.", ""))
    )
    if wish.kind is Kind.EXPLANATION:
        hello = (
            "Good question!"
            if "?" in wish.prompt
            else random.choice(("Happy to!", "With pleasure.", "Sure!"))
        )
        hello = hello if wish.known else "Thanks for asking!"
        if wish.follows and wish.before:
            hello = random.choice(("Gladly.", "Of course.", "Sure, from another side:"))
        blocks = [f"{hello} {bodies.lead(wish)}"]
        if not wish.short and not (wish.follows and wish.parts):
            blocks.append(bulleted(bodies.reasons(wish, random, 4)))
        blocks += bodies.parts(wish, random)
    else:
        honest = (wish.kind is Kind.TRANSLATION and not translations(wish.prompt)) or (
            wish.kind is Kind.CODE and not knows_code(wish.prompt)
        )
        opener = "" if honest else _OPENERS.get(wish.kind, "Sure!")
        blocks = [*([opener] if opener else []), bodies.body(wish, random, wish.short)]
    if closing and not wish.short:
        blocks.append(closing)
    return _warned("\n\n".join(blocks), wish, "*{}* 🙂")


def _scholar(wish: Wish, random: Random) -> str:
    link = (
        f"This continues from what you asked about *{wish.before}*.\n\n"
        if wish.before and not wish.follows
        else ""
    )
    if wish.kind is not Kind.EXPLANATION:
        text = f"## {wish.title}\n\n{link}{bodies.body(wish, random, wish.short)}"
        note = _remark(wish)
        return _warned(f"{text}\n\n{note}" if note and not wish.short else text, wish, "> {}")
    blocks = [f"## {wish.title}\n\n{link}{bodies.lead(wish)}"]
    if not wish.short:
        heading = "Step by step" if wish.known else "A plan"
        blocks.append(f"### {heading}\n\n{numbered(bodies.reasons(wish, random, 5))}")
    blocks += _sections(wish, random)
    if not wish.short:
        blocks.append(
            "### Sources\n\nSee the [overview](https://example.org/overview) and the "
            "[notes](https://example.org/notes); both addresses are placeholders."
        )
    return _warned("\n\n".join(blocks), wish, "> {}")


def _sections(wish: Wish, random: Random) -> list[str]:
    """The parts asked for under headings; those the topic has where none was asked for."""
    wanted = wish.parts
    if not wanted and wish.known and not wish.short:
        wanted = tuple(name for name in ("formula", "table") if getattr(wish.known, name))
    headings = {"formula": "The formula", "table": "At a glance", "code": "In code", "example": "An example"}
    return [
        f"### {headings[name]}\n\n{text}" for name in wanted for text in bodies.parts(wish, random, (name,))
    ]


def _remark(wish: Wish) -> str:
    match wish.kind:
        case Kind.COMPARISON | Kind.TABLE:
            return (
                "### How to read it\n\nTake the row that matters most to you, decide by it, and let the "
                "others break a tie."
            )
        case Kind.LIST:
            return (
                "### In which order\n\nThe list runs from the easiest to the most rewarding; two points well "
                "done beat all of them begun."
            )
        case Kind.CODE:
            return "### On testing\n\nTry the empty input, one element, equal elements, and something far too large."
        case Kind.POEM:
            return (
                "### A note on the form\n\nThe lines keep one breath each; read them aloud and let the last "
                "one fall."
            )
        case _:
            return ""


def _thinker(wish: Wish, random: Random) -> str:
    if wish.kind is not Kind.EXPLANATION:
        read = f"**As I read it:** {wish.kind.value}, plain and easy to check."
        return _warned(f"{read}\n\n{bodies.body(wish, random, wish.short)}", wish, "**How sure I am.** {}")
    blocks = [f"**Short answer.** {bodies.lead(wish)}"]
    if not wish.short:
        blocks.append(f"**{'Why' if wish.known else 'How'}.**\n\n{numbered(bodies.reasons(wish, random, 3))}")
    blocks += bodies.parts(wish, random)
    if not wish.known:
        blocks.append("**How sure I am.** Of the method, quite; of the subject, not at all.")
    return _warned("\n\n".join(blocks), wish, "**How sure I am.** {}")


def _coder(wish: Wish, random: Random) -> str:
    if wish.kind is Kind.CODE:
        return bodies.program(wish.prompt, remark=True)
    if wish.kind is not Kind.EXPLANATION:
        return _warned(bodies.body(wish, random, short=True), wish, "*{}*")
    others = tuple(name for name in wish.parts if name != "code")
    blocks = [*bodies.parts(wish, random, ("code",)), bodies.lead(wish), *bodies.parts(wish, random, others)]
    return _warned("\n\n".join(blocks), wish, "*{}*")


def _poet(wish: Wish, random: Random) -> str:
    if wish.kind is Kind.TRANSLATION:
        return f"{translation(wish.prompt)}\n\n*Each tongue is another window.* 🪟"
    lead = f"*{wish.known.words}*\n\n" if wish.known and wish.kind is Kind.EXPLANATION else ""
    verse = cjk_verse(wish.prompt, random)
    return lead + verse + ("\n\n(示例 · 見本 · made up for the demo)" if wish.first else "")
