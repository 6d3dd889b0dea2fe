"""Which gateway is meant, and where its key may come from."""

import asyncio
from pathlib import Path

import pytest

from studio.cli_gateway import (
    configured_gateways,
    fixed_key,
    gateway_at,
    gateway_named,
    key_from_environment,
    key_source,
)
from studio.domain.errors import Kind, StudioError
from studio.domain.gateway import Gateway, needs_consent
from studio.domain.presets import PRESETS
from studio.services.secrets import Secrets
from studio.storage.library import Library

HOME = Gateway(id="home", name="My Server", base_url="http://127.0.0.1:8081/v1", key_env="HOME_KEY")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one configured gateway."""
    folder = tmp_path / "library"

    async def fill() -> None:
        shelf = Library.open(folder)
        await shelf.save_gateways([HOME])
        await shelf.close()

    asyncio.run(fill())
    return folder


def test_a_known_origin_has_the_habits_of_its_preset() -> None:
    gateway = gateway_at("https://api.openai.com")
    assert (gateway.preset, gateway.base_url) == ("openai", "https://api.openai.com/v1")
    assert gateway.masks


def test_another_origin_can_do_anything() -> None:
    gateway = gateway_at("llm.example:8443/v1/chat/completions")
    assert (gateway.preset, gateway.base_url) == ("custom", "https://llm.example:8443/v1")
    assert len(gateway.protocols) == 4


def test_plain_http_to_another_machine_needs_the_users_word() -> None:
    assert needs_consent(gateway_at("http://192.0.2.1:8000"))
    assert not needs_consent(gateway_at("http://192.0.2.1:8000", plain_http=True))
    assert not needs_consent(gateway_at("http://localhost:8000"))


@pytest.mark.parametrize("typed", ["", "ftp://host", "https://user:pass@host/v1", "http://"])
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(StudioError) as refused:
        gateway_at(typed)
    assert refused.value.failure.kind is Kind.ADDRESS


def test_a_configured_gateway_is_found_by_name_or_id(library: Path) -> None:
    assert gateway_named("my server", library) == HOME
    assert gateway_named("home", library) == HOME
    assert gateway_named("anthropic", library) in PRESETS


def test_an_unknown_name_lists_what_there_is(library: Path) -> None:
    with pytest.raises(StudioError, match=r"My Server.*openai.*demo"):
        gateway_named("nothing", library)


def test_looking_makes_no_library_and_needs_none_closed(library: Path, tmp_path: Path) -> None:
    assert configured_gateways(tmp_path / "absent") == ()
    assert not (tmp_path / "absent").exists()
    shelf = Library.open(library)
    try:
        assert configured_gateways(library) == (HOME,)
    finally:
        shelf.close_now()


def test_the_key_of_a_preset_is_read_from_its_own_variable() -> None:
    openai = gateway_at("https://api.openai.com")
    environment = {"OPENAI_API_KEY": " Bearer sk-abc ", "ANTHROPIC_API_KEY": "other"}
    assert key_from_environment(openai, None, environment) == "sk-abc"
    assert key_from_environment(openai, None, {}) is None
    assert key_from_environment(gateway_at("https://llm.example"), None, environment) is None


def test_a_named_variable_wins_and_must_be_set() -> None:
    gateway = gateway_at("https://llm.example")
    assert key_from_environment(gateway, "MINE", {"MINE": "k-123"}) == "k-123"
    for empty in ({}, {"MINE": "  "}):
        with pytest.raises(StudioError, match="MINE is not set"):
            key_from_environment(gateway, "MINE", empty)


def test_a_variable_without_a_key_is_refused_without_showing_it() -> None:
    with pytest.raises(StudioError) as refused:
        key_from_environment(gateway_at("https://llm.example"), "MINE", {"MINE": "two words-secret"})
    assert "secret" not in str(refused.value)


def test_only_a_configured_gateway_asks_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = gateway_at("https://llm.example")
    _, none = key_source(unknown, False, None)
    assert none is None
    _, keyring = key_source(HOME, True, None)
    assert isinstance(keyring, Secrets)
    keyring.close()
    monkeypatch.setenv("MINE", "k-123")
    key_for, none = key_source(HOME, True, "MINE")
    assert none is None
    assert asyncio.run(key_for(HOME)) == "k-123"
    assert asyncio.run(fixed_key(None)(HOME)) is None
