"""Ratings against a published Bradley–Terry example, and votes that do not suffice."""

import math

from studio.domain.comparison import Vote
from studio.domain.tally import ELO, fit, standard_errors, tally

TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
WINS = (
    (0, 7, 9, 7, 7, 9, 11),
    (6, 0, 7, 5, 11, 9, 9),
    (4, 6, 0, 7, 7, 8, 12),
    (6, 8, 6, 0, 6, 7, 10),
    (6, 2, 6, 7, 0, 7, 12),
    (4, 4, 5, 6, 6, 0, 6),
    (2, 4, 1, 3, 1, 7, 0),
)
"""American League baseball 1987: Agresti, Categorical Data Analysis (2nd ed. 2002), table 10.10."""

PUBLISHED = {
    "Milwaukee": 1.58,
    "Detroit": 1.44,
    "Toronto": 1.29,
    "New York": 1.25,
    "Boston": 1.11,
    "Cleveland": 0.68,
}
"""Log strengths with Baltimore at 0, as Agresti prints them (section 10.6.2)."""


def pairs() -> dict[tuple[str, str], float]:
    return {
        (one, other): float(WINS[r][c])
        for r, one in enumerate(TEAMS)
        for c, other in enumerate(TEAMS)
        if r != c
    }


def test_the_rating_agrees_with_the_published_baseball_example() -> None:
    strengths = fit(TEAMS, pairs())
    for team, published in PUBLISHED.items():
        assert math.isclose(strengths[team] - strengths["Baltimore"], published, abs_tol=0.006)


def test_strengths_sum_to_zero_and_errors_are_those_of_seventy_eight_games() -> None:
    strengths = fit(TEAMS, pairs())
    errors = standard_errors(TEAMS, pairs(), strengths)
    assert math.isclose(sum(strengths.values()), 0.0, abs_tol=1e-9)
    # Two independent estimates of equal error e differ by e√2: 0.34 for a pair, as Agresti's table has it.
    assert all(0.19 < e < 0.24 for e in errors.values())


def voted(one: str, other: str, winner: int | None, verdict: str = "") -> Vote:
    return Vote(
        id="v",
        comparison_id="c",
        turn=0,
        at=0.0,
        contestants=(one, other),
        winner=winner,
        verdict=verdict or "won",
    )


def test_votes_become_ratings_with_intervals() -> None:
    votes = [voted("a", "b", 0)] * 30 + [voted("a", "b", 1)] * 10
    best, second = tally(votes)
    assert (best.model, best.wins, best.losses) == ("a", 30, 10)
    assert best.rating is not None
    assert second.rating is not None
    assert math.isclose(best.rating - second.rating, ELO * math.log(3), abs_tol=0.01)
    assert best.low is not None
    assert best.high is not None
    assert best.low < best.rating < best.high


def test_few_votes_give_words_instead_of_a_number() -> None:
    rows = tally([voted("a", "b", 0)])
    assert [s.rating for s in rows] == [None, None]
    assert rows[0].reason == "not enough votes (1 of 5)"


def test_who_never_lost_has_no_finite_rating() -> None:
    rows = tally([voted("a", "b", 0)] * 20)
    assert all(s.rating is None for s in rows)
    assert "won or lost against everyone" in rows[0].reason


def test_ties_count_half_and_all_bad_decides_nothing() -> None:
    rows = tally([voted("a", "b", None, "tie")] * 6 + [voted("a", "b", None, "all_bad")] * 3)
    assert [(s.wins, s.losses, s.ties, s.all_bad) for s in rows] == [(3.0, 3.0, 6, 3)] * 2
    assert [round(s.rating or 0) for s in rows] == [1000, 1000]


def test_a_vote_of_three_is_a_win_over_each_other() -> None:
    vote = Vote(
        id="v",
        comparison_id="c",
        turn=0,
        at=0,
        contestants=("a", "b", "c"),
        winner=1,
        verdict="won",
        self_named=(2,),
    )
    rows = {s.model: s for s in tally([vote])}
    assert (rows["b"].wins, rows["a"].losses, rows["c"].self_named) == (2, 1, 1)


def test_a_tag_narrows_the_votes() -> None:
    tagged = Vote(
        id="v",
        comparison_id="c",
        turn=0,
        at=0,
        contestants=("a", "b"),
        winner=0,
        verdict="won",
        tags=("code",),
    )
    assert len(tally([tagged, voted("x", "y", 0)], tag="code")) == 2
