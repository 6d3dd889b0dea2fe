"""Comparisons, line-ups, votes."""

import msgspec

from studio.domain.comparison import Comparison, Lane, LineUp, Vote
from studio.storage import comparisons
from studio.storage.database import Connection

LANE = Lane(conversation_id="c", gateway="g", model="m")


def test_comparisons_last_touched_first_without_deleted_ones(connection: Connection) -> None:
    first = Comparison(id="1", title="first", updated_at=1.0, lanes=(LANE,))
    second = Comparison(id="2", title="second", updated_at=2.0)
    for value in (first, second, msgspec.structs.replace(first, title="renamed")):
        comparisons.save(connection, value)
    assert [value.title for value in comparisons.all_shown(connection)] == ["second", "renamed"]
    comparisons.save(connection, msgspec.structs.replace(first, updated_at=3.0))
    assert [value.id for value in comparisons.all_shown(connection)] == ["1", "2"]
    comparisons.save(connection, msgspec.structs.replace(second, deleted=True))
    assert [value.id for value in comparisons.all_shown(connection)] == ["1"]


def test_line_ups_are_replaced_as_a_whole(connection: Connection) -> None:
    comparisons.save_line_ups(connection, [LineUp(id="b", name="B"), LineUp(id="a", name="A", lanes=(LANE,))])
    comparisons.save_line_ups(connection, [LineUp(id="a", name="A2", lanes=(LANE,))])
    assert comparisons.line_ups(connection) == (LineUp(id="a", name="A2", lanes=(LANE,)),)


def test_votes_keep_their_order_and_are_not_doubled(connection: Connection) -> None:
    votes = [
        Vote(id=name, comparison_id="c", turn=0, at=at, contestants=("a", "b"), winner=None, verdict="tie")
        for name, at in (("x", 9.0), ("y", 1.0))
    ]
    for vote in (*votes, votes[0]):
        comparisons.save_vote(connection, vote)
    assert comparisons.votes(connection) == tuple(votes)
