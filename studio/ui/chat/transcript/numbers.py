"""The numbers of an answer as words: first word, speed, tokens, cost; “—” where nothing is known."""

import time

from studio.domain.conversation import Message, Role, Status
from studio.domain.timing import rate_of


def seconds_in_words(seconds: float) -> str:
    """A duration: "0.42 s", "12 s", "3 min 5 s"."""
    if seconds < 9.95:
        return f"{seconds:.2f} s" if seconds < 0.995 else f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def numbers_of(message: Message) -> str:
    """The numbers line of an answer; "" for a user's message and while it runs."""
    if message.role is Role.USER or message.running:
        return ""
    timing, usage = message.timing, message.usage
    words = []
    if timing.first_word_s is not None:
        words.append(f"first word {seconds_in_words(timing.first_word_s)}")
    rate = rate_of(timing, usage, message.text + message.thought)
    if rate is not None:
        words.append(f"{'≈ ' if rate.estimated else ''}{rate.tokens_per_second:.0f} tok/s")
    if timing.total_s is not None:
        words.append(f"{seconds_in_words(timing.total_s)} in all")
    words.extend(_tokens(message))
    cost = usage.cost if usage is not None else None
    words.append("cost —" if cost is None else cost_in_words(cost, usage is not None and usage.priced))
    return " · ".join(words)


def _tokens(message: Message) -> list[str]:
    usage = message.usage
    if usage is None:
        return []
    shown = [(usage.input_tokens, "in"), (usage.output_tokens, "out"), (usage.thought_tokens, "thought")]
    return [
        f"{count:,} {word}" for count, word in shown if count is not None and (count or word != "thought")
    ]


def cost_in_words(cost: float, computed: bool) -> str:
    """US dollars with as many digits as say something; "≈" when computed from a price the user entered."""
    sign = "≈ " if computed else ""
    if cost == 0:
        return f"{sign}$0"
    digits = 2 if cost >= 1 else 4 if cost >= 0.01 else 6
    return f"{sign}${cost:.{digits}f}".rstrip("0").rstrip(".")


def status_of(message: Message) -> str:
    """How an answer ended when it did not simply end."""
    if message.status is Status.STOPPED:
        return "Stopped"
    if message.status is Status.CUT_OFF:
        return "Cut off: the connection or the program ended before the answer did"
    if message.finish is not None:
        match message.finish.reason:
            case "length":
                return "Ended at the length limit"
            case "filtered":
                return "Ended by a content filter"
            case "refusal":
                return "The model refused"
            case _:
                return ""
    return ""


def time_of(message: Message) -> str:
    """When the message was made, in local time; the date only where it is not today's."""
    if not message.created_at:
        return ""
    then = time.localtime(message.created_at)
    if then[:3] == time.localtime()[:3]:
        return time.strftime("%H:%M", then)
    return time.strftime("%Y-%m-%d %H:%M", then)
