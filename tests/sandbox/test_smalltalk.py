from random import Random

import pytest

from studio.sandbox.roster import chat_model
from studio.sandbox.script import Ask, Turn
from studio.sandbox.smalltalk import earlier, quoted, talk
from studio.sandbox.subjects import kind_of


def said(prompt: str, model: str = "demo/companion") -> str:
    ask = Ask(model=model, turns=(Turn("user", prompt),))
    return talk(kind_of(prompt), chat_model(model), ask, Random(1))


def test_a_greeting_is_one_friendly_sentence_over_what_was_named() -> None:
    assert said("Say hi") == "Hello, and nice to meet you! 👋"
    assert said("Say hello in one sentence over the Responses protocol.").startswith(
        "Hello over the Responses protocol"
    )


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("Reply with the word OK", "OK"),
        ('Say "good cheese" and nothing else', "good cheese"),
        ("ping", "Pong."),
        ("What's the weather like in Berlin?", "cannot know"),
        ("I feel sad today", "sorry"),
        ("What is the meaning of life?", "Forty-two"),
        ("How are you?", "how are you"),
        ("Who are you?", "Companion"),
    ],
)
def test_small_talk_gets_what_it_asks_for(prompt: str, words: str) -> None:
    assert words in said(prompt)


def test_a_long_quotation_is_cut_between_words() -> None:
    assert quoted("word " * 40).endswith("word …”")


def test_the_topic_before_is_found_past_a_turn_without_one() -> None:
    turns = (Turn("user", "Explain tides"), Turn("assistant", "…"), Turn("user", "Why?"))
    assert earlier(Ask(model="", turns=turns)) == "tides"
