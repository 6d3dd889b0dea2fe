"""Ports that reach for their service only when they are used."""

from collections.abc import Callable
from typing import Any, cast


class _Late:
    """Passes every attribute on to the service `find` gives."""

    def __init__(self, find: Callable[[], object]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)


def late(find: Callable[[], object]) -> Any:
    """A stand-in for the service `find` gives; `find` is called at the first use of a method, and later again."""
    return cast(Any, _Late(find))
