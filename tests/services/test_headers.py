"""What may stand in a header, and what is the program's own."""

import pytest

from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway, KeyStyle
from studio.services.headers import extra_headers, key_header

GATEWAY = Gateway(id="a", name="A", base_url="https://a.example/v1", headers={"X-Title": "Studio"})


def test_the_key_stands_in_the_header_of_its_style() -> None:
    assert key_header(GATEWAY, "k1") == {"Authorization": "Bearer k1"}
    other = Gateway(id="a", name="A", base_url="https://a.example/v1", key_style=KeyStyle.X_API_KEY)
    assert key_header(other, "k1") == {"x-api-key": "k1"}


@pytest.mark.parametrize("key", ["a\n", "a\r\nX: 1", "schlüssel", "\x00"])
def test_a_key_that_cannot_travel_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(StudioError) as caught:
        key_header(GATEWAY, key)
    assert caught.value.failure.kind is Kind.AUTH
    assert key.strip() not in str(caught.value) or not key.strip("\x00a\n")


def test_good_extra_headers_pass() -> None:
    assert extra_headers(GATEWAY) == {"X-Title": "Studio"}


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "X Y", "X:Y", ""])
def test_headers_that_are_ours_or_malformed_are_refused(name: str) -> None:
    gateway = Gateway(id="a", name="A", base_url="https://a.example/v1", headers={name: "1"})
    with pytest.raises(StudioError) as caught:
        extra_headers(gateway)
    assert caught.value.failure.kind is Kind.INPUT
