"""The middle of an answer by kind of ask: points, tables, code, formulas, poems, data, and very long pages."""

import json
import re
from random import Random

from studio.sandbox import samples, subjects
from studio.sandbox.subjects import Kind
from studio.sandbox.verse import haiku, stanzas

_STEPS = (
    ("Start small", "try one case you know well before you trust it with more"),
    ("Name the goal", "write down in one line what it should be good for"),
    ("Look around", "ask two people who have done it what they would do again"),
    ("Set a limit", "give it a fixed amount of time, then look at what came out"),
    ("Keep a note", "a single page now saves an hour next month"),
    ("Measure once", "pick the one number that tells whether it works"),
    ("Remove something", "most plans get better with one part less"),
    ("Share early", "show it while it is still easy to change"),
    ("Repeat the good part", "find what worked and do that twice"),
    ("Plan the end", "decide now how you will know that it is finished"),
    ("Mind the weather", "have a second way ready for the day the first does not fit"),
    ("Celebrate", "mark the first success, however small it is"),
)
_ASPECTS = ("Cost", "Effort to learn", "Speed", "Flexibility", "Upkeep", "Best for")
_GRADES = ("low", "medium", "high", "very high")


def body(kind: Kind, prompt: str, about: str, random: Random, short: bool) -> str:
    """The content an ask of this kind gets, as Markdown; `short` leaves the extras out."""
    match kind:
        case Kind.LIST:
            found = points(prompt, random, subjects.amount(prompt, 3 if short else 5, 12))
            return numbered(found) if about == "this" else f"For **{about}**:\n\n{numbered(found)}"
        case Kind.TABLE | Kind.COMPARISON:
            return comparison(prompt, random, 3 if short else 5)
        case Kind.CODE:
            language, code, remark = samples.code_for(prompt)
            nearest = " It is the nearest program I know to what you asked for."
            known = "" if samples.knows_code(prompt) else nearest
            return f"```{language}\n{code}\n```" + ("" if short else f"\n\n{remark}{known}")
        case Kind.FORMULA:
            name, latex, remark = samples.formula_for(prompt)
            return f"**{name}**\n\n$$\n{latex}\n$$\n\n{remark}"
        case Kind.DATA:
            return _data(about, points(prompt, random, 3))
        case Kind.SHOWCASE:
            return showcase(prompt, about, random)
        case _:
            return _prose(kind, prompt, about, random, short)


def _prose(kind: Kind, prompt: str, about: str, random: Random, short: bool) -> str:
    """The kinds that are mostly sentences or verse."""
    match kind:
        case Kind.POEM:
            return haiku(prompt) if "haiku" in prompt.lower() else stanzas(about, random, 1 if short else 2)
        case Kind.STORY:
            return story(about, random, short)
        case Kind.SUMMARY:
            return _summary(prompt)
        case Kind.TRANSLATION:
            return _translation(prompt)
        case _:
            return explanation(prompt, about, random, short)


def points(prompt: str, random: Random, number: int) -> list[str]:
    """Points about a subject, known facts first."""
    known = samples.facts_for(prompt)
    found = list(known[1]) if known else []
    chosen = random.sample(_STEPS, len(_STEPS))
    found += [f"**{head}**: {text}." for head, text in chosen]
    return found[:number]


def numbered(lines: list[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def bulleted(lines: list[str]) -> str:
    """A list with bullets."""
    return "\n".join(f"- {line}" for line in lines)


def explanation(prompt: str, about: str, random: Random, short: bool) -> str:
    """One sentence, then points; a known subject gets true ones."""
    known = samples.facts_for(prompt)
    if known:
        lead, facts = known
        return lead if short else f"{lead}\n\n{bulleted(list(facts))}"
    words = subjects.keywords(prompt, 3)
    named = " and ".join(f"*{word}*" for word in words[:2]) or "the question itself"
    lead = f"With {about} it helps to begin with {named}: first what it is, then how its parts work together."
    if about == "this":
        lead = f"It helps to begin with {named} and to take one part at a time."
    return lead if short else f"{lead}\n\n{bulleted(points(prompt, random, 4))}"


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
    opening = f"Everybody on the coast knew of {about}, and nobody could have said since when."
    middle = (
        ""
        if short
        else f"\n\n{second} It seemed of no importance, and so it was the one thing people remembered."
    )
    return f"{opening} {turn}{middle}\n\n{random.choice(_ENDS)}"


def comparison(prompt: str, random: Random, rows: int) -> str:
    """A table of two things with made-up grades that differ where they can."""
    left, right = subjects.pair(prompt)
    lines = [f"| | {_cell(left)} | {_cell(right)} |", "|---|---|---|"]
    for aspect in _ASPECTS[:rows]:
        a, b = random.sample(_GRADES, 2)
        lines.append(f"| {aspect} | {a} | {b} |")
    lines.append(f"| {_ASPECTS[-1]} | a quick start | the long run |")
    return "\n".join(lines) + "\n\nThe grades are invented; put your own in before you decide."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _summary(prompt: str) -> str:
    text = subjects.pasted(prompt)
    if not text:
        return "Paste the text below your request and I will pick out the sentences that carry it."
    kept = subjects.summary(text)
    words = ", ".join(subjects.keywords(text, 5))
    before, after = len(text.split()), sum(len(sentence.split()) for sentence in kept)
    return f"{bulleted(kept)}\n\nKey words: {words}. ({before} words cut to {after}.)"


def _translation(prompt: str) -> str:
    found = samples.translations(prompt)
    tongue = samples.tongue_of(prompt)
    if not found:
        return (
            f"My {tongue} dictionary has sixteen entries, and none of these words is in it. "
            "Try “good morning” or “the sea”."
        )
    rows = "\n".join(f"| {word} | {other} |" for word, other in found)
    return f"| English | {tongue} |\n|---|---|\n{rows}"


def _data(about: str, lines: list[str]) -> str:
    plain = [line.replace("**", "") for line in lines]
    value = {"subject": about, "made_up": True, "points": plain, "count": len(plain)}
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2)}\n```"


def as_code(about: str, lines: list[str]) -> str:
    """Any subject as a small program."""
    items = "\n".join(f"    {json.dumps(line.replace('**', ''), ensure_ascii=False)}," for line in lines)
    loop = "for number, point in enumerate(POINTS, 1):\n    print(number, point)"
    return f"```python\n# {about}\nPOINTS = [\n{items}\n]\n\n{loop}\n```"


