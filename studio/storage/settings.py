"""Settings and gateways: rows of JSON in which what another version wrote survives."""

from collections.abc import Sequence

from studio.domain.gateway import Gateway
from studio.domain.settings import Settings
from studio.storage.coding import lenient, over_unknown
from studio.storage.database import Connection


def load(connection: Connection) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and what the user must be told; a part that cannot be read has its default."""
    row = connection.execute("SELECT data FROM settings WHERE name = 'settings'").fetchone()
    if row is None:
        return Settings(), ()
    value, whole = lenient(row[0], Settings)
    if value is not None and whole:
        return value, ()
    return value or Settings(), ("Some settings could not be read and have their defaults again.",)


def save(connection: Connection, settings: Settings) -> None:
    """Writes the settings; fields this version does not know stay."""
    row = connection.execute("SELECT data FROM settings WHERE name = 'settings'").fetchone()
    connection.execute(
        "INSERT INTO settings(name, data) VALUES('settings', ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data",
        (over_unknown(settings, row[0] if row else None),),
    )


def load_gateways(connection: Connection) -> tuple[tuple[Gateway, ...], tuple[str, ...]]:
    """The gateways in the user's order, and what must be told; a row that cannot be read is left out but kept."""
    found: list[Gateway] = []
    notices: list[str] = []
    for identity, data in connection.execute("SELECT id, data FROM gateways ORDER BY place"):
        value, whole = lenient(data, Gateway)
        if value is None:
            notices.append(f"The gateway “{identity[:40]}” could not be read. Add it again in Settings.")
            continue
        if not whole:
            notices.append(
                f"Some settings of the gateway “{value.name[:40]}” could not be read. Check it in Settings."
            )
        found.append(value)
    return tuple(found), tuple(notices)


def save_gateways(connection: Connection, gateways: Sequence[Gateway]) -> None:
    """Replaces the list of gateways; fields this version does not know stay with their gateway."""
    before = dict(connection.execute("SELECT id, data FROM gateways"))
    connection.execute("DELETE FROM gateways")
    connection.executemany(
        "INSERT INTO gateways(id, place, data) VALUES(?, ?, ?)",
        [(g.id, place, over_unknown(g, before.get(g.id))) for place, g in enumerate(gateways)],
    )


def raw(connection: Connection) -> tuple[list[tuple[str, str]], list[tuple[str, int, str]]]:
    """The rows of settings and gateways as they stand, for a library that starts afresh."""
    return (
        connection.execute("SELECT name, data FROM settings").fetchall(),
        connection.execute("SELECT id, place, data FROM gateways").fetchall(),
    )


def put_raw(
    connection: Connection, settings: list[tuple[str, str]], gateways: list[tuple[str, int, str]]
) -> None:
    """Writes rows that `raw` gave."""
    connection.executemany("INSERT OR REPLACE INTO settings(name, data) VALUES(?, ?)", settings)
    connection.executemany("INSERT OR REPLACE INTO gateways(id, place, data) VALUES(?, ?, ?)", gateways)
