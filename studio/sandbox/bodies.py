"""The middle of an answer by kind of ask: explanations and their parts, tables, code, verse, and long pages."""

import json
import re
from random import Random

from studio.sandbox import extracts, ideas, pairs, phrasebook, samples
from studio.sandbox.ideas import STEPS, bulleted, numbered, points, ways
from studio.sandbox.subjects import Kind
from studio.sandbox.topics import markdown_formula, markdown_table
from studio.sandbox.verse import haiku, stanzas
from studio.sandbox.wishes import Wish


def body(wish: Wish, random: Random, short: bool) -> str:
    """The content a wish of any kind but an explanation gets, as Markdown; `short` leaves the extras out."""
    match wish.kind:
        case Kind.LIST:
            return ideas.listing(wish.prompt, random, 3 if short else 5)
        case Kind.TABLE:
            return table(wish, random, short)
        case Kind.COMPARISON:
            return pairs.comparison(wish.prompt, random, 4 if short else 5)
        case Kind.CODE:
            return program(wish.prompt, remark=not short)
        case Kind.FORMULA:
            return formula(wish)
        case Kind.DATA:
            return ideas.data(wish.prompt, random)
        case Kind.SHOWCASE:
            return showcase(wish.prompt, random)
        case _:
            return _prose(wish, random, short)


def _prose(wish: Wish, random: Random, short: bool) -> str:
    """The kinds that are mostly sentences or verse."""
    match wish.kind:
        case Kind.POEM:
            named = wish.topic or "the day"
            return (
                haiku(wish.prompt)
                if "haiku" in wish.prompt.lower()
                else stanzas(named, random, 1 if short else 2)
            )
        case Kind.STORY:
            return story(wish.topic or "the last ferry", random, short)
        case Kind.LETTER:
            return ideas.letter(wish.prompt)
        case Kind.SUMMARY:
            return _summary(wish, short)
        case Kind.REWRITE:
            return _rewrite(wish.prompt)
        case Kind.TRANSLATION:
            return phrasebook.translation(wish.prompt)
        case _:
            return "\n\n".join(
                (lead(wish), bulleted(reasons(wish, random, 3 if short else 4)), *parts(wish, random))
            )


def lead(wish: Wish) -> str:
    """The first sentence of an explanation: the fact where it is known, else an honest word."""
    if wish.known:
        return wish.known.lead
    about = f"**{wish.topic}**" if wish.topic else ""
    clause = re.match(r"(how|why|when|where|who|what|which)\b", wish.topic, re.I)
    if wish.first and len(wish.prompt.split()) == 1 and about:
        return (
            f"I am a made-up demo model and not sure what to make of “{wish.topic}”, so here is how I would "
            f"approach it."
        )
    if not wish.first:
        return f"I have no facts on {about or 'this'} either, so here is a way to approach it."
    if clause:
        return f"I am a made-up demo model, so instead of telling you {about}, here is how I would find out."
    if about:
        return (
            f"I am a made-up demo model, so instead of facts about {about}, here is how I would approach the "
            f"subject."
        )
    return "I am a made-up demo model, so instead of an answer, here is how I would work one out."


def reasons(wish: Wish, random: Random, number: int) -> list[str]:
    """The points of an explanation: true ones where the topic is known, else ways to get at it."""
    if wish.known:
        return list(wish.known.points)[:number]
    return [f"**{head}**: {text}." for head, text in ways(random, number)]


def parts(wish: Wish, random: Random, wanted: tuple[str, ...] | None = None) -> list[str]:
    """The formula, table and code a wish asks for, each suited to its topic, or an honest word where none is."""
    found: list[str] = []
    for name in wish.parts if wanted is None else wanted:
        match name:
            case "formula":
                found.append(formula(wish))
            case "table":
                found.append(table(wish, random, short=True))
            case "example":
                found += (
                    [f"**For example:** {wish.known.example}"] if wish.known and wish.known.example else []
                )
            case _:
                found.append(_code_of(wish, random))
    return found


