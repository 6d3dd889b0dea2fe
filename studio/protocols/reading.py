"""JSON from gateways: typed and fast where it is what it should be, tolerant where it is not."""

import json
import types
import typing
from typing import Any, Generic, TypeVar

import msgspec

from studio.domain.parameters import Json

T = TypeVar("T", bound=msgspec.Struct)


def read_json(data: str | bytes) -> Json:
    """Any JSON value. Lone surrogates (clean them before use) and raw controls in strings pass; the rest of what
    is no JSON raises `ValueError`.

    NaN, Infinity, numbers too long and arrays nested too deep are `ValueError` too (FAULTS.md E12).
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        pass
    try:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        return json.loads(text, parse_constant=_refuse, strict=False)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _refuse(word: str) -> Json:
    raise ValueError(f"{word} is no JSON")


class Reader(Generic[T]):
    """Reads one kind of message: one typed decode, and field by field where a type is not the expected one."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._decode = msgspec.json.Decoder(kind).decode

    def read(self, data: str | bytes) -> T | None:
        """The message; None for JSON that is no object. Raises `ValueError` for what is no JSON."""
        try:
            return self._decode(data)
        except (msgspec.DecodeError, RecursionError, ValueError):
            pass
        return self.from_json(read_json(data))

    def from_json(self, value: Json) -> T | None:
        """The message in an already read JSON value; fields of a wrong type are as if absent."""
        return lenient(value, self._kind) if isinstance(value, dict) else None


def lenient(value: Json, kind: Any) -> Any:
    """`value` as `kind`, with everything that does not fit left out (None)."""
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, ValueError, RecursionError):
        pass
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _of_union(value, typing.get_args(kind))
    if origin is list and isinstance(value, list):
        inner = typing.get_args(kind)[0]
        return [item for item in (lenient(v, inner) for v in value) if item is not None]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        return _of_struct(value, kind)
    return None


def _of_union(value: Json, kinds: tuple[Any, ...]) -> Any:
    for kind in kinds:
        if kind is not type(None):
            found = lenient(value, kind)
            if found is not None:
                return found
    return None


def _of_struct(value: dict[str, Any], kind: type[msgspec.Struct]) -> Any:
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in value:
            found = lenient(value[field.encode_name], field.type)
            if found is not None:
                fields[field.name] = found
    return kind(**fields)


def number(value: Json) -> int | None:
    """A count of tokens: a whole number from 0 to 10¹², else None (FAULTS.md H20)."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= 1e12 else None


def price(value: Json) -> float | None:
    """A cost in dollars: a number or numeric text from 0 to 10⁶, an object's `total_cost`, else None."""
    if isinstance(value, dict):
        return price(value.get("total_cost"))
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1e6 else None
