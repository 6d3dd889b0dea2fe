"""Whole JSON objects are found in any split, whatever stands in their strings."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from studio.services.objects import ObjectScanner

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=3), min_size=1, max_size=4)


def found(data: bytes, split: int) -> list[Any]:
    scanner = ObjectScanner()
    return [json.loads(o) for at in range(0, len(data), split) for o in scanner.feed(data[at : at + split])]


@given(OBJECTS, st.integers(1, 30), st.booleans())
def test_lines_and_arrays_give_their_objects(objects: list[dict[str, Any]], split: int, array: bool) -> None:
    if array:
        data = json.dumps(objects, indent=1).encode()
    else:
        data = "\n".join(json.dumps(o, ensure_ascii=False) for o in objects).encode()
    assert found(data, split) == objects


def test_what_is_unfinished_is_counted() -> None:
    scanner = ObjectScanner()
    assert scanner.feed(b'[{"a": "]}') == []
    assert (scanner.waiting, scanner.in_array, scanner.closed) == (9, True, False)
    assert scanner.feed(b'"}]') == [b'{"a": "]}"}']
    assert (scanner.waiting, scanner.closed) == (0, True)


def test_more_closings_than_openings_do_no_harm() -> None:
    assert found(b']}}{"a":1}]', 1) == [{"a": 1}]
