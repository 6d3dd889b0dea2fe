"""Comparisons, saved line-ups of lanes, and votes."""

from collections.abc import Sequence

from studio.domain.comparison import Comparison, LineUp, Vote
from studio.storage.coding import decoded, encoded
from studio.storage.database import Connection


def all_shown(connection: Connection) -> tuple[Comparison, ...]:
    """Every comparison that is not deleted, last touched first."""
    rows = connection.execute("SELECT data FROM comparisons WHERE deleted = 0 ORDER BY position DESC")
    return decoded((row[0] for row in rows), Comparison)


def save(connection: Connection, comparison: Comparison) -> None:
    """Writes a comparison; one that was touched moves to the top."""
    row = connection.execute(
        "SELECT updated_at, position FROM comparisons WHERE id = ?", (comparison.id,)
    ).fetchone()
    if row is not None and row[0] == comparison.updated_at:
        position = row[1]
    else:
        top = connection.execute("SELECT max(position) FROM comparisons").fetchone()[0]
        position = max(comparison.updated_at, (top or 0.0) + 0.001)
    connection.execute(
        "INSERT INTO comparisons(id, position, updated_at, deleted, data) VALUES(?, ?, ?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at,"
        " deleted = excluded.deleted, data = excluded.data",
        (
            comparison.id,
            float(position),
            float(comparison.updated_at),
            int(comparison.deleted),
            encoded(comparison),
        ),
    )


def line_ups(connection: Connection) -> tuple[LineUp, ...]:
    """The saved line-ups in the user's order."""
    return decoded((row[0] for row in connection.execute("SELECT data FROM line_ups ORDER BY place")), LineUp)


def save_line_ups(connection: Connection, values: Sequence[LineUp]) -> None:
    """Replaces all line-ups."""
    connection.execute("DELETE FROM line_ups")
    connection.executemany(
        "INSERT INTO line_ups(id, place, data) VALUES(?, ?, ?)",
        [(value.id, place, encoded(value)) for place, value in enumerate(values)],
    )


def votes(connection: Connection) -> tuple[Vote, ...]:
    """Every vote, in the order in which they were given."""
    return decoded((row[0] for row in connection.execute("SELECT data FROM votes ORDER BY seq")), Vote)


def save_vote(connection: Connection, vote: Vote) -> None:
    """Writes a vote; the same id again replaces it."""
    connection.execute(
        "INSERT INTO votes(id, data) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET data = excluded.data",
        (vote.id, encoded(vote)),
    )
