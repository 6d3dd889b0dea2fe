"""What goes wrong on purpose: failures in mid-stream, missing ends, first refusals, one request at a time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from studio.sandbox.refusals import Refused, at_limit, too_soon
from studio.sandbox.roster import ChatModel, Fault
from studio.sandbox.script import Answer, Ask, Declining, Failing, Saying, Vanishing

PROVIDER_DOWN = "provider temporarily unavailable"
_RETRY_AFTER = 2


def spoiled(answer: Answer, fault: Fault) -> Answer:
    """The answer with its model's fault worked in."""
    half = max(1, len(answer.steps) // 2)
    match fault:
        case Fault.BREAKS_MIDWAY:
            steps = (*answer.steps[:half], Failing(PROVIDER_DOWN, "provider_error"))
            return replace(answer, steps=steps)
        case Fault.CUTS_OFF:
            return replace(answer, steps=(*answer.steps[:half], Vanishing()))
        case Fault.DECLINES:
            steps = tuple(Declining(s.text) if isinstance(s, Saying) else s for s in answer.steps)
            return replace(answer, steps=steps, finish="refusal")
        case Fault.NONE | Fault.BUSY_FIRST:
            return answer


def provider_down() -> Refused:
    """The answer of a failing model when it is not streamed."""
    return Refused(502, "provider_error", PROVIDER_DOWN)


class Turnstile:
    """Lets requests to a model in: counts those under way and turns away the first try of a busy model."""

    def __init__(self, pace: float) -> None:
        self._running: Counter[str] = Counter()
        self._refused: str | None = None
        self._retry_after = _RETRY_AFTER if pace else 0

    @contextmanager
    def pass_through(self, model: ChatModel, ask: Ask) -> Iterator[None]:
        """Holds one of the model's places while inside. Raises `Refused` where none is free."""
        self._turn_away_first(model, ask)
        limit = model.concurrency
        if limit is not None and self._running[model.id] >= limit:
            raise at_limit(limit)
        self._running[model.id] += 1
        try:
            yield
        finally:
            self._running[model.id] -= 1

    def _turn_away_first(self, model: ChatModel, ask: Ask) -> None:
        if model.fault is Fault.BUSY_FIRST and self._refused != ask.prompt:
            self._refused = ask.prompt
            raise too_soon(self._retry_after)
