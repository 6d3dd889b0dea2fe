"""The public health route: which prefixes of a gateway work right now (GATEWAYS.md 3.6)."""

from typing import Any

from studio.domain.parameters import Json
from studio.protocols.decoding import text_of
from studio.protocols.reading import number, read_json
from studio.protocols.refusal import failure_in

WORDS = frozenset({"up", "degraded", "down", "unknown"})
"""The status words; anything else is worked out from the counts."""


def read_health(data: bytes) -> dict[str, str]:
    """Status word by prefix; "" is the gateway itself, up when it sent any JSON but a failure, else down."""
    try:
        body = read_json(data)
    except ValueError:
        return {"": "down"}
    if failure_in(body, "") is not None:
        return {"": "down"}
    status = {"": "up"}
    providers = body.get("providers") if isinstance(body, dict) else None
    for row in providers if isinstance(providers, list) else []:
        if isinstance(row, dict) and text_of(row.get("prefix")):
            status[text_of(row["prefix"])] = _word(row)
    return status


def _word(row: dict[str, Any]) -> str:
    word = text_of(row.get("status")).lower()
    return word if word in WORDS else _counted(row)


def _counted(row: dict[str, Any]) -> str:
    """Worked out from errors and requests: the unit of `error_rate_*` is not known."""
    rate = error_rate(row)
    if rate is None:
        return "unknown"
    return "up" if rate < 0.1 else "degraded" if rate < 0.5 else "down"


def error_rate(row: Json) -> float | None:
    """The share (0–1) of failed requests of the last 30 minutes, else 60; None where nothing was counted."""
    if not isinstance(row, dict):
        return None
    for span in ("30m", "60m"):
        asked, failed = number(row.get(f"requests_{span}")), number(row.get(f"errors_{span}"))
        if asked and failed is not None:
            return min(failed / asked, 1.0)
    return None
