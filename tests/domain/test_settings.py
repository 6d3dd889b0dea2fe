"""Settings: every field has a default, and what another version wrote does no harm."""

import msgspec

from studio.domain.model import Capability
from studio.domain.settings import ParameterPreset, Price, PromptPreset, Settings


def test_settings_come_back_from_json_as_they_went() -> None:
    settings = Settings(
        theme="dark",
        favourites=("g\nm",),
        capability_overrides={"m": frozenset({Capability.VISION})},
        parameter_refusals={"g\nm": ("seed",)},
        prices={"g\nm": Price(1.0, 2.0)},
        prompt_presets=(PromptPreset("Brief", "Be brief."),),
        parameter_presets=(ParameterPreset("Cold", {"temperature": 0}),),
    )
    assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert msgspec.json.decode(b'{"theme": "light", "from_the_future": 1}', type=Settings) == Settings(
        theme="light"
    )


def test_nothing_is_chosen_for_the_user() -> None:
    fresh = Settings()
    assert (fresh.default_model, fresh.title_model, fresh.proxy) == ("", "", "")
    assert fresh.record_exchanges
    assert fresh.keep_outside
