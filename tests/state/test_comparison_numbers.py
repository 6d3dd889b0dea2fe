"""Numbers as rows: unknown is “—” and never invented, estimates say so, the best of a column is found."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from studio.domain.conversation import Message, Role, Status, Text
from studio.domain.gateway import Protocol
from studio.domain.timing import Timing, Usage
from studio.state.comparison import Comparisons
from studio.state.comparison_numbers import (
    COLUMNS,
    NumberRow,
    as_table,
    best_values,
    dollars,
    mean_rows,
    number_rows,
    row_of,
    shown_number,
)
from tests.state.room import Room, furnished
from tests.state.test_comparison import lanes
from tests.state.test_session import until


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with furnished(tmp_path / "data") as made:
        yield made


ANSWER = Message(
    id="m",
    parent="q",
    role=Role.ASSISTANT,
    parts=(Text("x" * 400),),
    protocol=Protocol.MESSAGES,
    timing=Timing(first_byte_s=0.2, first_word_s=0.4, total_s=2.4),
    usage=Usage(input_tokens=10, output_tokens=101, thought_tokens=0, cost=0.0012),
)


def test_an_answer_becomes_a_row() -> None:
    row = row_of(ANSWER, "A", "some/model", 1)
    shown = [shown_number(row, column.field) for column in COLUMNS]
    assert shown == ["0.20 s", "0.40 s", "2.40 s", "50.0", "10", "101", "0", "$0.001200", "400"]
    assert (row.protocol, row.status) == ("Messages", "done")


def test_without_usage_speed_is_an_estimate_and_cost_is_unknown() -> None:
    row = row_of(msgspec.structs.replace(ANSWER, usage=None), "A", "m", 1)
    assert shown_number(row, "rate").startswith("≈ ")
    assert shown_number(row, "cost") == "—"
    assert shown_number(row, "output_tokens") == "—"
    assert as_table([row])[1][0][7].startswith("≈ ")


def test_a_failed_answer_has_no_numbers() -> None:
    failed = Message(id="m", parent="q", role=Role.ASSISTANT, status=Status.FAILED)
    row = row_of(failed, "A", "m", 1)
    assert [shown_number(row, c.field) for c in COLUMNS[:-1]] == ["—"] * 8
    assert row.status == "failed"


def test_the_best_of_a_column_needs_something_to_be_better_than() -> None:
    quick = NumberRow(letter="A", name="a", first_word=0.1, rate=20.0, cost=0.1)
    slow = NumberRow(letter="B", name="b", first_word=0.9, rate=90.0, cost=0.1)
    assert best_values([quick, slow]) == {"first_word": 0.1, "rate": 90.0}
    assert best_values([quick]) == {}


def test_means_leave_out_what_is_unknown_and_costs_are_summed() -> None:
    rows = [
        NumberRow(letter="A", name="a", first_word=0.2, cost=0.1, status="done"),
        NumberRow(letter="A", name="a", first_word=0.4, cost=0.2, status="done"),
        NumberRow(letter="A", name="a", status="failed"),
    ]
    (mean,) = mean_rows(rows)
    assert mean.first_word == pytest.approx(0.3)
    assert mean.cost == pytest.approx(0.3)
    assert mean.rate is None
    assert mean.status == "2 of 3 done"


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "$0"), (0.000012, "$0.000012"), (0.0123, "$0.0123"), (3.456, "$3.46")]
)
def test_costs_have_as_many_digits_as_say_something(value: float, words: str) -> None:
    assert dollars(value) == words
    assert dollars(value, True) == f"≈ {words}"


async def test_every_answer_of_a_comparison_has_its_row(room: Room) -> None:
    session = Comparisons(room.library, room.desk).new(lanes("demo/companion", "demo/terse"))
    for words in ("one", "two"):
        session.send(words)
        await until(lambda: not session.running())
    rows = number_rows(session)
    assert [(r.letter, r.turn) for r in rows] == [("A", 1), ("B", 1), ("A", 2), ("B", 2)]
    assert [r.turn for r in number_rows(session, 2)] == [2, 2]
    assert len(mean_rows(rows)) == 2
    header, cells = as_table(rows)
    assert len(header) == len(cells[0])


async def test_a_blind_comparison_gives_no_names(room: Room) -> None:
    session = Comparisons(room.library, room.desk).new(lanes("demo/companion", "demo/terse"), blind=True)
    session.send("one")
    await until(lambda: not session.running())
    assert {row.name for row in number_rows(session)} == {""}
