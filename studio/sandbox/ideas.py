"""Lists, letters and data: ideas for known occasions, steps for any other, and JSON with the fields asked for."""

import json
import re
from random import Random

from studio.sandbox import subjects

STEPS = (
    (
        "Say what it is",
        "one plain sentence that a newcomer would understand, and what that sentence leaves out",
    ),
    ("Find one example", "a single concrete case shows more than a definition"),
    ("Look at the parts", "name the three that matter most, and how they depend on each other"),
    ("Ask what would change it", "if nothing could, it is probably not understood yet"),
    ("Check two sources", "they should not have copied from one another"),
    ("Try it on a small scale", "an hour of trying saves a day of guessing"),
    ("Explain it to somebody", "the sentence where you hesitate is the one to look into"),
    ("Write down what stays open", "a good question is worth keeping"),
    ("Set a limit", "decide beforehand how much time it may take"),
    ("Measure one thing", "choose the number that tells whether it works"),
    ("Leave something out", "most plans get better with one part less"),
    ("Begin with the easy part", "a first success carries over the rest"),
)
_BANKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        r"rain|indoor|weekend|holiday at home",
        "ideas for a day indoors",
        (
            "**Bake bread** and eat it warm.",
            "**Visit a museum** you keep walking past.",
            "**Read** the first chapters of three books and keep the best.",
            "**Call somebody** you have not heard for a year.",
            "**Sort one drawer**, only one.",
            "**Watch an old film** nobody in the house has seen.",
            "**Draw the view** from your window.",
            "**Play a board game**; the loser makes tea.",
        ),
    ),
    (
        r"\bcats?\b.*\bnames?|\bnames?\b.*\b(cat|kitten|dog|puppy|pet)",
        "names",
        (
            "**Miso**",
            "**Biscuit**",
            "**Pepper**",
            "**Juno**",
            "**Olive**",
            "**Mochi**",
            "**Hazel**",
            "**Comet**",
        ),
    ),
    (
        r"sleep|insomnia",
        "ways to sleep better",
        (
            "**Keep one time** for getting up, weekends included.",
            "**Cool and dark**: 16 to 19 °C suits most people.",
            "**No coffee** after noon.",
            "**Put the screen away** an hour before bed.",
            "**Walk outside** in the morning light.",
            "**Write tomorrow down**, so that it stops going round.",
            "**Get up again** if you lie awake for twenty minutes.",
        ),
    ),
    (
        r"gift|present for|birthday",
        "ideas for a gift",
        (
            "**An afternoon together**, with the date already set.",
            "**A book** with a line about why.",
            "**Something to eat** that you made.",
            "**A plant** that forgives being forgotten.",
            "**A photograph** of the two of you, printed.",
            "**A ticket** for something neither of you has tried.",
        ),
    ),
    (
        r"pack|camping|hik|trip|travel",
        "things to take along",
        (
            "**Water**, more than you think.",
            "**A rain jacket**, whatever the forecast says.",
            "**A warm layer** for the evening.",
            "**A map** that needs no battery.",
            "**Plasters** and what you take every day.",
            "**Something to eat** at once.",
            "**A lamp** with full batteries.",
            "**A bag** for the rubbish.",
        ),
    ),
    (
        r"learn|study|language|exam|practi[cs]e",
        "ways to learn it",
        (
            "**A little every day** beats a lot on Sunday.",
            "**Test yourself** instead of reading it again.",
            "**Explain it aloud**, as if to a friend.",
            "**Mix the topics**; it feels harder and lasts longer.",
            "**Use it for something real** in the first week.",
            "**Sleep on it**: memory is filed at night.",
        ),
    ),
    (
        r"breakfast|lunch|dinner|snack|meal|cook",
        "things to eat",
        (
            "**Porridge** with apple and cinnamon.",
            "**Eggs** on toasted bread with chives.",
            "**Lentil soup** with lemon.",
            "**Tomatoes**, bread, olive oil and salt.",
            "**Noodles** with peanut sauce and cucumber.",
            "**Baked potatoes** with quark.",
        ),
    ),
    (
        r"recipe|pancake",
        "my one recipe: pancakes for two",
        (
            "**Whisk** 150 g flour, 2 eggs, 300 ml milk and a pinch of salt until smooth.",
            "**Rest** the batter for 15 minutes.",
            "**Heat** a pan with a little butter until it foams.",
            "**Pour** a ladle of batter and tilt the pan.",
            "**Turn** it when the top is dull, after about a minute.",
            "**Serve** with lemon and sugar.",
        ),
    ),
    (
        r"productiv|focus|concentrat|time management|procrastinat",
        "ways to get more done",
        (
            "**One thing first**: the most important, before any mail.",
            "**25 minutes** of work, 5 of rest.",
            "**Phone in another room.**",
            "**Say no** to one thing a week.",
            "**Stop while it goes well**; tomorrow starts easily.",
            "**Plan tomorrow** in three lines tonight.",
        ),
    ),
    (
        r"\bexercis|\bsport|\bwalk|\bhealthy|\bfit\b",
        "good habits for body and mind",
        (
            "**Walk** half an hour a day; the heart asks for no more.",
            "**Lift** something heavy twice a week.",
            "**Stretch** what has been sitting.",
            "**Go with somebody**: you will not cancel.",
            "**Count weeks**, not minutes.",
        ),
    ),
)