def formula(wish: Wish) -> str:
    """The formula of a topic; the nearest beautiful one, and said to be that, where it has none."""
    if wish.known and wish.known.formula:
        return markdown_formula(wish.known.formula)
    text = markdown_formula(samples.formula_for(wish.prompt))
    if samples.knows_formula(wish.prompt):
        return text
    return f"I know no formula for this, so here is one for its beauty alone.\n\n{text}"


def table(wish: Wish, random: Random, short: bool) -> str:
    """The table of a topic, of two things, or of what to find out about something not known."""
    if wish.known and wish.known.table:
        return markdown_table(wish.known.table)
    if pairs.known(wish.prompt) or re.search(r"\b(and|vs\.?|versus)\b", wish.topic):
        return pairs.comparison(wish.prompt, random, 3 if short else 5)
    rows = ways(random, 3 if short else 5)
    return markdown_table((("Step", "What it brings"), *rows))


def _code_of(wish: Wish, random: Random) -> str:
    if wish.known and wish.known.code and samples.code_for(wish.prompt)[0] == "python":
        return f"```python\n{wish.known.code}\n```"
    if samples.knows_code(wish.prompt):
        return program(wish.prompt, remark=False)
    return as_code(wish.title, reasons(wish, random, 3))


def program(prompt: str, remark: bool) -> str:
    """True code as near to a prompt as there is, with a remark on it, and an honest word where it is not quite it."""
    language, code, about = samples.code_for(prompt)
    text = f"```{language}\n{code}\n```"
    if not samples.knows_code(prompt):
        text = f"I have no program for exactly that; this is the nearest one I know.\n\n{text}"
    return f"{text}\n\n{about}" if remark else text


_TURNS = (
    "Then a letter came, addressed to nobody, and it lay on the table for three days.",
    "One night the lamp went out, and for the first time the dark had a sound.",
    "A child asked a question that had no answer, and stayed to wait for one.",
    "The boat that never stopped here stopped here.",
)
_ENDS = (
    "In the morning nothing had changed except the way it looked.",
    "What it meant was never settled; but the lamp has been lit every evening since.",
    "And when the wind turned, the door was left open on purpose.",
)


def story(about: str, random: Random, short: bool) -> str:
    """A few paragraphs with a beginning, a turn and an end."""
    turn, second = random.sample(_TURNS, 2)
    about = re.sub(r"^an? ", "the ", about)
    opening = f"Everybody on the coast had heard of {about}, and nobody could have said since when."
    middle = (
        ""
        if short
        else f"\n\n{second} It seemed of no importance, and so it was the one thing people remembered."
    )
    return f"{opening} {turn}{middle}\n\n{random.choice(_ENDS)}"


def _summary(wish: Wish, short: bool) -> str:
    text = extracts.pasted(wish.prompt)
    if not text:
        return "Paste the text below your request and I will pick out the sentences that carry it."
    kept = extracts.summary(text, 1 if short else 3)
    words = ", ".join(extracts.keywords(text, 5))
    before, after = len(text.split()), sum(len(sentence.split()) for sentence in kept)
    if len(kept) == 1:
        return kept[0]
    return f"{bulleted(kept)}\n\nKey words: {words}. ({before} words cut to {after}.)"


def _rewrite(prompt: str) -> str:
    text, done = extracts.rewritten(prompt)
    if not text:
        return "Put the text after a colon or below your request, and I will rewrite it."
    return f"{text}\n\n*({done[:1].upper()}{done[1:]}.)*"


def as_code(name: str, lines: list[str]) -> str:
    """Any topic as a small program."""
    items = "\n".join(f"    {json.dumps(line.replace('**', ''), ensure_ascii=False)}," for line in lines)
    loop = "for number, point in enumerate(POINTS, 1):\n    print(number, point)"
    return f"```python\n# {name}: a plan\nPOINTS = [\n{items}\n]\n\n{loop}\n```"


_WORDS = {
    Kind.POEM: "It came, shone, went.",
    Kind.STORY: "Once; then never; then always.",
    Kind.LETTER: "Dear friend: yes, please. Yours.",
}


