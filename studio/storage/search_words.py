"""What a typed search means, how it is said to FTS5, and what an excerpt of a find looks like."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import msgspec

from studio.storage.search_index import is_wide, spaced

EXCERPT_CHARACTERS = 160
_BEFORE = 40
_PIECE = re.compile(r'"([^"]*)(?:"|$)|(\S+)')
_LONGEST_QUERY = 400
_MOST_TERMS = 12


class Query(msgspec.Struct, frozen=True):
    """The terms of a search, all of which a find must contain; the last may be the beginning of a word."""

    terms: tuple[str, ...]
    open_end: bool

    @property
    def folded(self) -> tuple[str, ...]:
        """The terms as `casefold` writes them, for titles and prompts."""
        return tuple(term.casefold() for term in self.terms)


def parsed(typed: str) -> Query:
    """Words, and "quoted phrases"; no other sign means anything, so no typed text can be wrong."""
    typed = typed[:_LONGEST_QUERY].replace("\x00", " ")
    terms: list[str] = []
    open_end = False
    for match in _PIECE.finditer(typed):
        quoted, word = match.group(1), match.group(2)
        term = " ".join((quoted if quoted is not None else word).split())
        if term:
            terms.append(term)
            open_end = quoted is None and match.end() == len(typed)
    return Query(tuple(terms[:_MOST_TERMS]), open_end and len(terms) <= _MOST_TERMS)


def words_expression(query: Query, facts: Iterable[str]) -> str:
    """The FTS5 expression for the table of words, or "" where no term has a letter or digit."""
    said: list[str] = []
    for index, term in enumerate(query.terms):
        if not any(char.isalnum() for char in term):
            continue
        last = index == len(query.terms) - 1
        prefix = query.open_end and last and len(term) > 1 and term[-1].isalnum() and not is_wide(term[-1])
        said.append(f"{{text}} : {quoted(spaced(term))}" + (" *" if prefix else ""))
    if not said:
        return ""
    return " AND ".join([*said, *(f"{{facts}} : {quoted(fact)}" for fact in facts)])


def fragments_expression(query: Query) -> str:
    """The FTS5 expression for the table of three-letter pieces, or "" where no term is that long.

    It finds a little too much (the pieces need not be in order); `contains_all` decides.
    """
    pieces: dict[str, None] = {}
    for term in query.terms:
        for at in range(len(term) - 2):
            pieces[term[at : at + 3]] = None
    return " AND ".join(quoted(piece) for piece in pieces)


def quoted(text: str) -> str:
    """A string of FTS5: nothing in it means anything (S18)."""
    return '"' + text.replace('"', '""') + '"'


@cache
def _bare_letters() -> dict[int, int]:
    """Letters with marks to letters without, one for one, so that places in a text stay the same."""
    table: dict[int, int] = {}
    for code in (*range(0x00C0, 0x0250), *range(0x0370, 0x0530), *range(0x1E00, 0x2000)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if ord(bare) != code:
            table[code] = ord(bare)
    return table


def flat(text: str) -> str:
    """`text` without case and marks, character for character."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered if lowered.isascii() else lowered.translate(_bare_letters())


def contains_all(text: str, query: Query) -> bool:
    """Whether every term is somewhere in `text`, case and marks aside."""
    flattened = flat(" ".join(text.split()))
    return all(flat(term) in flattened for term in query.terms)


def hits(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the terms are in `text`, in order, without overlaps; inside of words only where no word begins so."""
    wanted = sorted({flat(term) for term in query.terms}, key=len, reverse=True)
    if not wanted:
        return []
    pattern = "|".join(r"\s+".join(re.escape(word) for word in term.split(" ")) for term in wanted)
    flattened = flat(text)
    if not is_wide(wanted[0][0]):
        at_words = [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})", flattened)]
        if at_words:
            return at_words
    return [match.span() for match in re.finditer(pattern, flattened)]


def excerpt(text: str, query: Query) -> str:
    """One line around the first hit, each hit between \\x02 and \\x03; the beginning where nothing is marked."""
    text = text.translate({0: " ", 2: " ", 3: " "})
    found = hits(text, query)
    start = max(0, found[0][0] - _BEFORE) if found else 0
    if start:
        blank = text.find(" ", start, found[0][0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), max(start + EXCERPT_CHARACTERS, found[0][1] if found else 0))
    pieces: list[str] = ["…"] if start else []
    at = start
    for first, last in found:
        if first >= end:
            break
        pieces += (text[at:first], "\x02", text[first:last], "\x03")
        at = last
    pieces.append(text[at:end] if at < end else "")
    if end < len(text):
        pieces.append("…")
    return " ".join("".join(pieces).split())
