"""The shapes of Responses answers as they come, and what is read out of them field by field."""

from typing import Any

import msgspec

from studio.domain.timing import Usage
from studio.protocols.reading import number, price


class ResponsesEvent(msgspec.Struct, gc=False):
    """One event of a stream, or a whole answer; every field may be missing."""

    type: str | None = None
    delta: str | dict[str, Any] | None = None
    output_index: int | None = None
    content_index: int | None = None
    summary_index: int | None = None
    item_id: str | None = None
    text: str | None = None
    refusal: str | None = None
    arguments: Any = None
    input: Any = None
    item: dict[str, Any] | None = None
    part: dict[str, Any] | None = None
    annotation: dict[str, Any] | None = None
    response: dict[str, Any] | None = None
    partial_image_b64: str | None = None
    error: Any = None
    code: Any = None
    message: str | None = None
    param: Any = None
    id: str | None = None
    object: str | None = None
    model: str | None = None
    status: str | None = None
    output: list[Any] | None = None
    usage: dict[str, Any] | None = None
    incomplete_details: Any = None
    resp_data: dict[str, Any] | None = None


def states_error(kind: str, message: ResponsesEvent) -> bool:
    """Whether an event is an error; other events use `code` and `error` for things of their own."""
    if kind == "error":
        return True
    if message.error is not None:
        return not kind.startswith("response.")
    return message.code is not None and not kind


def usage_of(usage: dict[str, Any]) -> Usage:
    """Numbers of one `usage` object (GATEWAYS.md 4.6)."""
    spent = usage.get("output_tokens_details")
    given = usage.get("input_tokens_details")
    return Usage(
        input_tokens=number(usage.get("input_tokens")),
        output_tokens=number(usage.get("output_tokens")),
        thought_tokens=number(spent.get("reasoning_tokens")) if isinstance(spent, dict) else None,
        cached_tokens=number(given.get("cached_tokens")) if isinstance(given, dict) else None,
        total_tokens=number(usage.get("total_tokens")),
        cost=price(usage.get("cost")),
    )
