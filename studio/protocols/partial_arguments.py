"""Arguments of a Gemini call that arrive value by value (`partialArgs` with a JSONPath each, GATEWAYS.md 4.4)."""

import json
import re
from itertools import pairwise
from typing import Any

from studio.domain.parameters import Json
from studio.domain.text import clean_text

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d{1,4})\]|\[(?:'([^']*)'|\"([^\"]*)\")\]")


class PartialArguments:
    """The object so far; strings for one path are appended, other values replace what was there."""

    def __init__(self) -> None:
        self._root: dict[str, Json] = {}

    @property
    def text(self) -> str:
        """The object as JSON text."""
        return clean_text(json.dumps(self._root, ensure_ascii=False))

    def add(self, piece: Json) -> None:
        """One entry of `partialArgs`; what has no readable path or value is left out."""
        if not isinstance(piece, dict):
            return
        path = _steps(piece.get("jsonPath") or piece.get("json_path"))
        for name in ("stringValue", "numberValue", "boolValue", "string_value", "number_value", "bool_value"):
            if path and name in piece:
                self._put(path, piece[name])
                return
        if path and ("nullValue" in piece or "null_value" in piece):
            self._put(path, None)

    def _put(self, path: list[str | int], value: Json) -> None:
        place: Any = self._root
        for step, following in pairwise(path):
            inner = _at(place, step)
            wanted = list if isinstance(following, int) else dict
            if not isinstance(inner, wanted):
                inner = wanted()
                _set(place, step, inner)
            place = inner
        before = _at(place, path[-1])
        if isinstance(before, str) and isinstance(value, str):
            value = before + value
        _set(place, path[-1], value)


def _steps(path: Json) -> list[str | int]:
    if not isinstance(path, str) or not path.startswith("$"):
        return []
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None or len(steps) >= 64:
            return []
        name, index, single, double = found.groups()
        steps.append(
            int(index) if index is not None else next(s for s in (name, single, double) if s is not None)
        )
        at = found.end()
    return steps if steps and isinstance(steps[0], str) else []


def _at(place: Any, step: str | int) -> Json:
    if isinstance(place, list):
        return place[step] if isinstance(step, int) and step < len(place) else None
    return place.get(step)


def _set(place: Any, step: str | int, value: Json) -> None:
    if isinstance(place, list) and isinstance(step, int):
        place.extend([None] * (step + 1 - len(place)))
        place[step] = value
    elif isinstance(place, dict):
        place[step] = value
