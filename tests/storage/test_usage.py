"""Sums of what was used."""

import msgspec

from studio.domain.conversation import Status
from studio.domain.timing import Usage
from studio.storage import conversations, messages, upkeep, usage
from studio.storage.database import Connection
from tests.storage.making import answered, said, talk


def test_sums_by_gateway_model_and_day_survive_deletion(connection: Connection) -> None:
    conversation = talk()
    conversations.save(connection, conversation)
    used = Usage(input_tokens=10, output_tokens=5, cost=0.25)
    first = msgspec.structs.replace(answered("a", created_at=1e9), usage=used)
    free = msgspec.structs.replace(answered("b", created_at=1e9), usage=Usage(input_tokens=1))
    for message in (said("q"), first, first, free):
        messages.save(connection, conversation.id, message)
    later = msgspec.structs.replace(
        answered("c", created_at=1e9 + 3 * 86_400, model="m2"), usage=Usage(priced=True)
    )
    messages.save(connection, conversation.id, later)
    messages.save(connection, conversation.id, answered("", status=Status.STREAMING, gateway="running"))
    second, summed = usage.sums(connection)
    assert (summed.gateway, summed.model, summed.day) == ("g1", "m1", usage.local_day(1e9))
    assert (summed.answers, summed.input_tokens, summed.output_tokens, summed.cost) == (2, 11, 5, 0.25)
    assert (second.model, second.cost, second.priced) == ("m2", None, True)
    conversations.mark_deleted(connection, [conversation.id], deleted=True)
    upkeep.purge(connection, upkeep.doomed(connection))
    assert len(usage.sums(connection)) == 2


def test_an_answer_that_never_came_is_not_counted(connection: Connection) -> None:
    failed = msgspec.structs.replace(answered(""), parts=(), status=Status.FAILED)
    usage.count(connection, failed)
    usage.count(connection, said("question"))
    assert usage.sums(connection) == ()


def test_any_time_has_a_day() -> None:
    assert usage.local_day(1e300) == "1970-01-01"
    assert len(usage.local_day(0.0)) == 10
