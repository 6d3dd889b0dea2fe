import pytest

from studio.sandbox.dialects import chat
from studio.sandbox.refusals import Refused
from tests.sandbox.dialects.answers_for_tests import FULL, stream
from tests.sandbox.wire import as_url, events, png

BODY = {
    "model": "gpt-5-mini",
    "messages": [
        {"role": "system", "content": "You are concise."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What?"},
                {"type": "image_url", "image_url": {"url": as_url(png())}},
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "type": "function", "function": {"name": "weather"}}],
        },
        {"role": "tool", "tool_call_id": "1", "content": "15 C"},
    ],
    "stream": True,
    "stream_options": {"include_usage": True},
    "max_tokens": 512,
    "stop": ["END"],
    "tools": [
        {
            "type": "function",
            "function": {"name": "weather", "description": "d", "parameters": {"type": "object"}},
        }
    ],
}


def test_the_full_body_of_the_reference_is_read() -> None:
    ask = chat.parse(BODY)
    assert [turn.role for turn in ask.turns] == ["system", "user", "assistant", "tool"]
    assert (ask.turns[1].pictures, ask.turns[2].calls) == ((png(),), ("weather",))
    assert (ask.max_tokens, ask.stop, ask.include_usage, ask.tools[0].name) == (
        512,
        ("END",),
        True,
        "weather",
    )
    assert "max_tokens" in ask.given


def test_a_turn_without_a_known_role_is_refused() -> None:
    with pytest.raises(Refused):
        chat.parse({"model": "m", "messages": [{"role": "wizard", "content": "x"}]})


def test_an_answer_in_one_piece() -> None:
    whole = chat.whole(FULL)
    message = whole["choices"][0]["message"]
    assert (message["content"], message["reasoning_content"]) == ("Hello 世界", "I think")
    assert message["tool_calls"][0]["function"] == {"name": "weather", "arguments": '{"city": "Berlin"}'}
    assert whole["choices"][0]["finish_reason"] == "tool_calls"
    assert whole["usage"] == {
        "prompt_tokens": 12,
        "completion_tokens": 9,
        "total_tokens": 21,
        "completion_tokens_details": {"reasoning_tokens": 2},
        "cost": 0.00014,
    }


def test_a_stream_opens_with_the_role_and_closes_with_usage_and_the_end_mark() -> None:
    text = stream(chat.Writer(FULL, include_usage=True))
    found = [event for _, event in events(text)]
    assert found[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert ": still working\n\n" in text
    assert found[-2]["choices"] == [] and found[-2]["usage"]["cost"] == 0.00014
    assert found[-1] == {"done": True}
    calls = [
        c["delta"]["tool_calls"][0] for e in found[:-1] for c in e["choices"] if "tool_calls" in c["delta"]
    ]
    assert "".join(call["function"]["arguments"] for call in calls) == '{"city": "Berlin"}'
    assert '"usage"' not in stream(chat.Writer(FULL, include_usage=False))
