"""Arguments that arrive value by value become one object, whatever their paths say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.protocols.partial_arguments import PartialArguments


def put_together(*pieces: Any) -> Any:
    """The object these pieces make."""
    arguments = PartialArguments()
    for piece in pieces:
        arguments.add(piece)
    return json.loads(arguments.text)


def value(path: str, **fields: Any) -> dict[str, Any]:
    """One piece."""
    return {"jsonPath": path, **fields}


def test_strings_of_one_path_are_appended_and_others_replaced() -> None:
    assert put_together(value("$.a", stringValue="Bos"), value("$.a", stringValue="ton")) == {"a": "Boston"}
    assert put_together(value("$.a", numberValue=1), value("$.a", numberValue=2)) == {"a": 2}
    assert put_together(value("$.a", nullValue="NULL_VALUE"), value("$.b", boolValue=False)) == {
        "a": None,
        "b": False,
    }


def test_paths_through_objects_and_lists() -> None:
    assert put_together(value("$.a[1].b", stringValue="x"), value("$['odd.key'][\"z\"]", numberValue=1)) == {
        "a": [None, {"b": "x"}],
        "odd.key": {"z": 1},
    }
    assert put_together(value("$.a", stringValue="x"), value("$.a.b", numberValue=1)) == {"a": {"b": 1}}


@pytest.mark.parametrize(
    "path", ["", "a", "$", "$[0]", "$.a[99999]", "$..a", "$.a[", 7, None, "$" + ".a" * 100]
)
def test_unreadable_paths_are_left_out(path: Any) -> None:
    assert put_together({"jsonPath": path, "numberValue": 1}) == {}


@given(
    st.lists(st.tuples(st.text("$.ab[]01'\"", max_size=12), st.one_of(st.text(max_size=3), st.integers())))
)
def test_any_path_is_survived(pieces: list[tuple[str, Any]]) -> None:
    made = put_together(
        *(value(p, **{"stringValue" if isinstance(v, str) else "numberValue": v}) for p, v in pieces), 7
    )
    assert isinstance(made, dict)
