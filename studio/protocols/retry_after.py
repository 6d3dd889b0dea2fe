"""How long a gateway asks us to wait, in every form it may say it (GATEWAYS.md 6.4)."""

import re
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

RUBBISH_WAIT = 5.0
"""Seconds for a wait that lies in the past, is negative or cannot be read (FAULTS.md H10)."""

_DURATION = re.compile(r"^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$")


def seconds_to_wait(text: str, now: float | None = None) -> float:
    """Seconds from `now` (epoch seconds, default: this moment) that `text` asks for.

    Reads seconds, epoch seconds (from 10⁹), epoch milliseconds (from 10¹²), `1m30s`, HTTP and ISO dates.
    """
    now = time.time() if now is None else now
    text = text.strip()
    wait = _number(text, now)
    if wait is None:
        wait = _duration(text)
    if wait is None:
        wait = _date(text, now)
    return wait if wait is not None and 0 <= wait < 1e9 else RUBBISH_WAIT


def _number(text: str, now: float) -> float | None:
    if not re.fullmatch(r"-?\d{1,18}(\.\d{1,9})?", text):
        return None
    value = float(text)
    if value >= 1e12:
        value = value / 1000 - now
    elif value >= 1e9:
        value -= now
    return value


def _duration(text: str) -> float | None:
    found = _DURATION.match(text)
    if not text or found is None:
        return None
    hours, minutes, seconds, thousandths = (float(g) if g else 0.0 for g in found.groups())
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _date(text: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        pass
    try:
        return datetime.fromisoformat(text).timestamp() - now
    except (ValueError, OverflowError):
        return None


def wait_in_headers(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """The wait the headers (lower-case names) ask for, or None where they say nothing."""
    if "retry-after-ms" in headers:
        return seconds_to_wait(headers["retry-after-ms"] + "ms", now)
    if "retry-after" in headers:
        return seconds_to_wait(headers["retry-after"], now)
    for name in ("concurrency", "dailylimit", "ratelimit"):
        if headers.get(f"x-{name}-remaining") == "0" and headers.get(f"x-{name}-reset"):
            return seconds_to_wait(headers[f"x-{name}-reset"], now)
    return None
