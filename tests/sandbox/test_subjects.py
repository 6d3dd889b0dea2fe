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
        ("what is 12*7+3?", Kind.ARITHMETIC),
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
        ("Explain how tides work", "tides work"),
        ("Please can you list five ideas for a rainy weekend?", "rainy weekend"),
        ("Write a short story about a lighthouse keeper", "lighthouse keeper"),
        ("", "this"),
    ],
)
def test_the_subject_is_in_the_prompts_own_words(prompt: str, about: str) -> None:
    assert subjects.subject(prompt) == about


@given(st.text(max_size=300))
def test_any_text_has_a_kind_a_subject_and_a_pair(text: str) -> None:
    assert subjects.kind_of(text) in Kind
    assert 1 <= len(subjects.subject(text)) <= 60
    assert all(subjects.pair(text))
    assert subjects.amount(text, 3) >= 1


@pytest.mark.parametrize(
    ("prompt", "result"),
    [
        ("2+2", "4"),
        ("what is (3 + 4) * 2?", "14"),
        ("10 / 4", "2.5"),
        ("7 × 6", "42"),
        ("1/0", None),
        ("call 555-1234 now please, it is really urgent today", None),
    ],
)
def test_sums_are_worked_out_truly(prompt: str, result: str | None) -> None:
    found = subjects.arithmetic(prompt)
    assert (found[1] if found else None) == result


def test_numbers_and_pairs_are_found() -> None:
    assert (
        subjects.amount("seven tips", 3),
        subjects.amount("give 4 tips", 3),
        subjects.amount("tips", 3),
    ) == (7, 4, 3)
    assert subjects.pair("Compare Python and Rust in a table") == ("Python", "Rust")
    assert subjects.pair("Is tea or coffee better?") == ("tea", "coffee")


def test_a_summary_is_an_extract_in_order() -> None:
    text = "The sea rises with the Moon. Fish are nice too. The Moon pulls the sea. The sea falls. Nothing else here."
    kept = subjects.summary(text, 2)
    assert len(kept) == 2
    assert all(sentence in text for sentence in kept)
    assert text.index(kept[0]) < text.index(kept[1])
    assert subjects.pasted("Summarise:\n" + text) == text
