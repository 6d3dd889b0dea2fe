"""Finding one model among many thousands: an index of search strings and a ranked search over it.

What makes it quick: strings are normalised once; a keystroke narrows the hits of the query before it; rows are kept
in the order they should be shown in, so that no keystroke sorts more than the few hundred rows it shows.
"""

from collections.abc import Callable, Sequence

import msgspec

from studio.domain.model import Capability, Model

SEPARATORS = str.maketrans(dict.fromkeys("/-_:.,()[]@|", " "))
_KEPT_QUERIES = 64
_FEW = 6
_LOCKED_WEIGHT = 1_000_000
_SUBSEQUENCE_CHECKS = 3000
FAVOURITE_RANK = -1000
"""Favourites have this rank or a lower one, recently used models one between this and 0."""


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; empty narrows nothing. A model of unknown capabilities passes as a chat model.

    `context` is the least context size in tokens; `usable` leaves out what is locked.
    """

    capabilities: frozenset[Capability] = frozenset()
    gateway: str = ""
    tier: str = ""
    prefix: str = ""
    context: int = 0
    usable: bool = False
    favourites: bool = False


def normalised(text: str) -> str:
    """Lower case, with every separator a blank and every run of blanks one."""
    return " ".join(text.lower().translate(SEPARATORS).split())


class Index:
    """Models in the order they are shown in, searched by `ranked`; built anew when models or order change."""

    def __init__(
        self, models: Sequence[Model], rank: Callable[[Model], int], gateway_names: dict[str, str]
    ) -> None:
        """`rank` is 0 for ordinary models and lower for those to be shown first (favourites, recents)."""
        order = sorted(
            range(len(models)),
            key=lambda i: (rank(models[i]), bool(models[i].locked), models[i].id.lower()),
        )
        self.models = [models[i] for i in order]
        self._ranks = [rank(m) for m in self.models]
        names = {gateway: normalised(name) for gateway, name in gateway_names.items()}
        self._texts = [_text_of(m, names.get(m.gateway, "")) for m in self.models]
        self._weights = [len(m.id) + (_LOCKED_WEIGHT if m.locked else 0) for m in self.models]
        self._pools: dict[Facets, list[int]] = {Facets(): list(range(len(self.models)))}
        self._beginnings: dict[tuple[Facets, str], list[int]] = {}
        self._hits: dict[tuple[Facets, tuple[str, ...]], list[int]] = {}

    def ranked(self, query: str, facets: Facets, limit: int) -> tuple[list[Model], int]:
        """At most `limit` models, best first, and how many there are in all."""
        words = tuple(w for w in (normalised(word) for word in query.split()) if w)
        pool = self._pool(facets)
        if not words:
            return [self.models[i] for i in pool[:limit]], len(pool)
        hits = self._matching(facets, words)
        best = self._best(hits, words, limit)
        if len(hits) < _FEW:
            seen = set(hits)
            best += [i for i in self._loosely_matching(facets, words) if i not in seen][: limit - len(best)]
        return [self.models[i] for i in best], max(len(hits), len(best))

    def _pool(self, facets: Facets) -> list[int]:
        pool = self._pools.get(facets)
        if pool is None:
            pool = [i for i, m in enumerate(self.models) if _fits(m, facets, self._ranks[i])]
            self._pools[facets] = pool
        return pool

    def _matching(self, facets: Facets, words: tuple[str, ...]) -> list[int]:
        """The rows that contain every word, in order; from the narrowest query before that covers this one."""
        known = self._hits.get((facets, words))
        if known is not None:
            return known
        rows = self._narrowest(facets, words)
        texts = self._texts
        for word in words:
            rows = [i for i in rows if word in texts[i]]
        if len(self._hits) >= _KEPT_QUERIES:
            self._hits.pop(next(iter(self._hits)))
        self._hits[facets, words] = rows
        return rows

    def _narrowest(self, facets: Facets, words: tuple[str, ...]) -> list[int]:
        last = words[-1]
        for length in range(len(last) - 1, 0, -1):
            known = self._hits.get((facets, (*words[:-1], last[:length].rstrip())))
            if known is not None:
                return known
        known = self._hits.get((facets, words[:-1]))
        return known if known is not None else self._pool(facets)

    def _best(self, hits: list[int], words: tuple[str, ...], limit: int) -> list[int]:
        """The best `limit` of the hits: shown-first ones, then whole words, then beginnings of words, then the rest."""
        texts = self._texts
        starts = [f" {w}" for w in words]
        wholes = [f" {w} " for w in words]
        began = hits
        for start in starts:
            began = [i for i in began if start in texts[i]]
        whole = began
        for one in wholes:
            whole = [i for i in whole if one in texts[i]]
        first = [i for i in hits[:limit] if self._ranks[i] < 0]
        chosen: dict[int, None] = dict.fromkeys(first)
        for tier in (whole, began, hits):
            fresh = [i for i in tier[: 2 * limit] if i not in chosen][: limit - len(chosen)]
            fresh.sort(key=lambda i: self._closeness(i, words))
            chosen.update(dict.fromkeys(fresh))
            if len(chosen) >= limit:
                break
        return list(chosen)

    def _closeness(self, row: int, words: tuple[str, ...]) -> int:
        """Open before locked, early matches in short names first; equals stay in the order they are shown in."""
        text = self._texts[row]
        distance = self._weights[row]
        for word in words:
            distance += text.find(word)
        return distance

    def _loosely_matching(self, facets: Facets, words: tuple[str, ...]) -> list[int]:
        """Rows in which the letters of each word stand in order, from the beginning of a word on ("snnt")."""
        texts = self._texts
        rows = self._beginning(facets, words[0][0])
        for word in words:
            start = f" {word[0]}"
            rows = [i for i in rows if word[-1] in texts[i] and start in texts[i]]
        found = [i for i in rows[:_SUBSEQUENCE_CHECKS] if all(_in_order(w, texts[i]) for w in words)]
        found.sort(key=lambda i: len(self.models[i].id))
        return found

    def _beginning(self, facets: Facets, letter: str) -> list[int]:
        """The rows of which some word begins with `letter`; found once for each letter."""
        rows = self._beginnings.get((facets, letter))
        if rows is None:
            start, texts = f" {letter}", self._texts
            rows = [i for i in self._pool(facets) if start in texts[i]]
            self._beginnings[facets, letter] = rows
        return rows


def _text_of(model: Model, gateway: str) -> str:
    """What a model is found by: id, name and gateway by words, and the id once more without separators."""
    words = normalised(model.id)
    name = normalised(model.name) if model.name and model.name != model.id else ""
    return f" {words} {name} {gateway} \t{words.replace(' ', '')}"


def _in_order(word: str, text: str) -> bool:
    if word in text:
        return True
    if len(word) < 3:
        return False
    at = text.find(f" {word[0]}")
    while at >= 0:
        position: int = at + 1
        for letter in word[1:]:
            position = text.find(letter, position + 1)
            if position < 0:
                return False
        if position - at <= 3 * len(word):
            return True
        at = text.find(f" {word[0]}", at + 1)
    return False


def _fits(model: Model, facets: Facets, rank: int) -> bool:
    capabilities = model.capabilities or frozenset({Capability.CHAT})
    return (
        facets.capabilities <= capabilities
        and facets.gateway in ("", model.gateway)
        and facets.tier in ("", model.tier)
        and facets.prefix in ("", model.prefix)
        and (not facets.context or (model.context or 0) >= facets.context)
        and not (facets.usable and model.locked)
        and not (facets.favourites and rank > FAVOURITE_RANK)
    )
