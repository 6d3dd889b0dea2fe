"""Models: what names tell, what the user says, which protocol is meant."""

from studio.domain.gateway import Gateway, Protocol
from studio.domain.model import (
    Capability,
    Model,
    automatic_protocol,
    capabilities_by_name,
    near_ids,
    with_overrides,
)
from studio.domain.presets import preset


def test_names_tell_pictures_audio_and_edits() -> None:
    assert capabilities_by_name("img/gpt-image-2") == {Capability.PICTURE}
    assert capabilities_by_name("google/nano-banana-pro/edit") == {Capability.PICTURE, Capability.EDIT}
    assert capabilities_by_name("mim/mimo-v2.5-asr") == {Capability.AUDIO}
    assert capabilities_by_name("glm/glm-5") == frozenset()


def test_the_users_own_word_wins() -> None:
    model = Model(id="m", gateway="g", capabilities=frozenset({Capability.CHAT}))
    chosen = frozenset({Capability.VISION})
    assert with_overrides(model, {"m": chosen}).capabilities == chosen
    assert with_overrides(model, {}) is model


def test_a_gone_model_is_answered_with_near_ones() -> None:
    assert near_ids("gpt-5-minni", ("gpt-5-mini", "claude", "gpt-5")) == ("gpt-5-mini", "gpt-5")


def test_automatic_takes_the_makers_protocol_where_it_is_offered() -> None:
    apifree = preset("apifree")
    assert apifree is not None
    assert automatic_protocol(apifree, "claude-sonnet-4.6") is Protocol.MESSAGES
    assert automatic_protocol(apifree, "gemini-2.5-flash") is Protocol.GEMINI
    assert automatic_protocol(apifree, "gpt-5") is Protocol.CHAT
    only = Gateway(id="g", name="g", base_url="https://h/v1", protocols=(Protocol.RESPONSES,))
    assert automatic_protocol(only, "claude-x") is Protocol.RESPONSES
