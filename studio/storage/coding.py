"""How values become JSON columns and come back, whatever stands in them."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from studio.domain.text import clean_text

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


def encoded(value: object) -> str:
    """`value` as JSON text. A lone surrogate, which no UTF-8 can carry, becomes U+FFFD."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return clean_text(json.dumps(msgspec.to_builtins(value), ensure_ascii=False))


def decoded(
    rows: Iterable[str], kind: type[T], fallback: Callable[[int], T | None] = lambda index: None
) -> tuple[T, ...]:
    """The values of all rows; a row that cannot be read becomes `fallback(index)`, or is left out where that is None.

    All rows are decoded in one go, which is several times as fast; only when that fails one by one.
    """
    texts = list(rows)
    try:
        return msgspec.json.decode("[" + ",".join(texts) + "]", type=tuple[kind, ...])  # type: ignore[valid-type]
    except msgspec.MsgspecError:
        pass
    found: list[T] = []
    for index, text in enumerate(texts):
        try:
            found.append(msgspec.json.decode(text, type=kind))
        except msgspec.MsgspecError:
            stand_in = fallback(index)
            if stand_in is not None:
                found.append(stand_in)
    return tuple(found)


def lenient(text: str, kind: type[S]) -> tuple[S | None, bool]:
    """A struct field by field, and whether it was whole; fields that cannot be read take their defaults.

    None where not even the required fields can be read.
    """
    try:
        return msgspec.json.decode(text, type=kind), True
    except msgspec.MsgspecError:
        pass
    try:
        raw = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return None, False
    if not isinstance(raw, dict):
        return None, False
    good: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in raw:
            try:
                good[field.name] = msgspec.convert(raw[field.encode_name], field.type, strict=False)
            except msgspec.ValidationError:
                continue
    try:
        return kind(**good), False
    except TypeError:
        return None, False


def over_unknown(value: object, before: str | None) -> str:
    """`value` as JSON, with the fields of `before` that this version does not know kept."""
    if before is None:
        return encoded(value)
    try:
        old = msgspec.json.decode(before)
    except msgspec.MsgspecError:
        return encoded(value)
    fresh = msgspec.json.decode(encoded(value))
    if not isinstance(old, dict):
        return encoded(value)
    return encoded({**{k: v for k, v in old.items() if k not in fresh}, **fresh})
