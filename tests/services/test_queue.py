"""The gate of a gateway: order, places, cancelling, and a limit that is learnt."""

import asyncio

from studio.domain.gateway import Gateway
from studio.services.queue import TRY_MORE_AFTER, Gate, Gates

GATEWAY = Gateway(id="a", name="A", base_url="https://a.example/v1", concurrency=1)


async def test_first_in_first_out_with_visible_places() -> None:
    gate = Gate(1)
    with gate.ticket() as first, gate.ticket() as second, gate.ticket() as third:
        assert (first.place, second.place, third.place) == (0, 1, 2)
        with gate.ticket() as fourth:
            assert fourth.place == 3
        assert gate.running == 1


async def test_the_next_one_moves_up_when_one_ends() -> None:
    gate = Gate(1)
    order: list[str] = []

    async def run(name: str) -> None:
        with gate.ticket() as ticket:
            while ticket.place:
                order.append(f"{name} waits at {ticket.place}")
                await ticket.moved()
            order.append(f"{name} runs")
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(run(name))
    assert [line for line in order if "runs" in line] == ["a runs", "b runs", "c runs"]
    assert order.index("c waits at 2") < order.index("c waits at 1")
    assert gate.running == 0


async def test_who_is_cancelled_leaves_the_queue() -> None:
    gate = Gate(1)

    async def wait() -> None:
        with gate.ticket() as ticket:
            await ticket.moved()

    with gate.ticket():
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        with gate.ticket() as last:
            assert last.place == 2
            waiting.cancel()
            await asyncio.wait({waiting})
            assert last.place == 1


def test_a_refusal_lowers_the_limit_and_time_raises_it_again() -> None:
    now = 0.0
    gate = Gate(3, lambda: now)
    with gate.ticket(), gate.ticket(), gate.ticket():
        gate.refused()
        assert gate.limit == 2
        gate.refused()
        assert gate.limit == 1
    now = TRY_MORE_AFTER
    assert gate.limit == 2
    now = 2 * TRY_MORE_AFTER
    assert gate.limit == 3
    now = 3 * TRY_MORE_AFTER
    assert gate.limit == 3


def test_a_header_teaches_the_limit_and_nonsense_does_not() -> None:
    gates = Gates()
    gates.learn(GATEWAY, {"x-concurrency-limit": "3"})
    assert gates.gate(GATEWAY).limit == 3
    for nonsense in ("0", "-1", "many", "99999999", "", "²"):
        gates.learn(GATEWAY, {"x-concurrency-limit": nonsense})
        assert gates.gate(GATEWAY).limit == 3


def test_a_raised_limit_lets_waiting_ones_in_at_once() -> None:
    gates = Gates()
    gate = gates.gate(GATEWAY)
    with gate.ticket(), gate.ticket() as second:
        assert second.place == 1
        gates.hint(GATEWAY, 2)
        assert second.place == 0


def test_a_hint_never_lowers_and_a_changed_row_counts() -> None:
    gates = Gates()
    wide = Gateway(id="b", name="B", base_url="https://b.example/v1", concurrency=4)
    gates.hint(wide, 1)
    assert gates.gate(wide).limit == 4
    narrow = Gateway(id="b", name="B", base_url="https://b.example/v1", concurrency=1)
    assert gates.gate(narrow).limit == 1
    assert gates.gate(narrow) is gates.gate(narrow)
