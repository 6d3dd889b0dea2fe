import pytest

from studio.sandbox.roster import CHAT_MODELS, chat_model
from studio.sandbox.script import Ask, Turn
from studio.sandbox.writing import compose
from tests.sandbox.wire import png


def text(model: str, *turns: Turn, **more) -> str:
    return compose(chat_model(model), Ask(model=model, turns=turns, **more)).text


def user(prompt: str) -> Turn:
    return Turn("user", prompt)


@pytest.mark.parametrize("model", [m.id for m in CHAT_MODELS])
def test_the_same_question_gets_the_same_answer(model: str) -> None:
    assert text(model, user("Explain chess")) == text(model, user("Explain chess")) != ""


def test_models_answer_in_visibly_different_lengths() -> None:
    models = ("demo/terse", "demo/swift-mini", "demo/companion", "demo/scholar-large", "demo/marathon")
    lengths = [len(text(model, user("Explain how rainbows form"))) for model in models]
    assert lengths == sorted(lengths)
    assert lengths[-1] > 50 * lengths[0]


def test_the_first_answer_says_that_it_is_made_up_and_later_ones_do_not_nag() -> None:
    later = (user("Explain chess"), Turn("assistant", "…"), user("Explain tea"))
    assert "made-up" in text("demo/companion", user("Explain chess"))
    assert "made-up" not in text("demo/companion", *later)


def test_earlier_turns_are_taken_up() -> None:
    turns = (user("Explain how tides work"), Turn("assistant", "…"), user("And rainbows?"))
    assert "sunlight" in text("demo/companion", *turns)
    again = (*turns[:2], user("Explain chess"))
    assert "how tides work" in text("demo/scholar-large", *again)
    recalled = text("demo/companion", *turns[:2], user("What did I ask before?"))
    assert "1. “Explain how tides work”" in recalled


def test_short_greetings_get_short_answers() -> None:
    assert len(text("demo/scholar-large", user("hi"))) < 120


def test_the_system_can_ask_for_brevity() -> None:
    long = text("demo/companion", user("Explain how tides work"))
    assert len(text("demo/companion", Turn("system", "Be concise."), user("Explain how tides work"))) < len(
        long
    )


def test_sums_and_code_are_true() -> None:
    assert "**87**" in text("demo/companion", user("what is 12*7+3?"))
    assert "```python\ndef fibonacci" in text("demo/coder", user("Python code for fibonacci"))


def test_the_thinker_thinks_long_and_the_librarian_has_sources() -> None:
    thought = compose(chat_model("demo/thinker"), Ask(model="", turns=(user("Explain chess"),))).thought
    assert len(thought) > 800 and "chess" in thought
    sources = compose(chat_model("demo/librarian"), Ask(model="", turns=(user("Explain chess"),))).sources
    assert [url for url, _ in sources] == ["https://example.org/chess", "https://example.org/chess/notes"]


def test_pictures_are_described_and_broken_ones_are_named() -> None:
    seen = text("demo/scholar-large", Turn("user", "What is this?", (png((20, 40, 200)), b"no picture")))
    assert "| Size | 96 × 64 pixels" in seen
    assert "Picture 2 could not be decoded." in seen


def test_a_tools_json_is_shown_as_json() -> None:
    turns = (user("Weather?"), Turn("assistant", calls=("weather",)), Turn("tool", '{"celsius": 15}'))
    assert '`weather` answered:\n\n```json\n{"celsius": 15}\n```' in text("demo/companion", *turns)
