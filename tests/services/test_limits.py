"""The defaults are those the fault table promises."""

from studio.services.limits import MIB, Limits


def test_the_defaults_are_the_promised_ones() -> None:
    limits = Limits()
    assert (limits.connect, limits.first_byte, limits.picture_first_byte) == (10, 60, 300)
    assert (limits.silence, limits.total, limits.download, limits.hops) == (60, 15 * 60, 120, 3)
    assert (limits.body, limits.error_body, limits.event) == (64 * MIB, 8 * MIB, 8 * MIB)
    assert (limits.picture_event, limits.picture, limits.other_body) == (64 * MIB, 64 * MIB, 65536)
