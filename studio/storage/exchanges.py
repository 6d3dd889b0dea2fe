"""Recorded requests: compressed, limited in size and age, removed on request."""

import zlib
from time import time

import msgspec

from studio.domain.exchange import Exchange
from studio.domain.settings import Settings
from studio.storage.database import Connection

_DAY = 86_400.0
_MIB = 1 << 20
_PER_SAVE = 50
_LONGEST = 256 * _MIB


def save(connection: Connection, exchange: Exchange, settings: Settings) -> None:
    """Keeps an exchange, and lets the oldest go until limits of size and age hold; nothing when switched off."""
    if not settings.record_exchanges:
        return
    data = zlib.compress(msgspec.msgpack.encode(exchange), 6)
    connection.execute(
        "INSERT INTO exchanges(id, message_id, started_at, size, data) VALUES(?, ?, ?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET message_id = excluded.message_id, started_at = excluded.started_at,"
        " size = excluded.size, data = excluded.data",
        (exchange.id, exchange.message_id, float(exchange.started_at), len(data), data),
    )
    connection.execute(
        "DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges WHERE started_at < ? LIMIT ?)",
        (time() - settings.exchange_days * _DAY, _PER_SAVE),
    )
    _shrink(connection, settings.exchange_limit_mib * _MIB)


def _shrink(connection: Connection, limit: int) -> None:
    size = total(connection)
    while size > limit:
        row = connection.execute("SELECT seq, size FROM exchanges ORDER BY seq LIMIT 1").fetchone()
        if row is None:
            return
        connection.execute("DELETE FROM exchanges WHERE seq = ?", (row[0],))
        size -= row[1]


def of(connection: Connection, message: str) -> tuple[Exchange, ...]:
    """The exchanges of a message, in the order of asking; one that cannot be read is left out."""
    found: list[Exchange] = []
    for (data,) in connection.execute(
        "SELECT data FROM exchanges WHERE message_id = ? ORDER BY seq", (message,)
    ):
        try:
            plain = zlib.decompressobj().decompress(data, _LONGEST)
            found.append(msgspec.msgpack.decode(plain, type=Exchange))
        except (zlib.error, msgspec.MsgspecError):
            continue
    return tuple(found)


def purge(connection: Connection) -> None:
    """Removes every recorded request."""
    connection.execute("DELETE FROM exchanges")


def total(connection: Connection) -> int:
    """How many bytes the recorded requests take."""
    return int(connection.execute("SELECT coalesce(sum(size), 0) FROM exchanges").fetchone()[0])
