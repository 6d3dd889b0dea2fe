import json

import pytest

from studio.sandbox.answers import model_for, plan
from studio.sandbox.refusals import Refused
from studio.sandbox.script import Ask, Saying, Thinking, ToolOffer, Turn

WEATHER = ToolOffer(
    "get_weather",
    "Current weather of a city",
    {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "unit": {"enum": ["C", "F"]}},
    },
)
CLOCK = ToolOffer("clock", "What time it is", {})


def answered(model: str, prompt: str, **more):
    ask = Ask(model=model, turns=more.pop("turns", (Turn("user", prompt),)), **more)
    return plan(model_for(ask), ask, "id_")


def test_tokens_are_counted_as_they_are_sent() -> None:
    answer = answered("demo/thinker", "Explain how tides work")
    thought = sum(isinstance(step, Thinking) for step in answer.steps)
    said = sum(isinstance(step, Saying) for step in answer.steps)
    assert (answer.usage.thought, answer.usage.output) == (thought, thought + said)
    assert answer.usage.input > 4


def test_a_token_limit_cuts_the_answer_and_says_so() -> None:
    answer = answered("demo/companion", "Explain how tides work", max_tokens=7)
    assert (len(answer.steps), answer.finish, answer.usage.output) == (7, "length", 7)
    assert answered("demo/companion", "Explain how tides work", max_tokens=9999).finish == "stop"


def test_a_stop_text_ends_the_answer_before_it() -> None:
    text = answered("demo/companion", "Explain how tides work", stop=("gravity",)).joined(Saying)
    assert text.endswith("raised by the ")


def test_a_fitting_tool_is_called_with_arguments_from_the_prompt() -> None:
    answer = answered("demo/companion", "What is the weather in Berlin for 3 days?", tools=(CLOCK, WEATHER))
    (call,) = answer.calls()
    assert (call.name, answer.finish) == ("get_weather", "tool")
    assert json.loads(call.arguments) == {"city": "Berlin", "days": 3, "unit": "C"}


def test_the_toolsmith_calls_whatever_is_offered_and_the_rest_only_what_fits() -> None:
    assert answered("demo/toolsmith", "hello", tools=(CLOCK,)).calls()
    assert not answered("demo/companion", "hello", tools=(CLOCK,)).calls()
    assert answered("demo/companion", "hello", tools=(CLOCK,), tool_choice="required").calls()
    assert (
        answered("demo/companion", "hello", tools=(CLOCK, WEATHER), tool_choice="get_weather").calls()[0].name
        == "get_weather"
    )
    assert not answered("demo/toolsmith", "hello", tools=(CLOCK,), tool_choice="none").calls()


def test_a_tools_result_is_taken_up_and_not_asked_for_again() -> None:
    turns = (Turn("user", "Weather?"), Turn("assistant", calls=("get_weather",)), Turn("tool", "15 C"))
    answer = answered("demo/toolsmith", "", turns=turns, tools=(WEATHER,))
    assert not answer.calls()
    assert "get_weather" in answer.joined(Saying) and "15 C" in answer.joined(Saying)


@pytest.mark.parametrize(
    ("model", "more", "status"),
    [
        ("demo/nobody", {}, 404),
        ("members/grand-vizier", {}, 403),
        ("demo/thinker", {"given": frozenset({"temperature"})}, 400),
        ("demo/swift-mini", {"turns": (Turn("user", "x", (b"png",)),)}, 400),
    ],
)
def test_what_a_model_does_not_take_is_refused(model: str, more: dict, status: int) -> None:
    with pytest.raises(Refused, check=lambda refused: refused.status == status):
        answered(model, "hi", **more)
