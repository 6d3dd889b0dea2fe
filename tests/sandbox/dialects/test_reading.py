import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sandbox.dialects import chat, gemini, messages, reading, responses
from studio.sandbox.refusals import Manner, Refused

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
FIELDS = (
    "messages", "contents", "input", "system", "tools", "tool_choice", "stop", "max_tokens", "temperature", "seed",
    "stream_options", "generationConfig", "system_instruction", "instructions", "toolConfig",
)  # fmt: skip
turn = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool", "model", "x"])},
    optional={"content": json_values, "parts": json_values, "type": json_values, "tool_calls": json_values},
)


@pytest.mark.parametrize("parse", [chat.parse, messages.parse, responses.parse, gemini.parse])
@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(FIELDS), json_values | st.lists(turn, max_size=3)))
def test_any_body_is_read_or_refused_and_never_fails(parse, body: dict) -> None:
    try:
        ask = parse({"model": "demo/terse", **body})
    except Refused as refused:
        assert refused.status == 400
    else:
        assert ask.model == "demo/terse"


def test_numbers_outside_their_range_are_refused_by_name() -> None:
    for value in (3, -0.1, "hot", True):
        with pytest.raises(Refused, check=lambda r: r.param == "temperature"):
            reading.in_range({"temperature": value}, "temperature", 0, 2)
    reading.in_range({}, "temperature", 0, 2)


def test_pictures_come_as_data_urls_only() -> None:
    assert reading.data_url("data:image/png;base64," + base64.b64encode(b"abc").decode()) == b"abc"
    for bad in ("https://example.org/a.png", "data:text/plain,abc", None, 7, "data:image/png;base64,a"):
        with pytest.raises(Refused):
            reading.data_url(bad)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "auto"),
        ("none", "none"),
        ("any", "required"),
        ({"type": "any"}, "required"),
        ({"type": "tool", "name": "weather"}, "weather"),
        ({"type": "function", "function": {"name": "weather"}}, "weather"),
    ],
)
def test_tool_choices_of_all_protocols_become_one_word(value: object, word: str) -> None:
    assert reading.choice(value) == word


def test_the_manner_follows_the_model() -> None:
    assert reading.manner_for({"model": "apifree-style/x"}, Manner.GEMINI) is Manner.APIFREE
    assert reading.manner_for({"model": 7}, Manner.GEMINI) is Manner.GEMINI
