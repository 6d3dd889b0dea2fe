"""Questions with one right answer that can be worked out here: sums, primes, units, weekdays, capitals, counting."""

import ast
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Truth:
    """A right answer: in a word or two, as one sentence, how it is found, and Python that finds it."""

    word: str
    sentence: str
    working: str = ""
    code: str = ""


def truth(prompt: str) -> Truth | None:
    """The right answer of a question that can be worked out, or None."""
    text = " ".join(prompt.split())
    if not 3 <= len(text) <= 160:
        return None
    return next((found for way in _WAYS if (found := way(text)) is not None), None)


_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


def arithmetic(prompt: str) -> tuple[str, str] | None:
    """A sum written in the prompt and its true result, or None."""
    found = re.search(
        r"(?<![\w.])\(?-?\d[\d\s.+\-*/×÷·()%]*[+\-*/×÷·%][\d\s.+\-*/×÷·()%]*\d\)?(?![\w.]*\w)", prompt
    )
    if found is None or len(found[0]) > 80 or len(prompt) - len(found[0]) > 40:
        return None
    written = found[0].strip()
    try:
        value = _value(ast.parse(re.sub(r"[×·]", "*", written).replace("÷", "/"), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return written, f"{value:.10g}"


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case _:
            raise ValueError("not a sum")


def _sum(text: str) -> Truth | None:
    found = arithmetic(text)
    if found is None:
        return None
    code = re.sub(r"[×·]", "*", found[0]).replace("÷", "/")
    return Truth(found[1], f"{found[0]} = **{found[1]}**", code=f"print({code})  # {found[1]}")


def _prime(text: str) -> Truth | None:
    found = re.search(
        r"\bis (\d{1,12})(?: is)? (?:a |an )?prime\b|\bprime\b.{0,24}?\bis (\d{1,12})\b", text, re.I
    )
    if found is None:
        return None
    number = int(found[1] or found[2])
    if number < 2:
        return Truth("No", f"No, {number} is not a prime number; the smallest one is 2.")
    root = math.isqrt(number)
    code = f"n = {number}\nprint(n > 1 and all(n % d for d in range(2, int(n**0.5) + 1)))  # "
    divisor = next((n for n in range(2, root + 1) if number % n == 0), None)
    if divisor is not None:
        return Truth(
            "No",
            f"No, {number} is not a prime number.",
            f"It is divisible: {number} = {divisor} × {number // divisor}.",
            code + "False",
        )
    small = [str(n) for n in range(2, root + 1) if all(n % m for m in range(2, math.isqrt(n) + 1))]
    tried = f"{', '.join(small[:-1])} and {small[-1]}" if 1 < len(small) <= 12 else "all of them"
    working = (
        f"A divisor would show up at or below √{number} ≈ {number**0.5:.1f}, so it is enough to try the primes up to "
        f"{root}: {tried} all leave a remainder."
    )
    shown = working if root > 2 else "Only 1 and itself divide it."
    return Truth("Yes", f"Yes, {number} is a prime number.", shown, code + "True")


def _parity(text: str) -> Truth | None:
    found = re.search(r"\bis (-?\d{1,15}) (?:an )?(even|odd)\b", text, re.I)
    if found is None:
        return None
    parity = "odd" if int(found[1]) % 2 else "even"
    word = "Yes" if parity == found[2].lower() else "No"
    return Truth(word, f"{word}, {found[1]} is {parity}.", "Its last digit decides that.")


def _percent(text: str) -> Truth | None:
    found = re.search(r"(-?\d+(?:\.\d+)?) ?(?:%|percent) of (-?\d+(?:\.\d+)?)", text, re.I)
    if found is None:
        return None
    result = f"{float(found[1]) * float(found[2]) / 100:.10g}"
    return Truth(
        result,
        f"{found[1]} % of {found[2]} is **{result}**.",
        f"{found[2]} × {found[1]} ÷ 100 = {result}.",
    )


def _power(text: str) -> Truth | None:
    if found := re.search(r"\bsquare root of (\d{1,12}(?:\.\d+)?)", text, re.I):
        root = f"{math.sqrt(float(found[1])):.6g}"
        return Truth(
            root, f"The square root of {found[1]} is **{root}**.", f"{root} × {root} = {found[1]}, rounded."
        )
    if found := re.search(r"\b(?:factorial of (\d{1,2})|(\d{1,2})!(?:\s|$|\?))", text, re.I):
        number = int(found[1] or found[2])
        return (
            Truth(str(math.factorial(number)), f"{number}! = **{math.factorial(number)}**")
            if number < 30
            else None
        )
    if found := re.search(r"\b(\d{1,3}) (?:to the power of|\^|\*\*) ?(\d{1,2})\b", text):
        result = int(found[1]) ** int(found[2])
        return Truth(str(result), f"{found[1]} to the power of {found[2]} is **{result}**.")
    return None


def _larger(text: str) -> Truth | None:
    found = re.search(
        r"\b(?:larger|bigger|greater|smaller|less)\b\D{0,12}(\d+(?:\.\d+)?) or (\d+(?:\.\d+)?)\b", text, re.I
    )
    if found is None:
        return None
    small, large = sorted((found[1], found[2]), key=float)
    if re.search(r"smaller|less", text, re.I):
        return Truth(small, f"**{small}** is smaller than {large}.")
    working = f"Written with the same number of places: {float(large):.2f} against {float(small):.2f}."
    return Truth(large, f"**{large}** is larger than {small}.", working if "." in large + small else "")


_UNITS: dict[str, tuple[str, float]] = {
    "kilomet": ("length", 1000),
    "km": ("length", 1000),
    "mile": ("length", 1609.344),
    "met": ("length", 1),
    "m": ("length", 1),
    "centimet": ("length", 0.01),
    "cm": ("length", 0.01),
    "inch": ("length", 0.0254),
    "feet": ("length", 0.3048),
    "foot": ("length", 0.3048),
    "yard": ("length", 0.9144),
    "kilogram": ("mass", 1),
    "kg": ("mass", 1),
    "gram": ("mass", 0.001),
    "g": ("mass", 0.001),
    "pound": ("mass", 0.45359237),
    "lb": ("mass", 0.45359237),
    "ounce": ("mass", 0.028349523125),
    "lit": ("volume", 1),
    "gallon": ("volume", 3.785411784),
    "hour": ("time", 3600),
    "minute": ("time", 60),
    "second": ("time", 1),
    "day": ("time", 86400),
    "week": ("time", 604800),
}
_UNIT = r"([a-zA-Z°]+)"


def _unit(text: str) -> Truth | None:
    found = re.search(rf"(-?\d+(?:\.\d+)?) ?{_UNIT} (?:in|to|into|as) {_UNIT}", text) or _reversed_unit(text)
    if found is None:
        return None
    value, source, target = float(found[0 + 1]), found[2], found[3]
    heat = _temperature(value, source.lower().strip("°"), target.lower().strip("°"))
    if heat is not None:
        return heat
    here, there = _unit_of(source), _unit_of(target)
    if here is None or there is None or here[0] != there[0]:
        return None
    result = (
        f"{value * here[1] / there[1]:.4g}"
        if value * here[1] / there[1] < 1e4
        else f"{value * here[1] / there[1]:.0f}"
    )
    return Truth(
        f"{result} {target}",
        f"{value:g} {source} are **{result} {target}**.",
        f"One {_single(source)} is {here[1] / there[1]:.6g} {target}.",
    )


def _reversed_unit(text: str) -> re.Match[str] | None:
    """ "How many metres are in 3 miles" read as "3 miles in metres"."""
    found = re.search(
        rf"how many {_UNIT} (?:are |is )?(?:there )?in (?:an? |one )?(\d+(?:\.\d+)?)? ?{_UNIT}", text, re.I
    )
    if found is None:
        return None
    return re.match(rf"(-?[\d.]+) {_UNIT} {_UNIT}", f"{found[2] or 1} {found[3]} {found[1]}")


def _unit_of(word: str) -> tuple[str, float] | None:
    plain = word.lower()
    for name, unit in sorted(_UNITS.items(), key=lambda item: -len(item[0])):
        if plain == name or (len(name) > 2 and re.fullmatch(rf"{name}(s|es|ers?|res?|e?)", plain)):
            return unit
    return None


def _single(word: str) -> str:
    irregular = {"feet": "foot", "inches": "inch"}
    return irregular.get(word.lower(), word[:-1] if word.endswith("s") and len(word) > 2 else word)


def _temperature(value: float, source: str, target: str) -> Truth | None:
    if (
        source[:1] == "c"
        and target[:1] == "f"
        and source in ("c", "celsius")
        and target in ("f", "fahrenheit")
    ):
        result = value * 9 / 5 + 32
        return Truth(
            f"{result:g} °F",
            f"{value:g} °C are **{result:.4g} °F**.",
            f"{value:g} × 9/5 + 32 = {result:.4g}.",
        )
    if source in ("f", "fahrenheit") and target in ("c", "celsius"):
        result = (value - 32) * 5 / 9
        return Truth(
            f"{result:.4g} °C",
            f"{value:g} °F are **{result:.4g} °C**.",
            f"({value:g} − 32) × 5/9 = {result:.4g}.",
        )
    return None


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def _weekday(text: str) -> Truth | None:
    if not re.search(r"\b(day of the week|weekday|what day|which day)\b", text, re.I):
        return None
    day = _date_in(text)
    if day is None:
        return None
    named = f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"
    return Truth(f"{day:%A}", f"{named} {'was' if day.year < 2026 else 'is'} a **{day:%A}**.")


def _date_in(text: str) -> date | None:
    months = "|".join(_MONTHS)
    try:
        if found := re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.search(rf"\b({months}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", text, re.I):
            return date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
        if found := re.search(
            rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?({months}),? (\d{{4}})\b", text, re.I
        ):
            return date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None
    return None


def _leap(text: str) -> Truth | None:
    found = re.search(r"\b(\d{4})\b.{0,12}\bleap year|\bleap year\b.{0,12}\b(\d{4})\b", text, re.I)
    if found is None:
        return None
    year = int(found[1] or found[2])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    rule = "A leap year is divisible by 4; a full century only where it is divisible by 400."
    return (
        Truth("Yes", f"Yes, {year} is a leap year.", rule)
        if leap
        else Truth("No", f"No, {year} is no leap year.", rule)
    )


def _letters(text: str) -> Truth | None:
    found = re.search(
        r"how many (?:letter )?[\"'“]?([a-z])[\"'”]?(?:'?s)? (?:are |is )?(?:there )?in (?:the word )?[\"'“]?(\w+)",
        text,
        re.I,
    )
    if found is None:
        return None
    number = found[2].lower().count(found[1].lower())
    spelt = "-".join(c.upper() if c.lower() == found[1].lower() else c for c in found[2].lower())
    times = "once" if number == 1 else f"{number} times"
    return Truth(
        str(number), f"The letter {found[1]} occurs **{times}** in “{found[2]}”.", f"Spelt out: {spelt}."
    )


CAPITALS: dict[str, str] = {
    "france": "Paris", "germany": "Berlin", "italy": "Rome", "spain": "Madrid", "portugal": "Lisbon",
    "austria": "Vienna", "switzerland": "Bern", "poland": "Warsaw", "greece": "Athens", "sweden": "Stockholm",
    "norway": "Oslo", "finland": "Helsinki", "denmark": "Copenhagen", "ireland": "Dublin", "iceland": "Reykjavík",
    "hungary": "Budapest", "the netherlands": "Amsterdam", "netherlands": "Amsterdam", "belgium": "Brussels",
    "the united kingdom": "London", "england": "London", "scotland": "Edinburgh", "turkey": "Ankara",
    "japan": "Tokyo", "china": "Beijing", "india": "New Delhi", "australia": "Canberra", "new zealand": "Wellington",
    "canada": "Ottawa", "mexico": "Mexico City", "brazil": "Brasília", "argentina": "Buenos Aires", "chile": "Santiago",
    "peru": "Lima", "egypt": "Cairo", "kenya": "Nairobi", "morocco": "Rabat", "nigeria": "Abuja", "ukraine": "Kyiv",
    "south korea": "Seoul", "vietnam": "Hanoi", "thailand": "Bangkok", "the united states": "Washington, D.C.",
    "the usa": "Washington, D.C.", "russia": "Moscow", "the czech republic": "Prague", "romania": "Bucharest",
}  # fmt: skip


def _capital(text: str) -> Truth | None:
    lowered = text.lower()
    if found := re.search(r"\bis ([\w .]+?) the capital of ([\w ]+?)\s*[?.!]?$", lowered):
        city = CAPITALS.get(found[2])
        if city is None:
            return None
        country = _named(found[2])
        if found[1] == city.lower():
            return Truth("Yes", f"Yes, {city} is the capital of {country}.")
        return Truth("No", f"No, the capital of {country} is **{city}**.")
    found = re.search(r"\bcapital (?:city )?of ([a-z ]+)", lowered)
    if found is None:
        return None
    place = re.split(r"\s+(?:and|in|please|called)\b", found[1].strip(), maxsplit=1)[0]
    city = CAPITALS.get(place)
    return None if city is None else Truth(city, f"The capital of {_named(place)} is **{city}**.")


def _named(country: str) -> str:
    return " ".join(
        word if word == "the" else "USA" if word == "usa" else word.capitalize() for word in country.split()
    )


_FACTS: tuple[tuple[str, str, str], ...] = (
    (r"\bwho wrote (hamlet|romeo and juliet|macbeth)", "Shakespeare", "William Shakespeare wrote it, around 1600."),
    (r"\bwho painted the mona lisa", "Leonardo", "Leonardo da Vinci painted the Mona Lisa, from about 1503 on."),
    (r"\bspeed of light\b", "299,792,458 m/s", "Light travels at **299,792,458 metres per second** in a vacuum."),
    (r"\bhow many planets\b", "Eight", "The solar system has **eight** planets, from Mercury to Neptune."),
    (r"\b(tallest|highest) mountain\b", "Everest", "Mount Everest is the highest mountain above the sea, at "
                                                   "8,849 m."),
    (r"\blargest (ocean)\b", "The Pacific", "The Pacific is the largest ocean, with about a third of the "
                                            "Earth's surface."),
    (r"\bhow many (days|seconds) .*\bleap year\b", "366 days", "A leap year has **366 days**."),
    (r"\bboiling point of water\b|\bwater boils?\b", "100 °C", "At sea level water boils at **100 °C** (212 °F)."),
    (r"\bsum of the angles.*triangle|angles .*triangle add", "180°", "The angles of a flat triangle add up to "
    "**180°**."),
    (r"\bwhen did .*(wall fall|berlin wall)", "1989", "The Berlin Wall fell on 9 November **1989**."),
    (r"\bfirst (man|person|human) on the moon\b", "Neil Armstrong", "Neil Armstrong was first, on 20 July 1969 "
    "(UTC)."),
    (r"\bis the earth flat\b", "No", "No, the Earth is very nearly a sphere, a little wider at the equator."),
)  # fmt: skip


def _fact(text: str) -> Truth | None:
    lowered = text.lower()
    return next((Truth(word, line) for sign, word, line in _FACTS if re.search(sign, lowered)), None)


_WAYS: tuple[Callable[[str], Truth | None], ...] = (
    _prime, _parity, _percent, _power, _larger, _leap, _weekday, _capital, _letters, _fact, _sum, _unit,
)  # fmt: skip
