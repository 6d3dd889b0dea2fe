import re

import pytest

from studio.sandbox.roster import chat_model
from studio.sandbox.script import Ask, Turn
from studio.sandbox.writing import compose

MODELS = ("companion", "swift-mini", "scholar-large", "thinker", "coder", "terse")
TRANSFORMER = "Explain how a transformer predicts the next word, with a formula, a table and code."


def said(model: str, *prompts: str) -> str:
    turns = [turn for prompt in prompts for turn in (Turn("user", prompt), Turn("assistant", "…"))]
    return compose(chat_model(f"demo/{model}"), Ask(model=model, turns=tuple(turns[:-1]))).text


@pytest.mark.parametrize("model", MODELS[:-1])
def test_an_explanation_has_exactly_the_parts_asked_for(model: str) -> None:
    text = said(model, TRANSFORMER)
    assert r"\operatorname{softmax}" in text and "| Next word |" in text and "```python" in text
    assert text.count("$$") == 2 and text.count("|---") == 3 and text.count("```") == 2


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "prompt",
    [
        TRANSFORMER,
        "Write a Python function that finds the longest common prefix of a list of words.",
        "Describe in great depth the economic consequences of the opening of the Suez canal for Venice and Genoa",
        "My cat keeps waking me up at night, what should I do?",
        "Tell me about gardening.",
    ],
)
def test_the_prompt_is_never_pasted_into_the_answer(model: str, prompt: str) -> None:
    text = said(model, prompt)
    assert prompt[:24] not in text and prompt[:24].lower() not in text.lower()
    assert all(len(heading) <= 60 for heading in re.findall(r"^#+ (.*)$", text, re.M))


def test_each_voice_has_its_own_shape() -> None:
    texts = {model: said(model, "Explain how tides work") for model in MODELS}
    assert len(texts["terse"].split()) <= 5
    assert texts["coder"].startswith("```python")
    assert texts["scholar-large"].startswith("## Tides")
    assert texts["thinker"].startswith("**Short answer.**")
    assert texts["companion"].endswith("🙂")


@pytest.mark.parametrize("model", MODELS[:-1])
def test_the_disclosure_comes_once_in_a_conversation(model: str) -> None:
    assert said(model, "Explain quantum cheese").count("made-up") == 1
    assert "made-up" not in said(model, "Explain quantum cheese", "Explain chess")


def test_a_right_answer_is_given_in_every_voice() -> None:
    for model in (*MODELS, "poet-cjk"):
        assert "Yes" in said(model, "Is 97 a prime number? Explain briefly.") or model == "coder"
    assert said("terse", "Is 97 a prime number?") == "Yes."
