"""What is read out of the shapes of Chat Completions."""

from typing import Any

import pytest

from studio.domain.timing import Usage
from studio.protocols.chat_shapes import (
    ChatDelta,
    Choice,
    Chunk,
    keep_details,
    plain_text,
    stated_fields,
    thinking_text,
    usage_of,
)


def chunk(**delta: Any) -> Chunk:
    """A chunk of one choice."""
    return Chunk(choices=[Choice(index=0, delta=ChatDelta(**delta))])


def test_a_plain_piece_of_text_is_told_from_everything_else() -> None:
    assert plain_text(chunk(content="a")) == "a"
    assert plain_text(chunk(content=["a"])) is None
    assert plain_text(chunk(content="a", reasoning="b")) is None
    assert plain_text(chunk(content="a", tool_calls=[])) is None
    assert plain_text(Chunk(choices=[])) is None and plain_text(Chunk()) is None
    assert plain_text(Chunk(choices=[Choice(delta=ChatDelta(content="a"), finish_reason="stop")])) is None
    assert plain_text(Chunk(choices=[Choice(index=1, delta=ChatDelta(content="a"))])) is None
    assert plain_text(Chunk(choices=[Choice(delta=ChatDelta(content="a"))], usage={})) is None


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"thinking": "a"}, "a"),
        ({"thinking": [{"type": "text", "text": "a"}, {"type": "reference"}, "b"]}, "ab"),
        ({"summary": [{"text": "s"}]}, "s"),
        ({}, ""),
    ],
)
def test_thinking_parts(item: dict[str, Any], text: str) -> None:
    assert thinking_text(item) == text


def test_pieces_of_one_detail_are_joined() -> None:
    kept: list[dict[str, Any]] = []
    keep_details(kept, [{"type": "reasoning.text", "index": 0, "text": "a"}, 7])
    keep_details(kept, [{"type": "reasoning.text", "index": 0, "text": "b", "signature": "s"}])
    keep_details(
        kept, [{"type": "reasoning.encrypted", "data": "x"}, {"type": "reasoning.encrypted", "data": "y"}]
    )
    assert kept == [
        {"type": "reasoning.text", "index": 0, "text": "ab", "signature": "s"},
        {"type": "reasoning.encrypted", "data": "x"},
        {"type": "reasoning.encrypted", "data": "y"},
    ]


def test_numbers_and_stated_fields() -> None:
    usage = {"prompt_tokens": 1, "prompt_cache_hit_tokens": 2, "reasoning_tokens": 3, "estimated_cost": 0.1}
    assert usage_of(usage) == Usage(input_tokens=1, cached_tokens=2, thought_tokens=3, cost=0.1)
    assert stated_fields(Chunk(error="x", code=400)) == {"error": "x", "code": 400}
