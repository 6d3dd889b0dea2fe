import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sandbox.truths import arithmetic, truth


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
    found = arithmetic(prompt)
    assert (found[1] if found else None) == result


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("Is 97 a prime number? Explain briefly.", "Yes"),
        ("Is 91 prime?", "No"),
        ("Is 1 a prime number?", "No"),
        ("Is 10 an even number?", "Yes"),
        ("What is 15% of 80?", "12"),
        ("square root of 144", "12"),
        ("What is 5!?", "120"),
        ("Which is bigger, 9.11 or 9.9?", "9.9"),
        ("Convert 10 km to miles", "6.214 miles"),
        ("How many feet are in a mile?", "5280 feet"),
        ("How many minutes are in 2 hours?", "120 minutes"),
        ("20 celsius to fahrenheit", "68 °F"),
        ("What day of the week was July 20, 1969?", "Sunday"),
        ("Was 1900 a leap year?", "No"),
        ("How many r are in strawberry?", "3"),
        ("What is the capital of France?", "Paris"),
        ("Is Sydney the capital of Australia?", "No"),
        ("What is the capital of Atlantis?", None),
        ("10 km to litres", None),
        ("Explain chess", None),
    ],
)
def test_questions_with_one_right_answer_get_it(prompt: str, word: str | None) -> None:
    found = truth(prompt)
    assert (found.word if found else None) == word


def test_a_composite_number_comes_with_its_divisors() -> None:
    assert truth("Is 91 a prime number?").working == "It is divisible: 91 = 7 × 13."


@given(st.text(max_size=200))
def test_any_text_is_answered_or_left(text: str) -> None:
    found = truth(text)
    assert found is None or found.sentence
