"""The real program, started as its users start it, with one scenario of `scenarios.py` played in its loop.

    python -m tests.system.runner SCENARIO ARGUMENT … -- OPTION …

OPTIONs are those of `studio`. The scenario begins once the program has started; what it prints are promises for the
parent to check, each written with one system call after the fact.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from studio.__main__ import main


def promise(*words: object) -> None:
    """One line for the parent, written whole."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def play(scenario: str, arguments: list[str]) -> None:
    """Lets every `App` of this process play the scenario after its own start."""
    from studio import app
    from studio.state import tasks
    from tests.system import scenarios

    scene: Callable[..., Any] = getattr(scenarios, scenario)

    class Played(app.App):
        """The program itself, with somebody in front of it."""

        def start(self) -> None:
            super().start()
            promise("started", os.getpid())
            tasks.start(scene(self, *arguments), f"scenario {scenario}")

        def called(self, words: dict[str, Any]) -> None:
            super().called(words)
            promise("called", json.dumps(words))

    app.App = Played  # type: ignore[misc]


if __name__ == "__main__":
    cut = sys.argv.index("--")
    play(sys.argv[1], sys.argv[2:cut])
    sys.exit(main(sys.argv[cut + 1 :]))
