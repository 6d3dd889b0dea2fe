"""What answers used: one row for each answer made here, summed by gateway, model and day."""

from datetime import datetime

from studio.domain.conversation import Message, Role
from studio.domain.library import UsageRow
from studio.storage.database import Connection


def count(connection: Connection, message: Message) -> None:
    """Enters a finished answer; saving it again changes its entry, never adds one."""
    if message.role is not Role.ASSISTANT or not message.gateway:
        return
    used = message.usage
    if used is None and not message.parts:
        return
    connection.execute(
        "INSERT INTO usage(message_id, gateway, model, day, input_tokens, output_tokens, cost, priced)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(message_id) DO UPDATE SET gateway=excluded.gateway,"
        " model=excluded.model, input_tokens=excluded.input_tokens, output_tokens=excluded.output_tokens,"
        " cost=excluded.cost, priced=excluded.priced",
        (
            message.id,
            message.gateway,
            message.model,
            local_day(message.created_at),
            (used.input_tokens or 0) if used else 0,
            (used.output_tokens or 0) if used else 0,
            used.cost if used else None,
            int(used.priced) if used else 0,
        ),
    )


def local_day(at: float) -> str:
    """The local date of an epoch time as "2026-11-21"; a time no calendar has is "1970-01-01"."""
    try:
        return datetime.fromtimestamp(at).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "1970-01-01"


def sums(connection: Connection) -> tuple[UsageRow, ...]:
    """The sums of each gateway, model and day, newest day first; cost is None where no answer stated one."""
    rows = connection.execute(
        "SELECT gateway, model, day, count(*), sum(input_tokens), sum(output_tokens), sum(cost), max(priced)"
        " FROM usage GROUP BY gateway, model, day ORDER BY day DESC, gateway, model"
    )
    return tuple(
        UsageRow(
            gateway=gateway,
            model=model,
            day=day,
            answers=answers,
            input_tokens=received,
            output_tokens=given,
            cost=cost,
            priced=bool(priced),
        )
        for gateway, model, day, answers, received, given, cost, priced in rows
    )
