"""Colours of code, found line by line while it grows.

A snapshot of the lexer's stack is kept at line starts. New lines are lexed from where they begin; when they hold
something that may end a token over several lines, from a snapshot some lines back, so that a token that was cut
by the end of what had come is read again. A finished block is lexed once more in one go.
"""

import re
from collections.abc import Iterator
from functools import cache
from time import perf_counter
from typing import Any

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Error,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

Coloured = tuple[int, int, str]
"""Start, length and colour name (`Colours.code`) in a line."""

_BACK = 8
_SPANNING = re.compile(r"[`\\]|\"\"\"|'''|\*/|--|\]\]|[=%#}]\}|=end")
_AT_ONCE = 300
_WHOLE = 400_000

_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "comment"),
    (Keyword.Type, "type"),
    (Keyword, "keyword"),
    (String, "string"),
    (Number, "number"),
    (Name.Function, "name"),
    (Name.Class, "type"),
    (Name.Decorator, "name"),
    (Name.Builtin, "name"),
    (Name.Tag, "keyword"),
    (Name.Attribute, "name"),
    (Name.Exception, "type"),
    (Operator.Word, "keyword"),
    (Operator, "operator"),
    (Punctuation, "operator"),
    (Generic.Inserted, "inserted"),
    (Generic.Deleted, "deleted"),
    (Generic.Heading, "keyword"),
    (Error, "error"),
)


@cache
def _colour(token: _TokenType) -> str:
    return next((name for kind, name in _CLASSES if token in kind and kind is not Error), "")


@cache
def lexer_for(language: str) -> Lexer | None:
    """The lexer for what stands behind the opening fence, or None for plain text."""
    word = language.strip().split(" ", 1)[0].split("{", 1)[0].lower()
    if not word or word in ("text", "plain", "txt", "plaintext"):
        return None
    try:
        return get_lexer_by_name(word, stripnl=False, ensurenl=True)
    except (ClassNotFound, ValueError, ImportError):
        return None


class Highlighter:
    """The colours of one code block by line; `spans(n)` is cheap once `extend` has seen the line."""

    def __init__(self, language: str) -> None:
        self._lexer = lexer_for(language)
        self._spans: list[list[Coloured]] = []
        self._exact: Iterator[bool] | None = None
        self._fresh: list[list[Coloured]] = []
        self._stacks: dict[int, tuple[str, ...]] = {0: ("root",)}
        self._grows = isinstance(self._lexer, RegexLexer) and not isinstance(self._lexer, ExtendedRegexLexer)

    @property
    def plain(self) -> bool:
        """Whether there is nothing to colour."""
        return self._lexer is None

    @property
    def known(self) -> int:
        """How many lines were lexed."""
        return len(self._spans)

    def spans(self, line: int) -> list[Coloured]:
        """The colours of a line; none where it was not lexed yet."""
        return self._spans[line] if line < len(self._spans) else []

    def extend(self, lines: list[str], upto: int) -> int:
        """Lexes complete lines up to `upto` (exclusive); returns the first line whose colours may have changed."""
        first = len(self._spans)
        upto = min(upto, first + _AT_ONCE)
        if self._lexer is None or upto <= first or not self._grows:
            return upto
        start = self._snapshot_before(max(first - _BACK, 0) if _may_span(lines[first:upto]) else first)
        text = "\n".join(lines[start:upto]) + "\n"
        if len(text) > _WHOLE:
            return upto
        old = self._spans[start:]
        del self._spans[start:]
        for number in range(start + 1, first + 1):
            self._stacks.pop(number, None)
        self._spans.extend([] for _ in range(upto - start))
        for _ in self._collect(_lex(self._lexer, text, self._stacks[start]), start, self._spans):
            pass
        return start + _differing(old, self._spans[start:])

    def _snapshot_before(self, line: int) -> int:
        while line > 0 and line not in self._stacks:
            line -= 1
        return line

    def finish(self, lines: list[str]) -> None:
        """Begins the exact pass over the finished block; `advance` does it."""
        text = "\n".join(lines) + "\n"
        self._exact = None
        if self._lexer is None or len(text) > _WHOLE or not hasattr(self._lexer, "get_tokens_unprocessed"):
            return
        tokens = self._lexer.get_tokens_unprocessed(text)
        self._fresh = [[] for _ in lines]
        self._exact = self._collect(((at, kind, value, None) for at, kind, value in tokens), 0, self._fresh)

    @property
    def busy(self) -> bool:
        """Whether the exact pass goes on."""
        return self._exact is not None

    def advance(self, seconds: float = 0.02) -> int | None:
        """Goes on with the exact pass for about so long; once it is through, the first line of another colour."""
        until = perf_counter() + seconds
        while self._exact is not None and perf_counter() < until:
            for _ in range(200):
                if next(self._exact, None) is None:
                    old, self._exact, self._spans = self._spans, None, self._fresh
                    return _differing(old, self._spans)
        return None

    def _collect(self, tokens: Any, base: int, spans: list[list[Coloured]]) -> Iterator[bool]:
        """Puts the colours of tokens into `spans`, one token a step."""
        line, line_start = base, 0
        for at, kind, value, stack in tokens:
            colour = _colour(kind)
            if colour:
                spot, number, begin = at, line, line_start
                for part in value.split("\n"):
                    if part and number < len(spans):
                        spans[number].append((spot - begin, len(part), colour))
                    spot += len(part) + 1
                    number, begin = number + 1, spot
            ends = value.count("\n")
            if ends:
                line += ends
                line_start = at + value.rfind("\n") + 1
                if stack is not None and value.endswith("\n"):
                    self._stacks[line] = tuple(stack)
            yield True


def _differing(old: list[list[Coloured]], new: list[list[Coloured]]) -> int:
    """The first line whose colours are others; a line without colours is as one that was not lexed."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _may_span(lines: list[str]) -> bool:
    """Whether some line may end what began on a line before it."""
    return any(line.count('"') % 2 or line.count("'") % 2 or _SPANNING.search(line) for line in lines)


def _lex(lexer: Any, text: str, stack: tuple[str, ...]) -> Any:
    """RegexLexer's own loop, with the stack of states to be seen beside each token."""
    states, position = list(stack), 0
    definitions = lexer._tokens
    rules = definitions[states[-1]]
    while True:
        for matches, action, new_state in rules:
            match = matches(text, position)
            if not match:
                continue
            position = match.end()
            found = []
            if action is not None:
                if type(action) is _TokenType:
                    found = [(match.start(), action, match.group())]
                else:
                    found = list(action(lexer, match))
            if new_state is not None:
                _move(states, new_state)
                rules = definitions[states[-1]]
            for at, kind, value in found:
                yield at, kind, value, states
            break
        else:
            if position >= len(text):
                return
            if text[position] == "\n":
                states = ["root"]
                rules = definitions["root"]
            yield position, Error if text[position] != "\n" else Punctuation, text[position], states
            position += 1


def _move(states: list[str], new_state: Any) -> None:
    if isinstance(new_state, tuple):
        for state in new_state:
            _move(states, state)
    elif new_state == "#pop":
        if len(states) > 1:
            states.pop()
    elif new_state == "#push":
        states.append(states[-1])
    elif isinstance(new_state, int):
        del states[max(len(states) + new_state, 1) :]
    else:
        states.append(new_state)
