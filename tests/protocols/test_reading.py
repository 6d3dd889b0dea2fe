"""Typed where types fit, field by field where they do not, and never an exception but ValueError."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.protocols.reading import Reader, lenient, number, price, read_json


class Inner(msgspec.Struct):
    """Something inside."""

    name: str | None = None
    count: int | None = None


class Outer(msgspec.Struct):
    """Something with everything in it."""

    text: str | list[Any] | None = None
    inner: Inner | None = None
    inners: list[Inner] | None = None
    table: dict[str, Any] | None = None


READER = Reader(Outer)


def test_what_fits_is_read_at_once() -> None:
    assert READER.read('{"text":"a","inner":{"name":"b"},"more":1}') == Outer("a", Inner("b"))
    assert READER.read(b'{"inners":[{"count":1}]}') == Outer(inners=[Inner(None, 1)])


def test_what_does_not_fit_is_left_out_field_by_field() -> None:
    odd = '{"text":5,"inner":{"name":7,"count":2},"inners":[1,{"count":"x","name":"n"},null],"table":[]}'
    assert READER.read(odd) == Outer(None, Inner(None, 2), [Inner("n")], None)


def test_json_that_is_no_object_is_none() -> None:
    assert [READER.read(t) for t in ("[]", "7", '"a"', "null")] == [None] * 4


def test_lone_surrogates_pass() -> None:
    found = READER.read('{"text":"a\\ud83d"}')
    assert found is not None and found.text == "a\ud83d"


@pytest.mark.parametrize("text", ["", "{", "{'a':1}", '{"a":NaN}', "[" * 100_000, '{"a":-Infinity}', "{} x"])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        read_json(text)
    with pytest.raises(ValueError):
        READER.read(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda i: st.lists(i) | st.dictionaries(st.text(), i),
    )
)
def test_any_value_is_read_leniently(value: Any) -> None:
    found = lenient(value, Outer)
    assert found is None or isinstance(found, Outer)


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_a_value_error(data: bytes) -> None:
    try:
        READER.read(data)
    except ValueError:
        assert data != b"{}"


@pytest.mark.parametrize(
    ("value", "count"), [(3, 3), (3.7, 3), (-1, None), (True, None), ("3", None), (1e308, None), (None, None)]
)
def test_counts(value: Any, count: int | None) -> None:
    assert number(value) == count


@pytest.mark.parametrize(
    ("value", "cost"),
    [
        (0.00014, 0.00014),
        ("0.5", 0.5),
        ("x", None),
        ("nan", None),
        ({"total_cost": 0.005}, 0.005),
        (-1, None),
        (1e308, None),
    ],
)
def test_prices(value: Any, cost: float | None) -> None:
    assert price(value) == cost
