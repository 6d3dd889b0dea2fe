"""What the four stream writers share: one interface and the framing of server-sent events."""

import json
from typing import Protocol

from studio.sandbox.script import Json, Step


class StreamWriter(Protocol):
    """Turns the steps of one answer into the bytes of one protocol's stream."""

    def start(self) -> bytes:
        """What is sent at once, before the first word."""

    def alive(self) -> bytes:
        """A sign of life that says nothing."""

    def step(self, step: Step) -> bytes:
        """One step of the answer."""

    def end(self) -> bytes:
        """The finish word, the usage and whatever closes a stream."""


def compact(value: Json) -> str:
    """JSON on one line, all characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def frame(value: Json, event: str = "", end: str = "\n", pad: int = 0) -> bytes:
    """One event; `pad` puts blanks before the closing brace, as Anthropic's servers do (GATEWAYS.md 7.5, 6b)."""
    line = compact(value)
    if pad:
        line = line[:-1] + " " * pad + line[-1]
    head = f"event: {event}{end}" if event else ""
    return f"{head}data: {line}{end}{end}".encode()
