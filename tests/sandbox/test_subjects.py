import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox import subjects
from studio.sandbox.subjects import Kind


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("hi", Kind.GREETING),
        ("Hello there!", Kind.GREETING),
        ("history of Rome", Kind.EXPLANATION),
        ("thanks a lot", Kind.THANKS),
        ("Who are you?", Kind.IDENTITY),
        ("What did I ask first?", Kind.RECALL),
        ("what is 12*7+3?", Kind.TRUTH),
        ("Say hi", Kind.GREETING),
        ("Say hello in one sentence over the Responses protocol.", Kind.GREETING),
        ("Reply with the word OK", Kind.ECHO),
        ("Tell me a joke", Kind.CHAT),
        ("Rewrite this more formally: hey guys", Kind.REWRITE),
        ("Draft an email to Anna", Kind.LETTER),
        ("Explain how tides work, with a formula, a table and code", Kind.EXPLANATION),
        ("Compare cats and dogs in a table", Kind.COMPARISON),
        ("Should I learn Rust or Go?", Kind.COMPARISON),
        ("How do I reverse a string in Python?", Kind.CODE),
        ("Translate good morning to Japanese", Kind.TRANSLATION),
        ("Summarise this: a b c", Kind.SUMMARY),
        ("write a haiku about rain", Kind.POEM),
        ("Write a short story about a dog", Kind.STORY),
        ("Show me everything", Kind.SHOWCASE),
        ("give me JSON", Kind.DATA),
        ("a table of planets", Kind.TABLE),
        ("Compare Python and Rust", Kind.COMPARISON),
        ("Is tea or coffee better?", Kind.COMPARISON),
        ("Write a Rust program", Kind.CODE),
        ("hello world in python", Kind.CODE),
        ("the quadratic formula", Kind.FORMULA),
        ("List five ideas", Kind.LIST),
        ("Explain how tides work", Kind.EXPLANATION),
        ("", Kind.EXPLANATION),
    ],
)
def test_asks_are_recognised(prompt: str, kind: Kind) -> None:
    assert subjects.kind_of(prompt) is kind


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        ("Explain how tides work", "how tides work"),
        ("How do tides work?", "how tides work"),
        ("How does a volcano erupt?", "how a volcano erupts"),
        ("Why is the sky blue?", "why the sky is blue"),
        ("What is photosynthesis?", "photosynthesis"),
        ("Please can you list five ideas for a rainy weekend?", "a rainy weekend"),
        ("Write a short story about a lighthouse keeper", "a lighthouse keeper"),
        (
            "Explain how a transformer predicts the next word, with a formula, a table and code.",
            "how a transformer predicts the next word",
        ),
        ("Explain supply and demand to a five year old in one sentence", "supply and demand"),
        ("Tell me about my garden", "your garden"),
        ("Should I?", ""),
        ("", ""),
    ],
)
def test_the_topic_fits_into_a_sentence(prompt: str, about: str) -> None:
    assert subjects.topic(prompt) == about


def test_the_parts_of_an_explanation_are_those_asked_for() -> None:
    assert subjects.elements("Explain X with code, a table and a formula") == ("formula", "table", "code")
    assert subjects.elements("Explain the table of contents of a book") == ()


def test_a_title_never_cuts_a_word() -> None:
    long = "the remarkable and very long history of lighthouses on northern coasts"
    assert subjects.title(long) == "Remarkable and very long history of lighthouses"
    assert subjects.title("x" * 60) == ""


@given(st.text(max_size=300))
def test_any_text_has_a_kind_a_topic_and_a_title(text: str) -> None:
    assert subjects.kind_of(text) in Kind
    assert len(subjects.topic(text)) <= 60
    assert len(subjects.title(text)) <= 48
    assert subjects.amount(text, 3) >= 1


def test_numbers_are_found() -> None:
    assert (
        subjects.amount("seven tips", 3),
        subjects.amount("give 4 tips", 3),
        subjects.amount("tips", 3),
    ) == (7, 4, 3)
