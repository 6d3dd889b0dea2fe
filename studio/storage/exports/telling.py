"""What an export says about an answer: when, how it stands, and its numbers."""

from datetime import datetime

from studio.domain.conversation import Message, Status
from studio.domain.gateway import PROTOCOL_NAMES
from studio.domain.timing import rate_of

_STANDING = {
    Status.WAITING: "not answered yet",
    Status.STREAMING: "still being answered",
    Status.DONE: "",
    Status.STOPPED: "stopped",
    Status.CUT_OFF: "cut off",
    Status.FAILED: "failed",
}


def moment(at: float) -> str:
    """Local date and time for people, or "" where none is known."""
    try:
        return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M") if at else ""
    except (OverflowError, ValueError, OSError):
        return ""


def standing(message: Message) -> str:
    """How an answer stands, in one line; the failure's own words where there is one."""
    word = _STANDING[message.status]
    failure = message.failure
    if failure is None:
        return word
    told = " ".join(failure.message.split())
    return f"{word}: {told}" if word else told


def numbers(message: Message) -> str:
    """Protocol, time, speed, tokens and cost, as far as they are known, with middle dots between."""
    found: list[str] = []
    if message.protocol is not None:
        found.append(PROTOCOL_NAMES[message.protocol])
    timing, usage = message.timing, message.usage
    if timing.first_word_s is not None:
        found.append(f"first word {timing.first_word_s:.2f} s")
    if timing.total_s is not None:
        found.append(f"{timing.total_s:.2f} s")
    rate = rate_of(timing, usage, message.thought + message.text)
    if rate is not None:
        found.append(f"{'≈' if rate.estimated else ''}{rate.tokens_per_second:.0f} tokens/s")
    if usage is not None and usage.input_tokens is not None:
        found.append(f"{usage.input_tokens} in")
    if usage is not None and usage.output_tokens is not None:
        found.append(f"{usage.output_tokens} out")
    if usage is not None and usage.cost is not None:
        found.append(f"${usage.cost:.6f}".rstrip("0").rstrip("."))
    return " · ".join(found)
