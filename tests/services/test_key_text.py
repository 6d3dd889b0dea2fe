"""What is pasted becomes one header value, or a reason why it cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.errors import Kind, StudioError
from studio.services.key_text import LONGEST_KEY, cleaned_key


@pytest.mark.parametrize(
    "pasted",
    [
        "sk-abc",
        "  sk-abc  ",
        "sk-abc\n",
        '"sk-abc"',
        "“sk-abc”",
        "Bearer sk-abc",
        "bearer  sk-abc",
        "Authorization: Bearer sk-abc",
        "' Bearer sk-abc '",
        "x-api-key: sk-abc\r\n",
    ],
)
def test_what_stands_around_a_key_is_taken_off(pasted: str) -> None:
    assert cleaned_key(pasted) == "sk-abc"


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("Bearer", "empty"),
        ("sk-a\nsk-b", "more than one line"),
        ("sk-a\r\nInjected: yes", "more than one line"),
        ("sk-ä", "no key has"),
        ("sk-\u200babc", "no key has"),
        ("sk-a\tb", "control character"),
        ("sk-a\x00b", "control character"),
        ("two words", "blank in the middle"),
        ("k" * 10_240, "10,240 characters"),
    ],
)
def test_what_cannot_be_a_header_is_refused_with_its_reason(pasted: str, reason: str) -> None:
    with pytest.raises(StudioError, match=reason) as caught:
        cleaned_key(pasted)
    assert caught.value.failure.kind is Kind.INPUT


def test_a_refused_key_is_in_no_word_of_the_failure() -> None:
    with pytest.raises(StudioError) as caught:
        cleaned_key("SENTINEL-123 SENTINEL-456")
    assert "SENTINEL" not in str(caught.value) + repr(caught.value.failure)


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_safe_in_a_header_or_refused(pasted: str) -> None:
    try:
        key = cleaned_key(pasted)
    except StudioError as error:
        assert error.failure.kind is Kind.INPUT
        return
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key
    assert 0 < len(key) <= LONGEST_KEY
    assert cleaned_key(key) == key
