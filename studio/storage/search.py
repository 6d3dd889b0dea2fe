"""One search over titles, messages on all branches and picture prompts, quick enough for every keystroke.

Only the newest finds of the index are looked at and ranked, so a common word costs no more than a rare one; each
stage has a budget of time and gives what it has when that is used up.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from typing import Any

import msgspec

from studio.domain.library import SearchFilter, SearchHit
from studio.domain.text import first_words
from studio.storage import search_index
from studio.storage.database import Connection, DatabaseError, is_interrupted
from studio.storage.search_index import PICTURE_FACT, fact
from studio.storage.search_words import (
    Query,
    contains_all,
    excerpt,
    flat,
    fragments_expression,
    parsed,
    words_expression,
)

Within = Callable[[float], AbstractContextManager[None]]
CANDIDATES = 200
_TITLES = 15
_PICTURES = 10
_ENOUGH = 20
_TEXT_LOOKED_AT = 20_000
_WORDS_SECONDS = 0.5
_FRAGMENTS_SECONDS = 0.1
_DAY = 86_400.0


class _Find(msgspec.Struct):
    """A hit and what it weighs."""

    hit: SearchHit
    weight: float


def no_limit(seconds: float) -> AbstractContextManager[None]:
    """A `Within` that lets everything take its time."""

    @contextmanager
    def unlimited() -> Iterator[None]:
        yield

    return unlimited()


def find(
    connection: Connection, typed: str, narrowed: SearchFilter, limit: int, within: Within = no_limit
) -> tuple[SearchHit, ...]:
    """The best `limit` finds, best first: titles weigh most, then words, phrases and how recent a find is."""
    query = parsed(typed)
    if not query.terms or limit < 1:
        return ()
    finds = [
        *_titles(connection, query, narrowed, min(_TITLES, limit)),
        *_pictures(connection, query, narrowed, min(_PICTURES, limit)),
        *_messages(connection, query, narrowed, within),
    ]
    newest = max((found.hit.at for found in finds), default=0.0)
    finds.sort(key=lambda found: found.weight + _recency(found.hit.at, newest), reverse=True)
    return tuple(found.hit for found in finds[:limit])


def _recency(at: float, newest: float) -> float:
    """1 for the newest find, a half a month before it; measured among the finds, so no clock is asked."""
    return 1 / (1 + max(0.0, newest - at) / (30 * _DAY))


def _narrow(narrowed: SearchFilter, table: str, at: str) -> tuple[str, list[Any]]:
    """The filter as SQL conditions on the columns of `table`; both names are ours."""
    tests: list[str] = []
    values: list[Any] = []
    for test, value in (
        (f"{table}.gateway = ?", narrowed.gateway or None),
        (f"{table}.model = ?", narrowed.model or None),
        (f"{table}.{at} >= ?", narrowed.since),
        (f"{table}.{at} < ?", narrowed.until),
    ):
        if value is not None:
            tests.append(f" AND {test}")
            values.append(value)
    return "".join(tests), values


def _titles(connection: Connection, query: Query, narrowed: SearchFilter, limit: int) -> Iterator[_Find]:
    tests, values = _narrow(narrowed, "c", "updated_at")
    if narrowed.has_picture:
        tests += " AND EXISTS (SELECT 1 FROM messages m WHERE m.conversation = c.key AND m.pictures > 0)"
    rows = connection.execute(
        "SELECT c.id, c.title, c.updated_at FROM conversations c WHERE c.deleted = 0"
        + " AND instr(c.folded, ?) > 0" * len(query.terms)
        + f"{tests} ORDER BY c.position DESC LIMIT ?",
        (*query.folded, *values, limit),
    ).fetchall()
    whole = flat(" ".join(query.terms))
    for identity, title, at in rows:
        starts = 1.0 if flat(title).startswith(whole) else 0.0
        hit = SearchHit(
            kind="conversation", conversation_id=identity, title=title, excerpt=excerpt(title, query), at=at
        )
        yield _Find(hit, 2.0 + starts)


def _pictures(connection: Connection, query: Query, narrowed: SearchFilter, limit: int) -> Iterator[_Find]:
    tests, values = _narrow(narrowed, "p", "created_at")
    rows = connection.execute(
        "SELECT p.sha256, p.created_at, json_extract(p.data, '$.prompt'), json_extract(p.data, '$.name'),"
        " json_extract(p.data, '$.conversation_id'), json_extract(p.data, '$.message_id')"
        " FROM pictures p WHERE p.deleted = 0"
        + " AND instr(p.folded, ?) > 0" * len(query.terms)
        + f"{tests} ORDER BY p.seq DESC LIMIT ?",
        (*query.folded, *values, limit),
    ).fetchall()
    for sha256, at, prompt, name, conversation, message in rows:
        hit = SearchHit(
            kind="picture",
            conversation_id=conversation or "",
            message_id=message or "",
            sha256=sha256,
            title=first_words(prompt or name or ""),
            excerpt=excerpt(prompt or name or "", query),
            at=at,
        )
        yield _Find(hit, 1.0)


def _messages(
    connection: Connection, query: Query, narrowed: SearchFilter, within: Within
) -> Iterator[_Find]:
    tests, values = _narrow(narrowed, "m", "created_at")
    if narrowed.has_picture:
        tests += " AND m.pictures > 0"
    if search_index.ready(connection):
        seqs = _by_words(connection, query, narrowed, (tests, values), within)
        if len(seqs) < _ENOUGH:
            known = set(seqs)
            seqs += [s for s in _by_fragments(connection, query, (tests, values), within) if s not in known]
    else:
        seqs = _by_looking(connection, query, (tests, values), within)
    if not seqs:
        return
    marks = ",".join("?" * len(seqs))
    rows = connection.execute(
        "SELECT c.id, c.title, m.id, m.created_at, substr(t.text, 1, ?) FROM messages m"
        " JOIN conversations c ON c.key = m.conversation JOIN message_texts t ON t.seq = m.seq"
        f" WHERE m.seq IN ({marks})",
        (_TEXT_LOOKED_AT, *seqs),
    )
    phrase = flat(" ".join(query.terms))
    for conversation, title, message, at, text in rows:
        flattened = flat(text)
        often = sum(min(flattened.count(flat(term)), 5) for term in query.terms) / (5 * len(query.terms))
        weight = 0.5 * often + (0.5 if len(query.terms) > 1 and phrase in flattened else 0.0)
        hit = SearchHit(
            kind="message",
            conversation_id=conversation,
            message_id=message,
            title=title,
            excerpt=excerpt(text, query),
            at=at,
        )
        yield _Find(hit, weight)


_SHOWN = (
    " JOIN messages m ON m.seq = {table}.rowid JOIN conversations c ON c.key = m.conversation"
    " WHERE {table} MATCH ? AND m.deleted_by IS NULL AND c.deleted = 0"
)


def _by_words(
    connection: Connection,
    query: Query,
    narrowed: SearchFilter,
    tests: tuple[str, list[Any]],
    within: Within,
) -> list[int]:
    """The newest messages that have all words, by the index."""
    about = [fact("g", narrowed.gateway)] if narrowed.gateway else []
    about += [fact("m", narrowed.model)] if narrowed.model else []
    about += [PICTURE_FACT] if narrowed.has_picture else []
    expression = words_expression(query, about)
    if not expression:
        return []
    sql = (
        "SELECT words.rowid FROM words CROSS"
        + _SHOWN.format(table="words")
        + f"{tests[0]} ORDER BY words.rowid DESC LIMIT ?"
    )
    with within(_WORDS_SECONDS):
        return [row[0] for row in _until_late(connection, sql, (expression, *tests[1], CANDIDATES))]


def _by_fragments(
    connection: Connection, query: Query, tests: tuple[str, list[Any]], within: Within
) -> list[int]:
    """The newest messages that contain all terms, inside of words too."""
    expression = fragments_expression(query)
    if not expression:
        return []
    sql = (
        "SELECT fragments.rowid, substr(t.text, 1, ?) FROM fragments CROSS"
        + _SHOWN.format(table="fragments").replace(" WHERE", " JOIN message_texts t ON t.seq = m.seq WHERE")
        + f"{tests[0]} ORDER BY fragments.rowid DESC"
    )
    found: list[int] = []
    with within(_FRAGMENTS_SECONDS):
        for seq, text in _until_late(connection, sql, (_TEXT_LOOKED_AT * 5, expression, *tests[1])):
            if contains_all(text, query):
                found.append(seq)
            if len(found) >= CANDIDATES:
                break
    return found


def _by_looking(
    connection: Connection, query: Query, tests: tuple[str, list[Any]], within: Within
) -> list[int]:
    """As `_by_fragments` without an index, for a SQLite that has no FTS5: newest first, as far as time allows."""
    sql = (
        "SELECT m.seq, t.text FROM messages m JOIN conversations c ON c.key = m.conversation"
        " JOIN message_texts t ON t.seq = m.seq WHERE m.deleted_by IS NULL AND c.deleted = 0"
        f"{tests[0]} ORDER BY m.seq DESC"
    )
    found: list[int] = []
    late = monotonic() + _WORDS_SECONDS
    with within(_WORDS_SECONDS):
        for seq, text in _until_late(connection, sql, tuple(tests[1])):
            if contains_all(text, query):
                found.append(seq)
            if len(found) >= CANDIDATES or monotonic() > late:
                break
    return found


def _until_late(connection: Connection, sql: str, values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, as many as come before its time is up."""
    try:
        yield from connection.execute(sql, values)
    except DatabaseError as error:
        if not is_interrupted(error):
            raise
