"""Careful reading of request bodies: every field may be missing, of a wrong type, or nonsense."""

import base64
import binascii
from collections.abc import Iterable, Mapping

from studio.sandbox.refusals import Manner, Refused, missing, missing_model
from studio.sandbox.roster import is_apifree
from studio.sandbox.script import Json, ToolOffer

Body = Mapping[str, Json]


def manner_for(body: Body, usual: Manner) -> Manner:
    """The manner of errors for this request: the protocol's own, or APIFree's for its models."""
    return Manner.APIFREE if is_apifree(body.get("model")) else usual


def model_of(body: Body, manner: Manner) -> str:
    """The model's name. Raises `Refused` where it is missing or empty."""
    name = body.get("model")
    if not isinstance(name, str) or not name.strip():
        raise missing_model(manner)
    return name


def items(value: Json, name: str) -> list[Body]:
    """The objects of a list that must be there and not be empty. Raises `Refused`."""
    if value is None or value == []:
        raise missing(name)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refused(400, "invalid_request_error", f"{name} must be an array of objects", param=name)
    return value


def objects(value: Json) -> list[Body]:
    """The objects of an optional list; anything else is passed over."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mapping(value: Json) -> Body:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Json) -> str:
    """The value if it is text, else ""."""
    return value if isinstance(value, str) else ""


def whole_number(value: Json, name: str) -> int | None:
    """A positive integer or None. Raises `Refused` for anything else."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Refused(400, "invalid_request_error", f"{name} must be a positive integer", param=name)
    return value


def in_range(body: Body, name: str, low: float, high: float) -> None:
    """Refuses an optional number outside of `low`..`high`."""
    value = body.get(name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Refused(
            400, "invalid_request_error", f"{name} must be a number from {low:g} to {high:g}", param=name
        )


def seed_of(value: Json) -> int:
    """An optional seed; 0 is the usual one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def stops(value: Json) -> tuple[str, ...]:
    """Stop texts: one or a list."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str) and item)
    return ()


def data_url(value: Json) -> bytes:
    """The bytes of a `data:` address. Raises `Refused`: the gateway fetches nothing from elsewhere."""
    address = text(value)
    head, comma, payload = address.partition(",")
    if not comma or not head.startswith("data:") or "base64" not in head:
        raise Refused(
            400, "invalid_request_error", "invalid image: send it as a base64 data URL", param="image"
        )
    return base64_bytes(payload)


def base64_bytes(value: Json) -> bytes:
    """Decoded base64. Raises `Refused` where it is none."""
    try:
        return base64.b64decode(text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, "invalid_request_error", "invalid image: broken base64", param="image") from None


def tool_offers(found: Iterable[tuple[Json, Json, Json]]) -> tuple[ToolOffer, ...]:
    """Offers from (name, description, schema) triples; those without a name are passed over."""
    return tuple(
        ToolOffer(name, text(about), mapping(schema))
        for name, about, schema in found
        if isinstance(name, str) and name
    )


def choice(value: Json) -> str:
    """A tool choice in one word: auto, none, required, or the name of a function."""
    if isinstance(value, str):
        return "required" if value == "any" else value
    found = mapping(value)
    name = found.get("name") or mapping(found.get("function")).get("name")
    if isinstance(name, str):
        return name
    return choice(found.get("type")) if found else "auto"


def given(body: Body, *spaces: Body) -> frozenset[str]:
    """The names of all fields that were sent with a value, in the body and in nested objects."""
    return frozenset(name for space in (body, *spaces) for name, value in space.items() if value is not None)