def one_line(kind: Kind, prompt: str, about: str) -> str:
    """The whole answer in one sentence."""
    match kind:
        case Kind.CODE:
            return samples.code_for(prompt)[2]
        case Kind.FORMULA:
            return f"${samples.formula_for(prompt)[1]}$"
        case Kind.POEM:
            return f"One line on {about}: it came, it shone, it went."
        case Kind.STORY:
            return f"Once there was {about}; then one evening everything was different, and it was good."
        case Kind.COMPARISON | Kind.TABLE:
            left, right = subjects.pair(prompt)
            return f"{left[:1].upper()}{left[1:]} to start quickly, {right} to stay."
        case Kind.SUMMARY:
            return next(
                iter(subjects.summary(subjects.pasted(prompt), 1)), "There is nothing to shorten yet."
            )
        case Kind.TRANSLATION:
            return ", ".join(other for _, other in samples.translations(prompt)) or "I do not know that word."
        case _:
            known = samples.facts_for(prompt)
            return known[0] if known else f"In one sentence: {about} is best understood by trying it."


def scholarly_notes(kind: Kind, prompt: str, about: str) -> str:
    """What a thorough model adds: a table of aspects and a formula, whichever the answer does not have yet."""
    name, latex, remark = samples.formula_for(prompt)
    formula = f"### A formula worth knowing\n\n{name}:\n\n$$\n{latex}\n$$\n\n{remark}"
    table = (
        f"### At a glance\n\n| Aspect | For {_cell(about)} |\n|---|---|\n"
        "| Certain | what can be measured |\n| Likely | what several sources agree on |\n"
        "| Open | what nobody has tried yet |"
    )
    if kind in (Kind.TABLE, Kind.COMPARISON):
        return formula
    if kind in (Kind.FORMULA, Kind.POEM, Kind.CODE):
        return table
    return f"{table}\n\n{formula}"


def showcase(prompt: str, about: str, random: Random) -> str:
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


def marathon(prompt: str, about: str, random: Random) -> str:
    """Pages of Markdown: as many words as the prompt names, 2,500 where it names none, at most 60,000."""
    found = re.search(r"\b(\d{2,6})\s*(words|tokens)", prompt.lower())
    wanted = min(60_000, int(found[1])) if found else 2_500
    parts = [
        f"# {about[:1].upper()}{about[1:]}: a long walk\n\n"
        "Everything below is made up for the demo; it shows length and speed."
    ]
    words, number = len(parts[0].split()), 0
    while words < wanted:
        number += 1
        part = f"## Part {number}\n\n{_page(number, prompt, about, random)}"
        parts.append(part)
        words += len(part.split())
    return "\n\n".join(parts)


def _page(number: int, prompt: str, about: str, random: Random) -> str:
    prose = " ".join(f"{head} when you come to {about}: {text}." for head, text in random.sample(_STEPS, 6))
    match number % 5:
        case 1:
            return f"{prose}\n\n{bulleted(points(prompt, random, 5))}"
        case 2:
            return f"{prose}\n\n{comparison(f'{about} and its opposite', random, 4)}"
        case 3:
            language, code, remark = samples.code_for(
                random.choice(("python", "rust", "sql", "javascript", "bash"))
            )
            return f"{prose}\n\n```{language}\n{code}\n```\n\n{remark}"
        case 4:
            name, latex, remark = samples.formula_for(
                random.choice(("quadratic", "gauss", "bayes", "interest", "matrix"))
            )
            return f"{prose}\n\n**{name}**\n\n$$\n{latex}\n$$\n\n{remark}"
        case _:
            return f"{prose}\n\n> {stanzas(about, random, 1).splitlines()[0].strip()}"
