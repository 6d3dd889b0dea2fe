"""Recorded requests within their limits."""

import os
import time

import msgspec

from studio.domain.exchange import Exchange, Piece
from studio.domain.settings import Settings
from studio.storage import exchanges
from studio.storage.database import Connection


def _exchange(name: str, body: bytes = b"{}", started_at: float | None = None) -> Exchange:
    at = time.time() if started_at is None else started_at
    return Exchange(id=name, message_id="m", started_at=at, body=body, pieces=(Piece(0.5, b"data: x\n\n"),))


def test_an_exchange_comes_back_as_it_was(connection: Connection) -> None:
    first, second = _exchange("a", os.urandom(1000)), _exchange("b", b"x" * 100_000)
    for exchange in (first, second):
        exchanges.save(connection, exchange, Settings())
    assert exchanges.of(connection, "m") == (first, second)
    assert exchanges.of(connection, "n") == ()
    assert exchanges.total(connection) < 5_000
    longer = msgspec.structs.replace(first, status=200)
    exchanges.save(connection, longer, Settings())
    assert exchanges.of(connection, "m") == (longer, second)
    exchanges.purge(connection)
    assert exchanges.of(connection, "m") == () and exchanges.total(connection) == 0


def test_nothing_is_kept_when_recording_is_off(connection: Connection) -> None:
    exchanges.save(connection, _exchange("a"), Settings(record_exchanges=False))
    assert exchanges.total(connection) == 0


def test_the_oldest_go_when_size_or_age_is_exceeded(connection: Connection) -> None:
    exchanges.save(connection, _exchange("ancient", started_at=time.time() - 40 * 86_400), Settings())
    for number in range(5):
        exchanges.save(
            connection, _exchange(str(number), os.urandom(400_000)), Settings(exchange_limit_mib=1)
        )
    assert [e.id for e in exchanges.of(connection, "m")] == ["3", "4"]


def test_a_damaged_record_is_left_out(connection: Connection) -> None:
    for name in ("a", "b", "c"):
        exchanges.save(connection, _exchange(name), Settings())
    connection.execute("UPDATE exchanges SET data = x'00' WHERE id = 'a'")
    connection.execute("UPDATE exchanges SET data = substr(data, 1, 20) WHERE id = 'b'")
    assert [e.id for e in exchanges.of(connection, "m")] == ["c"]
