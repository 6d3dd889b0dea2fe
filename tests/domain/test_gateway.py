"""Addresses: what people paste, and what a request is sent to."""

import pytest

from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import (
    Gateway,
    Protocol,
    chat_url,
    is_loopback_host,
    needs_consent,
    normalised_base,
    origin_of,
    route,
)


@pytest.mark.parametrize(
    "typed",
    [
        "https://api.example.org",
        "https://api.example.org/",
        "https://api.example.org/v1",
        "https://api.example.org/v1/",
        "api.example.org",
        " “https://api.example.org/v1”".replace("“", '"').replace("”", '"'),
        "https://API.example.org/v1/chat/completions",
        "https://api.example.org/v1/messages",
        "https://api.example.org/v1/responses/",
        "https://api.example.org/v1/models/full",
        "https://api.example.org/v1/images/generations",
    ],
)
def test_every_spelling_comes_to_one_request(typed: str) -> None:
    base = normalised_base(typed)
    gateway = Gateway(id="g", name="g", base_url=base)
    assert chat_url(gateway, Protocol.CHAT, "m", True) == "https://api.example.org/v1/chat/completions"
    assert chat_url(gateway, Protocol.GEMINI, "m", True) == "https://api.example.org/google/gemini"


def test_a_path_of_its_own_is_kept() -> None:
    assert normalised_base("https://openrouter.ai/api/v1") == "https://openrouter.ai/api/v1"
    assert normalised_base("https://host/agent/v1/chat/completions") == "https://host/agent/v1"
    assert normalised_base("https://host/google/gemini") == "https://host/v1"


def test_loopback_names_get_http_and_keep_their_port() -> None:
    assert normalised_base("localhost:11434") == "http://localhost:11434/v1"
    assert normalised_base("127.0.0.1:8080/v1") == "http://127.0.0.1:8080/v1"


def test_a_google_address_puts_the_model_into_the_path() -> None:
    pasted = "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:streamGenerateContent?alt=sse"
    gateway = Gateway(id="g", name="g", base_url=normalised_base(pasted))
    assert gateway.base_url == "https://generativelanguage.googleapis.com/v1beta"
    url = chat_url(gateway, Protocol.GEMINI, "gemini-x", True)
    assert url.endswith("/v1beta/models/gemini-x:streamGenerateContent?alt=sse")
    assert chat_url(gateway, Protocol.GEMINI, "models/a/b", False).endswith(
        "/v1beta/models/a%2Fb:generateContent"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "ftp://host/v1",
        "file:///etc/passwd",
        "https://",
        "https://user:pw@host/v1",
        "https://ho st/",
        "https://host:99999x/",
    ],
)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(StudioError) as caught:
        normalised_base(typed)
    assert caught.value.failure.kind is Kind.ADDRESS
    assert str(caught.value).endswith(".")


def test_an_origin_always_names_its_port() -> None:
    assert origin_of("https://Host/v1") == "https://host:443"
    assert origin_of("http://host:8080/v1") == "http://host:8080"
    assert origin_of("http://host:8080") != origin_of("http://host:8081")


def test_plain_http_elsewhere_needs_consent_for_that_origin() -> None:
    gateway = Gateway(id="g", name="g", base_url="http://example.org/v1")
    assert needs_consent(gateway)
    allowed = Gateway(
        id="g", name="g", base_url="http://example.org/v1", insecure_consent="http://example.org:80"
    )
    assert not needs_consent(allowed)
    assert not needs_consent(Gateway(id="g", name="g", base_url="http://127.0.0.1:1/v1"))
    assert not needs_consent(Gateway(id="g", name="g", base_url="https://example.org/v1"))


def test_loopback_is_told_by_name_alone() -> None:
    assert all(
        is_loopback_host(h) for h in ("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "a.localhost")
    )
    assert not any(
        is_loopback_host(h) for h in ("127.0.0.1.example.org", "example.org", "10.0.0.1", "127.1.1.999")
    )


def test_other_routes_lie_below_the_base() -> None:
    gateway = Gateway(id="g", name="g", base_url="https://h/v1")
    assert route(gateway, "models/full") == "https://h/v1/models/full"
