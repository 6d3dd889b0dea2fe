"""Comparisons: lanes that share a composer, votes on their answers, and what votes add up to."""

import msgspec

from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One column: a conversation and what it is asked with."""

    conversation_id: str
    gateway: str
    model: str
    protocol: Protocol | None = None
    parameters: ParameterSet = ParameterSet()
    system: str = ""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two to eight lanes that are asked together; `blind` hides who is who until a vote."""

    id: str
    title: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
    lanes: tuple[Lane, ...] = ()
    blind: bool = False
    tags: tuple[str, ...] = ()
    deleted: bool = False


class LineUp(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of lanes to start comparisons from; conversation ids in it are empty."""

    id: str
    name: str
    lanes: tuple[Lane, ...] = ()


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement of one turn: the models shown, and the index that won, or "tie", or "all_bad"."""

    id: str
    comparison_id: str
    turn: int
    at: float
    contestants: tuple[str, ...]
    winner: int | None
    verdict: str
    blind: bool = True
    self_named: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
