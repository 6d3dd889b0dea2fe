"""Numbers of one answer: when its first byte and word came, how fast it ran, what it used and cost."""

import msgspec


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds on the monotonic clock since the request left our queue, measured at the socket; None is unknown.

    `queued_s` is how long it waited in our own queue before that and is not part of the others.
    """

    queued_s: float | None = None
    first_byte_s: float | None = None
    first_word_s: float | None = None
    total_s: float | None = None


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens as the gateway counted them and cost as it stated it (GATEWAYS.md 4.6); None is not stated.

    `cost` is in US dollars. `priced` is true when the cost was computed from a price the user entered.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    thought_tokens: int | None = None
    cached_tokens: int | None = None
    total_tokens: int | None = None
    cost: float | None = None
    priced: bool = False


class Rate(msgspec.Struct, frozen=True):
    """Tokens a second; `estimated` when no usage was sent and characters were counted instead."""

    tokens_per_second: float
    estimated: bool


def estimated_tokens(text: str) -> int:
    """About how many tokens `text` has: one for four Latin characters, one for each CJK character."""
    if text.isascii():
        return (len(text) + 3) // 4
    wide = sum(1 for c in text if c >= "⺀" and not c.isspace())
    return wide + (len(text) - wide + 3) // 4


def rate_of(timing: Timing, usage: Usage | None, text: str) -> Rate | None:
    """Tokens a second between the first word and the end, or None where it cannot be told.

    `text` is the whole visible answer and thought, used when the gateway stated no output tokens.
    """
    if timing.total_s is None or timing.first_word_s is None:
        return None
    span = timing.total_s - timing.first_word_s
    stated = usage.output_tokens if usage is not None else None
    tokens = stated if stated else estimated_tokens(text)
    if span < 0.001 or tokens < 2:
        return None
    return Rate((tokens - 1) / span, not stated)
