import pytest

from studio.sandbox.dialects import messages
from studio.sandbox.refusals import Refused
from tests.sandbox.dialects.answers_for_tests import FULL, stream
from tests.sandbox.wire import as_url, events, png


def test_blocks_become_turns_with_results_first() -> None:
    ask = messages.parse(
        {
            "model": "m",
            "max_tokens": 9,
            "system": [{"type": "text", "text": "Be kind."}],
            "messages": [
                {"role": "user", "content": "Weather?"},
                {
                    "role": "assistant",
                    "content": [
                        {"type": "thinking", "thinking": "x"},
                        {"type": "tool_use", "id": "1", "name": "weather"},
                    ],
                },
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "tool_result",
                            "tool_use_id": "1",
                            "content": [{"type": "text", "text": "15 C"}],
                        },
                        {
                            "type": "image",
                            "source": {"type": "base64", "data": as_url(png()).partition(",")[2]},
                        },
                    ],
                },
            ],
            "tools": [{"name": "weather", "description": "d", "input_schema": {}}],
        }
    )
    assert [turn.role for turn in ask.turns] == ["system", "user", "assistant", "tool", "user"]
    assert (ask.turns[3].text, ask.turns[4].pictures) == ("15 C", (png(),))
    assert ask.turns[2].calls == ("weather",)


def test_max_tokens_is_required_as_at_anthropic() -> None:
    with pytest.raises(Refused, match="max_tokens"):
        messages.parse({"model": "m", "messages": [{"role": "user", "content": "x"}]})


def test_an_answer_in_one_piece() -> None:
    whole = messages.whole(FULL)
    assert [block["type"] for block in whole["content"]] == ["thinking", "text", "tool_use"]
    assert whole["content"][2]["input"] == {"city": "Berlin"}
    assert whole["stop_reason"] == "tool_use"
    assert whole["usage"]["output_tokens_details"] == {"thinking_tokens": 2}


def test_blocks_of_a_stream_open_and_close_in_order_with_padding_and_pings() -> None:
    text = stream(messages.Writer(FULL))
    found = events(text)
    assert all(name == event["type"] for name, event in found)
    assert 'event: ping\ndata: {"type": "ping"}' in text
    assert " }\n" in text
    opened = [event["index"] for name, event in found if name == "content_block_start"]
    closed = [event["index"] for name, event in found if name == "content_block_stop"]
    assert opened == closed == [0, 1, 2]
    kinds = {event["delta"]["type"] for name, event in found if name == "content_block_delta"}
    assert kinds == {"thinking_delta", "signature_delta", "text_delta", "citations_delta", "input_json_delta"}
    assert [name for name, _ in found[-2:]] == ["message_delta", "message_stop"]