def points(prompt: str, random: Random, number: int) -> list[str]:
    """So many points: ideas of a known occasion first, then steps that suit anything."""
    known = bank(prompt)
    found = list(known[1]) if known else []
    found += [f"**{head}**: {text}." for head, text in ways(random, max(0, number - len(found)), len(STEPS))]
    return found[:number]


def ways(random: Random, number: int, among: int = 8) -> list[tuple[str, str]]:
    """So many of the first `among` steps that suit almost anything, in their natural order."""
    return [STEPS[at] for at in sorted(random.sample(range(among), min(number, among)))]


def bank(prompt: str) -> tuple[str, tuple[str, ...]] | None:
    """What a list is of and its ideas, where the occasion is known."""
    lowered = prompt.lower()
    return next(((name, rows) for sign, name, rows in _BANKS if re.search(sign, lowered)), None)


def numbered(lines: list[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def bulleted(lines: list[str]) -> str:
    """A list with bullets."""
    return "\n".join(f"- {line}" for line in lines)


def listing(prompt: str, random: Random, usual: int) -> str:
    """A numbered list of as many points as asked for, with a line before it."""
    known = bank(prompt)
    whole = known is not None and known[0].startswith("my")
    wanted = len(known[1]) if known and whole else subjects.amount(prompt, usual, 12)
    rows = numbered(points(prompt, random, wanted))
    if known:
        return f"Here are {known[0]}:\n\n{rows}" if not whole else f"Here is {known[0]}.\n\n{rows}"
    about = subjects.topic(prompt)
    lead = (
        f"On **{about}** I have only steps that suit almost anything:"
        if about
        else "These steps suit almost anything:"
    )
    return f"{lead}\n\n{rows}"


def letter(prompt: str) -> str:
    """A letter or e-mail to the person and about the matter a prompt names."""
    line = " ".join(prompt.split())
    to = re.search(
        r"\bto (?:my |the |a |an |our )?([\w'-]+(?: [\w'-]+){0,2}?)(?= (?:about|asking|to|for|because|that|"
        r"saying|explaining)\b|[.,:?!]|$)",
        line,
    )
    name = to[1].strip() if to else ""
    matter = re.search(
        r"\b(?:about|regarding|asking for|to ask for|applying for|because of|for) ((?!my |the )?[^.,;:?!]{2,60})",
        line,
    )
    about = re.sub(r"\bmy\b", "my", matter[1].strip()) if matter else ""
    asks = bool(re.search(r"\bask", line, re.I))
    thanks = bool(re.search(r"\bthank", line, re.I))
    sorry = bool(re.search(r"\bapolog|\bsorry", line, re.I))
    reason = f" about {about}" if about else ""
    first = (
        f"thank you very much{f' for {about}' if about else ''}. It meant a great deal to me."
        if thanks
        else f"I am sorry{reason}, and I would like to put it right."
        if sorry
        else f"I would like to ask you for {about or 'your help'}."
        if asks
        else f"I am writing to you{reason or ' with a request'}."
    )
    subject = subjects.title(about) or ("Thank you" if thanks else "An apology" if sorry else "A request")
    second = (
        "I hope to return the kindness before long."
        if thanks
        else "Please tell me what would suit you; I will arrange the rest on my side."
    )
    whom = (name if name[:1].isupper() else name.lower()) or "Sir or Madam"
    return (
        f"**Subject:** {subject}\n\nDear {whom},\n\n{first[:1].upper()}{first[1:]} {second}\n\n"
        "If anything is unclear, I am glad to answer.\n\nKind regards,\n[Your name]"
    )


_SAMPLES: dict[str, tuple[object, ...]] = {
    "name": ("Ada", "Bruno", "Chiara", "Deniz", "Emi", "Farid"),
    "age": (36, 41, 29, 52, 23, 64),
    "city": ("Lisbon", "Graz", "Torino", "Izmir", "Kyoto", "Tunis"),
    "country": ("Portugal", "Austria", "Italy", "Türkiye", "Japan", "Tunisia"),
    "email": tuple(f"{name}@example.org" for name in ("ada", "bruno", "chiara", "deniz", "emi", "farid")),
    "title": ("The Tide", "A Lamp", "North", "Rain Later", "Seven Doors", "Home"),
    "author": ("A. Marsh", "B. Feld", "C. Rossi", "D. Ozan", "E. Mori", "F. Haddad"),
    "year": (1987, 1999, 2004, 2011, 2018, 2023),
    "price": (4.5, 12.0, 7.25, 19.9, 3.0, 8.75),
    "colour": ("red", "teal", "amber", "violet", "green", "grey"),
    "color": ("red", "teal", "amber", "violet", "green", "gray"),
    "id": (1, 2, 3, 4, 5, 6),
    "active": (True, False, True, True, False, True),
}


def data(prompt: str, random: Random) -> str:
    """JSON with the fields a prompt names and made-up values, else with points about its topic; CSV where asked."""
    lowered = prompt.lower()
    fields = [
        name
        for name in re.findall(r"[a-z]+", lowered)
        for name in (name.removesuffix("s"),)
        if name in _SAMPLES
    ]
    names = list(dict.fromkeys(fields))
    if not names and re.search(r"\b(people|persons?|users?|customers?|characters?)\b", lowered):
        names = ["name", "age", "city"]
    number = subjects.amount(prompt, 3, 6)
    rows = [{name: _SAMPLES[name][at] for name in names} for at in range(number)]
    if names and re.search(r"\bcsv\b", lowered):
        lines = [",".join(names), *(",".join(str(value) for value in row.values()) for row in rows)]
        return "```csv\n" + "\n".join(lines) + "\n```"
    value: object = (
        rows[0] if names and re.search(r"\b(an? |one )(json )?(object|person|user)\b", lowered) else rows
    )
    if not names:
        plain = [line.replace("**", "") for line in points(prompt, random, 3)]
        value = {"subject": subjects.topic(prompt) or "example", "made_up": True, "points": plain}
    text = json.dumps(value, ensure_ascii=False, indent=2)
    bare = re.search(
        r"\b(only|just|nothing but|raw)\b.{0,12}\bjson\b|\bno (markdown|fences?|code block)", lowered
    )
    return text if bare else f"```json\n{text}\n```"
