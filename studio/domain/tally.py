"""What votes add up to: a Bradley–Terry rating for each model, with 95 % intervals, or "not enough votes"."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from studio.domain.comparison import Vote

ELO = 400 / math.log(10)
"""Points a natural-log unit of strength is worth on the scale people know from chess."""

FEWEST = 5
"""Decisions a model needs before a number is shown."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One model's record. `rating` is in Elo points around a mean of 1000, None when votes do not suffice.

    `low` and `high` are the ends of the 95 % interval. A tie counts half a win for each. `all_bad` counts votes
    in which every answer was bad; they decide nothing.
    """

    model: str
    wins: float = 0.0
    losses: float = 0.0
    ties: int = 0
    all_bad: int = 0
    self_named: int = 0
    rating: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @property
    def decisions(self) -> float:
        """How many pairings this model was judged in."""
        return self.wins + self.losses


def tally(votes: Iterable[Vote], tag: str = "") -> tuple[Standing, ...]:
    """The standings, best first; those without a rating last. `tag` keeps only votes that carry it."""
    wins: dict[tuple[str, str], float] = defaultdict(float)
    facts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for vote in votes:
        if tag and tag not in vote.tags:
            continue
        _count(vote, wins, facts)
    models = sorted(facts)
    rated = _rated(models, wins, facts)
    rows = [
        msgspec.structs.replace(
            rated.get(model, Standing(model=model, reason=_reason(facts[model]["decisions"]))),
            wins=facts[model]["wins"],
            losses=facts[model]["decisions"] - facts[model]["wins"],
            ties=int(facts[model]["ties"]),
            all_bad=int(facts[model]["all_bad"]),
            self_named=int(facts[model]["self_named"]),
        )
        for model in models
    ]
    rows.sort(key=lambda s: (s.rating is None, -(s.rating or 0.0), -s.wins, s.model))
    return tuple(rows)


def _reason(decisions: float) -> str:
    if decisions < FEWEST:
        return f"not enough votes ({decisions:g} of {FEWEST})"
    return "not enough votes: won or lost against everyone so far"


def _count(vote: Vote, wins: dict[tuple[str, str], float], facts: dict[str, dict[str, float]]) -> None:
    for at in vote.self_named:
        if 0 <= at < len(vote.contestants):
            facts[vote.contestants[at]]["self_named"] += 1
    if vote.verdict == "all_bad":
        for model in vote.contestants:
            facts[model]["all_bad"] += 1
        return
    if vote.verdict == "tie":
        for model in vote.contestants:
            facts[model]["ties"] += 1
    for one, other, share in _pairs(vote):
        wins[one, other] += share
        wins[other, one] += 1.0 - share
        for model, got in ((one, share), (other, 1.0 - share)):
            facts[model]["wins"] += got
            facts[model]["decisions"] += 1


def _pairs(vote: Vote) -> list[tuple[str, str, float]]:
    """The pairings a vote decides: (one, other, the share of the win that goes to one)."""
    shown = vote.contestants
    pairs: list[tuple[str, str, float]] = []
    if vote.verdict == "tie":
        for at, one in enumerate(shown):
            pairs += [(one, other, 0.5) for other in shown[at + 1 :]]
    elif vote.winner is not None and 0 <= vote.winner < len(shown):
        best = shown[vote.winner]
        pairs = [(best, m, 1.0) for at, m in enumerate(shown) if at != vote.winner]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _rated(
    models: Sequence[str], wins: dict[tuple[str, str], float], facts: dict[str, dict[str, float]]
) -> dict[str, Standing]:
    """Ratings of the largest set of models that have beaten and lost to one another, directly or by others."""
    enough = [m for m in models if facts[m]["decisions"] >= FEWEST]
    group = _largest_group(enough, wins)
    if len(group) < 2:
        return {}
    strengths = fit(group, wins)
    errors = standard_errors(group, wins, strengths)
    return {
        model: Standing(
            model=model,
            rating=1000 + ELO * strengths[model],
            low=1000 + ELO * (strengths[model] - 1.96 * errors[model]),
            high=1000 + ELO * (strengths[model] + 1.96 * errors[model]),
        )
        for model in group
    }


def _largest_group(models: Sequence[str], wins: dict[tuple[str, str], float]) -> list[str]:
    """The largest strongly connected set of the graph "has won against": only there are strengths finite."""

    def reached(start: str, forward: bool) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            for other in models:
                pair = (here, other) if forward else (other, here)
                if other not in found and wins.get(pair, 0.0) > 0:
                    found.add(other)
                    waiting.append(other)
        return found

    best: list[str] = []
    left = set(models)
    while left:
        start = min(left)
        group = reached(start, True) & reached(start, False)
        left -= group
        if len(group) > len(best):
            best = sorted(group)
    return best


def fit(models: Sequence[str], wins: dict[tuple[str, str], float]) -> dict[str, float]:
    """Maximum-likelihood log strengths with mean 0 (Hunter 2004, the MM algorithm for Bradley–Terry)."""
    strength = dict.fromkeys(models, 1.0)
    total = {m: sum(wins.get((m, o), 0.0) for o in models) for m in models}
    for _ in range(10_000):
        change = 0.0
        for model in models:
            weight = sum(
                (wins.get((model, o), 0.0) + wins.get((o, model), 0.0)) / (strength[model] + strength[o])
                for o in models
                if o != model
            )
            new = total[model] / weight
            change = max(change, abs(math.log(new / strength[model])))
            strength[model] = new
        if change < 1e-10:
            break
    mean = sum(math.log(s) for s in strength.values()) / len(models)
    return {m: math.log(s) - mean for m, s in strength.items()}


def standard_errors(
    models: Sequence[str], wins: dict[tuple[str, str], float], strengths: dict[str, float]
) -> dict[str, float]:
    """Standard errors of the log strengths around their mean, from the inverse of the observed information."""
    size = len(models)
    information = [[1.0 / size] * size for _ in models]  # the constraint that strengths sum to 0
    for row, one in enumerate(models):
        for column, other in enumerate(models):
            if row == column:
                continue
            games = wins.get((one, other), 0.0) + wins.get((other, one), 0.0)
            chance = 1 / (1 + math.exp(strengths[other] - strengths[one]))
            weight = games * chance * (1 - chance)
            information[row][column] -= weight
            information[row][row] += weight
    inverse = _inverse(information)
    return {m: math.sqrt(max(0.0, inverse[n][n] - 1.0 / size)) for n, m in enumerate(models)}


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Gauss–Jordan with row pivots; the matrices here are small and positive definite."""
    size = len(matrix)
    work = [[*row, *(1.0 if c == r else 0.0 for c in range(size))] for r, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(work[r][column]))
        work[column], work[pivot] = work[pivot], work[column]
        lead = work[column][column]
        work[column] = [v / lead for v in work[column]]
        for row in range(size):
            factor = work[row][column]
            if row != column and factor:
                work[row] = [v - factor * p for v, p in zip(work[row], work[column], strict=True)]
    return [row[size:] for row in work]
