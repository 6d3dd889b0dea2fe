"""Every state of a key, a keyring and a gateway has words of its own."""

import pytest

from studio.domain.errors import Kind, Remedy, failing
from studio.state.gateway_words import (
    KeyringState,
    KeyState,
    failure_words,
    health_after,
    health_of,
    key_words,
    keyring_words,
)
from tests.state.world import row


def test_each_state_of_the_keyring_has_its_own_words() -> None:
    states = [KeyringState(s, "GNOME Keyring") for s in ("open", "locked", "none", "unknown")]
    words = [keyring_words(s) for s in (*states, KeyringState("open", "GNOME Keyring", waiting=True))]
    assert len(set(words)) == 5
    assert "GNOME Keyring" in words[0]
    assert "unlock" in words[1]
    assert "until you quit" in words[2]
    assert "Waiting" in words[4]


def test_each_place_of_a_key_has_its_own_words_and_shows_only_its_ending() -> None:
    ring = KeyringState("open", "KWallet")
    gateway = row("freetheai", key_env="FREETHEAI_API_KEY")
    places = ("run", "environment", "keyring", "locked", "none", "unknown")
    words = [key_words(KeyState(place, "1234"), ring, gateway) for place in places]
    assert len(set(words)) == len(places)
    assert words[2] == "In KWallet · ends in 1234"
    assert "FREETHEAI_API_KEY" in words[1]
    assert "api.freetheai.org:443" in words[4]


@pytest.mark.parametrize(
    ("words", "level"),
    [({"": "up"}, "good"), ({"": "down"}, "bad"), ({"fal": "degraded"}, "poor"), ({"fal": "up"}, "good")],
)
def test_the_health_route_adds_up_to_one_level(words: dict[str, str], level: str) -> None:
    assert health_of(words).level == level


@pytest.mark.parametrize(
    ("kind", "level"),
    [(Kind.NETWORK, "bad"), (Kind.AUTH, "bad"), (Kind.RATE, "poor"), (Kind.INPUT, "unknown")],
)
def test_a_failure_says_as_much_of_the_gateway_as_it_can(kind: Kind, level: str) -> None:
    assert health_after(failing(kind, "It failed.").failure).level == level
    assert health_after(None).level == "good"


def test_a_failure_is_followed_by_its_remedy_once() -> None:
    failure = failing(Kind.AUTH, "Invalid key.", Remedy.KEY).failure
    assert failure_words(failure) == "Invalid key. Check the key in Settings."
    assert failure_words(failing(Kind.NETWORK, "No network.").failure) == "No network."
