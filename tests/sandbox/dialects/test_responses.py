import pytest

from studio.sandbox.dialects import responses
from studio.sandbox.refusals import Refused
from tests.sandbox.dialects.answers_for_tests import FULL, stream
from tests.sandbox.wire import as_url, events, png


def test_items_become_turns() -> None:
    ask = responses.parse(
        {
            "model": "m",
            "instructions": "Be kind.",
            "input": [
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "Weather?"},
                        {"type": "input_image", "image_url": as_url(png())},
                    ],
                },
                {"type": "reasoning", "summary": []},
                {"type": "function_call", "call_id": "1", "name": "weather", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "1", "output": "15 C"},
            ],
        }
    )
    assert [turn.role for turn in ask.turns] == ["system", "user", "assistant", "tool"]
    assert (ask.turns[1].pictures, ask.turns[3].text) == ((png(),), "15 C")
    assert responses.parse({"model": "m", "input": "hi"}).prompt == "hi"


@pytest.mark.parametrize("shape", [7, {"a": 1}, ["text"]])
def test_other_shapes_of_input_are_refused_in_the_gateways_words(shape: object) -> None:
    with pytest.raises(Refused, check=lambda r: r.message == "unsupported responses input shape"):
        responses.parse({"model": "m", "input": shape})


def test_an_answer_in_one_piece() -> None:
    whole = responses.whole(FULL)
    assert [item["type"] for item in whole["output"]] == ["reasoning", "message", "function_call"]
    assert whole["status"] == "completed"
    assert whole["usage"]["output_tokens_details"] == {"reasoning_tokens": 2}


def test_a_stream_is_numbered_and_repeats_everything_at_its_end() -> None:
    found = events(stream(responses.Writer(FULL)))
    assert [event["sequence_number"] for _, event in found] == list(range(len(found)))
    assert all(name == event["type"] for name, event in found)
    added = [event["output_index"] for name, event in found if name == "response.output_item.added"]
    done = [event["output_index"] for name, event in found if name == "response.output_item.done"]
    assert added == done == [0, 1, 2]
    assert found[-1][0] == "response.completed"
    assert found[-1][1]["response"]["output"] == responses.whole(FULL)["output"]
