"""Borders a request may not cross."""

import pytest

from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway
from studio.services.crossings import refuse_plain, refuse_redirect

LAN = "http://lan.example:8080"


def gateway(consent: str = "", base: str = f"{LAN}/v1") -> Gateway:
    return Gateway(id="a", name="A", base_url=base, insecure_consent=consent)


def test_plain_http_passes_with_consent_for_that_origin_only() -> None:
    refuse_plain(gateway(LAN), f"{LAN}/v1/chat/completions")
    for row, url in (
        (gateway(), f"{LAN}/v1"),
        (gateway(LAN), "http://lan.example:8081/v1"),
        (gateway("x"), LAN),
    ):
        with pytest.raises(StudioError) as caught:
            refuse_plain(row, url)
        assert caught.value.failure.kind is Kind.ADDRESS


@pytest.mark.parametrize(
    "url", ["https://x.example/v1", "http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]/"]
)
def test_https_and_loopback_need_no_consent(url: str) -> None:
    refuse_plain(gateway(base=url), url)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://u:p@other.example:1/x", "https://other.example:1/x"),
        ("//other.example/y", "https://other.example/y"),
        ("/there", "https://gate.example/there"),
        ("http://[::1", "cannot be read"),
        ("", "gate.example"),
    ],
)
def test_a_redirect_is_refused_naming_where_it_points(location: str, shown: str) -> None:
    with pytest.raises(StudioError) as caught:
        refuse_redirect(307, location, "https://gate.example/v1/x")
    assert caught.value.failure.kind is Kind.REDIRECT
    assert shown in str(caught.value)
    assert "u:p" not in str(caught.value)


def test_other_answers_pass() -> None:
    for status in (200, 204, 400, 500):
        refuse_redirect(status, "https://x.example/", "https://gate.example/")
