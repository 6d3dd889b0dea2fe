"""Exchanges of one message: the last one asked for is the one shown."""

from studio.domain.errors import Kind, failing
from studio.domain.exchange import Exchange
from studio.state.exchanges import Exchanges
from tests.state.world import opened, settled


async def test_the_exchanges_of_the_message_asked_for_last_are_shown() -> None:
    async with opened() as w:
        w.store.kept_exchanges = [Exchange(id="1", message_id="a"), Exchange(id="2", message_id="b")]
        exchanges = Exchanges(w.store)
        exchanges.load("a")
        exchanges.load("b")
        await settled()
        assert [e.id for e in exchanges.rows] == ["2"]
        exchanges.load("")
        assert exchanges.rows == ()


async def test_purging_empties_them() -> None:
    async with opened() as w:
        w.store.kept_exchanges = [Exchange(id="1", message_id="a")]
        exchanges = Exchanges(w.store)
        exchanges.load("a")
        await settled()
        exchanges.purge()
        await settled()
        assert exchanges.rows == ()
        assert w.store.kept_exchanges == []


async def test_a_store_that_fails_is_told() -> None:
    async with opened() as w:

        async def broken(message: str) -> tuple[Exchange, ...]:
            raise failing(Kind.STORAGE, "The library cannot be read.")

        w.store.exchanges = broken
        exchanges = Exchanges(w.store)
        exchanges.load("a")
        await settled()
        assert exchanges.problem is not None
