"""Presets: rows that are ready to use."""

from studio.domain.gateway import normalised_base
from studio.domain.presets import KEY_VARIABLES, PRESETS, demo_gateway, preset


def test_every_preset_has_its_own_id_and_a_normal_address() -> None:
    assert len({p.id for p in PRESETS}) == len(PRESETS)
    for row in PRESETS:
        assert normalised_base(row.base_url) == row.base_url
        assert row.protocols
        assert row.concurrency >= 1


def test_every_key_variable_belongs_to_a_preset() -> None:
    assert all(preset(name) is not None for name in KEY_VARIABLES.values())


def test_the_demo_is_named_as_made_up() -> None:
    row = demo_gateway(1234)
    assert row.demo
    assert "made up" in row.name
    assert row.base_url == "http://127.0.0.1:1234/v1"