def one_line(wish: Wish, random: Random) -> str:
    """The whole answer in a few words; a program alone where code is asked for."""
    match wish.kind:
        case Kind.CODE:
            return program(wish.prompt, remark=False)
        case Kind.DATA:
            return "".join(ideas.data(wish.prompt, random).split("\n")[1:-1]).replace("  ", "")
        case Kind.FORMULA:
            found = (
                wish.known.formula if wish.known and wish.known.formula else samples.formula_for(wish.prompt)
            )
            return f"${found[1]}$"
        case Kind.COMPARISON:
            return pairs.verdict(wish.prompt).split(";")[0].rstrip(".") + "."
        case Kind.SUMMARY:
            return next(iter(extracts.summary(extracts.pasted(wish.prompt), 1)), "Nothing to shorten yet.")
        case Kind.REWRITE:
            return extracts.rewritten(wish.prompt)[0].replace("\n", " ") or "Text, please."
        case Kind.TRANSLATION:
            found_words = [" · ".join(words) for _, words in phrasebook.translations(wish.prompt)]
            return ", ".join(found_words) or "Not in my book."
        case Kind.LIST:
            heads = [line.split("**")[1] for line in points(wish.prompt, random, 3)]
            return " · ".join(head.rstrip(".") for head in heads)
        case _:
            return _WORDS.get(wish.kind) or (wish.known.words if wish.known else "Not my subject.")


def showcase(prompt: str, random: Random) -> str:
    """One of everything Markdown has."""
    language, code, _ = samples.code_for(prompt)
    return (
        f"### Text\n\nPlain, *emphasised*, **strong**, ~~struck~~, `code`, a [link](https://example.org/demo), "
        f"and CJK: 你好，世界 · こんにちは · 안녕하세요. Emoji: 🌊 🏔️ 👩‍🚀 ✅\n\n"
        f"### Lists\n\n{numbered(points(prompt, random, 3))}\n   - nested once\n     - and twice\n\n"
        "- [x] done\n- [ ] still open\n\n"
        f"### Table\n\n| Left | Centre | Right |\n|:--|:-:|--:|\n| a | b | 1 |\n| long text here | ✓ | 1,234.50 |\n\n"
        f"### Code\n\n```{language}\n{code}\n```\n\n"
        "### Formulas\n\nInline $a^2 + b^2 = c^2$, and displayed:\n\n"
        "$$\n\\int_{0}^{1} x^2\\,dx = \\frac{1}{3}\n$$\n\n"
        "### Quote\n\n> Made-up words, real formatting.\n>\n> > Quoted again.\n\n---\n\nThat is everything."
    )


def marathon(wish: Wish, random: Random) -> str:
    """Pages of Markdown: as many words as the prompt names, 2,500 where it names none, at most 60,000."""
    found = re.search(r"\b(\d{2,6})\s*(words|tokens)", wish.prompt.lower())
    wanted = min(60_000, int(found[1])) if found else 2_500
    rows = [
        f"# {wish.title}: a long walk\n\nEverything below is made up for the demo; it shows length and speed.",
        *((wish.known.lead,) if wish.known else ()),
    ]
    words, number = sum(len(row.split()) for row in rows), 0
    while words < wanted:
        number += 1
        part = f"## Part {number}\n\n{_page(number, wish, random)}"
        rows.append(part)
        words += len(part.split())
    return "\n\n".join(rows)


def _page(number: int, wish: Wish, random: Random) -> str:
    prose = " ".join(f"{head}: {text}." for head, text in random.sample(STEPS, 6))
    match number % 5:
        case 1:
            return f"{prose}\n\n{bulleted(points(wish.prompt, random, 5))}"
        case 2:
            return f"{prose}\n\n{pairs.comparison('the plan and the practice', random, 4)}"
        case 3:
            return f"{prose}\n\n{program(random.choice(('fibonacci', 'prime', 'anagram', 'palindrome')), remark=True)}"
        case 4:
            name = random.choice(("quadratic", "gauss", "bayes", "interest", "matrix"))
            return f"{prose}\n\n{markdown_formula(samples.formula_for(name))}"
        case _:
            named = wish.topic or "the walk"
            return f"{prose}\n\n> {stanzas(named, random, 1).splitlines()[0].strip()}"
