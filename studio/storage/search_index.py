"""The full-text index of messages: what goes in, and how it stays in step with the rows."""

import hashlib
from importlib.resources import files

from studio.storage.database import Connection, has_fts5, transaction

PICTURE_FACT = "haspicture"
_BATCH = 500


def ready(connection: Connection) -> bool:
    """Whether this file has the index and this SQLite can use it."""
    if not has_fts5():
        return False
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('words', 'fragments')")
    return int(found.fetchone()[0]) == 2


def make(connection: Connection) -> None:
    """Makes the index where it can be and is not; `catch_up` then fills it."""
    if has_fts5() and not ready(connection):
        sql = files("studio.storage").joinpath("search_index.sql").read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nUPDATE message_texts SET indexed = 0;\nCOMMIT;")


def is_wide(char: str) -> bool:
    """Whether a character stands in a script written without blanks: CJK, kana, hangul, Thai and the like."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7af"
        or "\uf900" <= char <= "\ufaff"
        or "\u0e00" <= char <= "\u0eff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def spaced(text: str) -> str:
    """`text` with blanks around each wide character, so that each is a word and any run of them a phrase."""
    if text.isascii():
        return text
    return "".join(f" {char} " if is_wide(char) else char for char in text)


def fact(kind: str, value: str) -> str:
    """One word for "of this gateway" (`g`) or "by this model" (`m`)."""
    return kind + hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=6).hexdigest()


def facts(gateway: str, model: str, has_picture: bool) -> str:
    """The words a message is filtered by."""
    found = [fact("g", gateway)] if gateway else []
    if model:
        found.append(fact("m", model))
    if has_picture:
        found.append(PICTURE_FACT)
    return " ".join(found)


def put(connection: Connection, seq: int, text: str, about: str) -> None:
    """Makes a message found by `text` and `about`; nothing is written when both are as before."""
    text = text.replace("\x00", " ")
    row = connection.execute(
        "SELECT indexed, facts, text FROM message_texts WHERE seq = ?", (seq,)
    ).fetchone()
    if row is not None and row[0] and row[1] == about and row[2] == text:
        return
    usable = ready(connection)
    if row is not None and row[0] and usable:
        _take_out(connection, seq, row[2], row[1])
    connection.execute(
        "INSERT INTO message_texts(seq, indexed, facts, text) VALUES(?, ?, ?, ?) ON CONFLICT(seq)"
        " DO UPDATE SET indexed = excluded.indexed, facts = excluded.facts, text = excluded.text",
        (seq, int(usable), about, text),
    )
    if usable:
        fill(connection, seq, text, about)


def take_out(connection: Connection, seq: int) -> None:
    """Makes a message unfindable; its row may go then."""
    row = connection.execute(
        "SELECT indexed, facts, text FROM message_texts WHERE seq = ?", (seq,)
    ).fetchone()
    if row is None:
        return
    if row[0] and ready(connection):
        _take_out(connection, seq, row[2], row[1])
    connection.execute("DELETE FROM message_texts WHERE seq = ?", (seq,))


def catch_up(connection: Connection, limit: int = _BATCH) -> int:
    """Indexes up to `limit` texts that are not indexed yet, in one transaction; gives how many there were."""
    if not ready(connection):
        return 0
    with transaction(connection):
        rows = connection.execute(
            "SELECT seq, facts, text FROM message_texts WHERE indexed = 0 LIMIT ?", (limit,)
        ).fetchall()
        for seq, about, text in rows:
            fill(connection, seq, text, about)
            connection.execute("UPDATE message_texts SET indexed = 1 WHERE seq = ?", (seq,))
    return len(rows)


def fill(connection: Connection, seq: int, text: str, about: str) -> None:
    """Enters a text that is not in the index yet."""
    connection.execute("INSERT INTO words(rowid, text, facts) VALUES(?, ?, ?)", (seq, spaced(text), about))
    connection.execute("INSERT INTO fragments(rowid, text) VALUES(?, ?)", (seq, text))


def _take_out(connection: Connection, seq: int, text: str, about: str) -> None:
    """A contentless table is told what it held, letter for letter."""
    connection.execute(
        "INSERT INTO words(words, rowid, text, facts) VALUES('delete', ?, ?, ?)", (seq, spaced(text), about)
    )
    connection.execute("INSERT INTO fragments(fragments, rowid, text) VALUES('delete', ?, ?)", (seq, text))
