"""The numbers of a comparison as rows: one for each answer, or the means of each lane, with the best marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.domain.conversation import Message, Status
from studio.domain.gateway import PROTOCOL_NAMES
from studio.domain.timing import rate_of
from studio.state.comparison_lanes import answer_at, questions
from studio.state.comparison_session import ComparisonSession

STATUS_WORDS: dict[Status, str] = {
    Status.WAITING: "waiting",
    Status.STREAMING: "answering",
    Status.DONE: "done",
    Status.STOPPED: "stopped",
    Status.CUT_OFF: "cut off",
    Status.FAILED: "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One line of the table; seconds, tokens, US dollars, characters. None is unknown and shown as “—”.

    `turn` 0 is a mean over all turns. `estimated` says that the speed was counted from characters.
    """

    letter: str
    name: str
    protocol: str = ""
    turn: int = 0
    first_byte: float | None = None
    first_word: float | None = None
    total: float | None = None
    rate: float | None = None
    estimated: bool = False
    input_tokens: float | None = None
    output_tokens: float | None = None
    thought_tokens: float | None = None
    cost: float | None = None
    priced: bool = False
    length: float | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers: its title, the field of `NumberRow`, and which end is best ("" for neither)."""

    title: str
    field: str
    best: str = ""


COLUMNS: tuple[Column, ...] = (
    Column("First byte", "first_byte", "low"),
    Column("First word", "first_word", "low"),
    Column("Total", "total", "low"),
    Column("Tokens/s", "rate", "high"),
    Column("In", "input_tokens"),
    Column("Out", "output_tokens"),
    Column("Thought", "thought_tokens"),
    Column("Cost", "cost", "low"),
    Column("Length", "length"),
)


def row_of(message: Message, letter: str, name: str, turn: int) -> NumberRow:
    """The numbers of one answer."""
    timing, usage = message.timing, message.usage
    rate = rate_of(timing, usage, message.text + message.thought)
    return NumberRow(
        letter=letter,
        name=name,
        protocol="" if message.protocol is None else PROTOCOL_NAMES[message.protocol],
        turn=turn,
        first_byte=timing.first_byte_s,
        first_word=timing.first_word_s,
        total=timing.total_s,
        rate=None if rate is None else rate.tokens_per_second,
        estimated=rate is not None and rate.estimated,
        input_tokens=None if usage is None else usage.input_tokens,
        output_tokens=None if usage is None else usage.output_tokens,
        thought_tokens=None if usage is None else usage.thought_tokens,
        cost=None if usage is None else usage.cost,
        priced=usage is not None and usage.priced,
        length=None if message.running else float(len(message.text)),
        status=STATUS_WORDS[message.status],
    )


def number_rows(session: ComparisonSession, turn: int = 0) -> tuple[NumberRow, ...]:
    """The rows of one turn (from 1), or with 0 of every answer of every turn, in the order lanes are shown."""
    names = session.names()
    rows = []
    wanted = (turn,) if turn else tuple(range(1, session.turns() + 1))
    for number in wanted:
        for at in session.order():
            lane = session.lanes[at]
            answer = answer_at(lane, number) if number <= len(questions(lane)) else None
            if answer is not None:
                name = "" if session.hidden() else names[at]
                rows.append(row_of(answer, session.letter(at), name, number))
    return tuple(rows)


def mean_rows(rows: Sequence[NumberRow]) -> tuple[NumberRow, ...]:
    """One row for each lane: the mean of what is known; `status` says how many answers it stands for.

    The cost is the sum, because that is what a lane has cost.
    """
    by_lane: dict[str, list[NumberRow]] = {}
    for row in rows:
        by_lane.setdefault(row.letter, []).append(row)
    return tuple(_mean(several) for several in by_lane.values())


def _mean(rows: list[NumberRow]) -> NumberRow:
    def mean(field: str) -> float | None:
        known = [value for row in rows if (value := getattr(row, field)) is not None]
        return sum(known) / len(known) if known else None

    costs = [row.cost for row in rows if row.cost is not None]
    done = sum(row.status == "done" for row in rows)
    return NumberRow(
        letter=rows[0].letter,
        name=rows[0].name,
        protocol=rows[-1].protocol,
        first_byte=mean("first_byte"),
        first_word=mean("first_word"),
        total=mean("total"),
        rate=mean("rate"),
        estimated=any(row.estimated for row in rows),
        input_tokens=mean("input_tokens"),
        output_tokens=mean("output_tokens"),
        thought_tokens=mean("thought_tokens"),
        cost=sum(costs) if costs else None,
        priced=any(row.priced for row in rows),
        length=mean("length"),
        status=f"{done} of {len(rows)} done",
    )


def best_values(rows: Sequence[NumberRow]) -> dict[str, float]:
    """The best value of each column that has one, where at least two rows can be told apart."""
    found: dict[str, float] = {}
    for column in COLUMNS:
        values = [v for row in rows if (v := getattr(row, column.field)) is not None]
        if column.best and len(set(values)) > 1:
            pick: Callable[[list[float]], float] = min if column.best == "low" else max
            found[column.field] = pick(values)
    return found


def shown_number(row: NumberRow, field: str) -> str:
    """A number as people read it: "0.41 s", "≈ 49.8", "1,204", "$0.0012"; “—” where nothing is known."""
    value = getattr(row, field)
    if value is None:
        return "—"
    match field:
        case "first_byte" | "first_word" | "total":
            return f"{value:.2f} s" if value < 100 else f"{value:.0f} s"
        case "rate":
            return f"{'≈ ' if row.estimated else ''}{value:.1f}"
        case "cost":
            return dollars(value, row.priced)
        case _:
            return f"{value:,.0f}"


def dollars(value: float, computed: bool = False) -> str:
    """US dollars with as many digits as say something; "≈" where computed from a price the user entered."""
    sign = "≈ " if computed else ""
    if value == 0:
        return f"{sign}$0"
    digits = 2 if value >= 1 else 4 if value >= 0.01 else 6
    return f"{sign}${value:.{digits}f}"


def as_table(rows: Sequence[NumberRow]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and cells for an export; numbers without units, so that a spreadsheet can work with them."""
    header = ("Lane", "Model", "Protocol", "Turn", *(_titled(c) for c in COLUMNS), "Status")
    cells = []
    for row in rows:
        numbers = tuple(_bare(row, column) for column in COLUMNS)
        turn = str(row.turn) if row.turn else "all"
        cells.append((row.letter, row.name, row.protocol, turn, *numbers, row.status))
    return header, cells


def _titled(column: Column) -> str:
    units = {"first_byte": " (s)", "first_word": " (s)", "total": " (s)", "cost": " (USD)"}
    return column.title + units.get(column.field, "")


def _bare(row: NumberRow, column: Column) -> str:
    value = getattr(row, column.field)
    if value is None:
        return "—"
    digits = {"first_byte": 3, "first_word": 3, "total": 3, "rate": 1, "cost": 8}.get(column.field, 0)
    text = f"{value:.{digits}f}"
    return f"≈ {text}" if column.field == "rate" and row.estimated else text
