"""Comparisons: the two things a prompt names, and a table that sets them side by side."""

import re
from random import Random

from studio.sandbox.subjects import core, topic
from studio.sandbox.topics import Table, markdown_table

_ASPECTS = ("Cost", "Effort to learn", "Speed", "Flexibility", "Upkeep")
_GRADES = ("low", "medium", "high", "very high")
_KNOWN: tuple[tuple[str, str, str, Table, str], ...] = (
    (
        r"\bsqlite\b",
        r"\bpostgres",
        "in a desktop program",
        (
            ("", "SQLite", "PostgreSQL"),
            ("Runs as", "a library inside the program", "a server of its own"),
            ("Installation", "none: one file", "needed, and kept up to date"),
            ("Writers at once", "one", "many"),
            ("Data types", "few and loose", "many and strict"),
            ("Best for", "one user on one machine", "many users over a network"),
        ),
        "For a desktop program SQLite is nearly always enough; PostgreSQL pays off when several machines share "
        "the data.",
    ),
    (
        r"\bcats?\b",
        r"\bdogs?\b",
        "as companions",
        (
            ("", "Cats", "Dogs"),
            ("Company", "when they choose", "whenever you are there"),
            ("Walks", "none", "two or three a day"),
            ("Alone at home", "fine for a day", "a few hours"),
            ("Training", "a little, with patience", "a lot, with joy"),
            ("Best for", "quiet homes and busy people", "active people and families"),
        ),
        "Cats suit a quiet day, dogs an active one; both are happier with somebody who likes them as they are.",
    ),
    (
        r"\bpython\b",
        r"\brust\b",
        "",
        (
            ("", "Python", "Rust"),
            ("First result", "in minutes", "in hours"),
            ("Speed", "slow loops, fast libraries", "near C"),
            ("Types", "checked on request", "checked always"),
            ("Memory", "garbage collected", "owned and borrowed"),
            ("Best for", "scripts, data, prototypes", "systems, speed, small binaries"),
        ),
        "Write it in Python to find out whether it is worth it; write it in Rust when it has to be fast and "
        "never fall over.",
    ),
    (
        r"\bpython\b",
        r"\bjavascript\b",
        "",
        (
            ("", "Python", "JavaScript"),
            ("Home", "servers, science, scripts", "the browser, and servers"),
            ("Blocks", "by indentation", "by braces"),
            ("Numbers", "whole numbers of any size", "floating point, and BigInt"),
            ("Best for", "data and automation", "anything with a web page"),
        ),
        "If it runs in a browser the choice is made; otherwise take the one whose libraries you need.",
    ),
    (
        r"\btea\b",
        r"\bcoffee\b",
        "",
        (
            ("", "Tea", "Coffee"),
            ("Caffeine in a cup", "about 45 mg", "about 95 mg"),
            ("Brewing", "2 to 5 minutes", "25 seconds to 4 minutes"),
            ("Water", "70 to 100 °C", "90 to 96 °C"),
            ("Best for", "a long afternoon", "an early morning"),
        ),
        "Coffee wakes faster, tea lasts longer.",
    ),
    (
        r"\btcp\b",
        r"\budp\b",
        "",
        (
            ("", "TCP", "UDP"),
            ("Delivery", "confirmed and in order", "not promised"),
            ("Connection", "handshake first", "none"),
            ("Overhead", "20 bytes and more", "8 bytes"),
            ("Best for", "web pages, files, mail", "calls, games, DNS"),
        ),
        "Take TCP when every byte counts, UDP when the newest byte counts.",
    ),
)


def pair(prompt: str) -> tuple[str, str]:
    """The two things of a comparison; the topic and "the alternative" where only one is named."""
    text = core(prompt.strip().split("\n", 1)[0])
    text = re.sub(
        r"^.*?\b(compare|between|comparing|table (of|with|comparing)|comparison of|pros and cons of)\b",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(
        r"^(is|are|what is|which is|(should|shall) (i|we) \w+)\s+|\s+(better|best|faster|cheaper|nicer)$",
        "",
        text.strip(),
        flags=re.I,
    )
    found = re.split(r"\s+(?:and|with|to|vs\.?|versus|or|against)\s+", text, maxsplit=1, flags=re.I)
    if len(found) == 2:
        left, right = (re.sub(r"^(a|an|the)\s+", "", side.strip(" ,:"), flags=re.I) for side in found)
        right = re.split(
            r"\s+(?:in a|as a?|for|by|using|with)\s+|\s+(?:this|next|first|today|now)\b|[,.;]",
            right,
            maxsplit=1,
        )[0]
        if _fits(left) and _fits(right):
            return left, right
    return topic(prompt) or "the first", "the alternative"


def _fits(text: str) -> bool:
    return 0 < len(text) <= 40


def known(prompt: str) -> tuple[Table, str] | None:
    """A true table and a conclusion where both things are known, or None."""
    lowered = prompt.lower()
    return next(
        (row[3:] for row in _KNOWN if re.search(row[0], lowered) and re.search(row[1], lowered)), None
    )


def comparison(prompt: str, random: Random, rows: int) -> str:
    """A table of two things and a conclusion; the grades of things not known are invented and say so."""
    found = known(prompt)
    if found:
        table, conclusion = found
        return f"{markdown_table((*table[: min(rows, len(table) - 1)], table[-1]))}\n\n{conclusion}"
    left, right = (side[:1].upper() + side[1:] for side in pair(prompt))
    graded = tuple((aspect, *random.sample(_GRADES, 2)) for aspect in _ASPECTS[:rows])
    table = (("", left, right), *graded, ("Best for", "a quick start", "the long run"))
    return f"{markdown_table(table)}\n\nThe grades are invented; put your own in before you decide."


def verdict(prompt: str) -> str:
    """The conclusion of a comparison alone."""
    found = known(prompt)
    if found:
        return found[1]
    left, right = pair(prompt)
    return f"{left[:1].upper()}{left[1:]} to start quickly, {right} to stay."
