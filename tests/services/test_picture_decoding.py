"""Decoding by itself: what is refused, and what upright sRGB pixels mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.services.picture_decoding import FORMATS, MAX_PIXELS, Refused, animated, decode, upright
from tests.state.picture_plugs import encoded, noise_bytes


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_decoded(kind: str) -> None:
    image = decode(noise_bytes((20, 12), kind))
    assert (image.format, image.size) == (kind, (20, 12))


def test_formats_beside_the_six_are_refused() -> None:
    for kind in ("TIFF", "ICO", "PPM", "TGA"):
        with pytest.raises(Refused, match="damaged"):
            decode(encoded(Image.new("RGB", (16, 16)), kind))


@pytest.mark.parametrize(("size", "reason"), [((16_385, 1), "side"), ((8000, 5001), "pixels")])
def test_too_long_and_too_many_pixels_are_two_reasons(size: tuple[int, int], reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode(encoded(Image.new("1", size), "PNG"))
    assert caught.value.reason == reason
    assert size[0] * size[1] > MAX_PIXELS or max(size) > 16_384


@given(st.binary(max_size=300), st.sampled_from(["PNG", "JPEG", "GIF", "BMP"]))
def test_mangled_pictures_are_refused_and_nothing_else(noise: bytes, kind: str) -> None:
    whole = bytearray(noise_bytes((16, 16), kind))
    at = len(whole) // 3
    whole[at : at + len(noise)] = noise
    try:
        assert decode(bytes(whole)).size[0] > 0
    except Refused as refused:
        assert refused.reason in ("damaged", "pixels", "side")


def test_a_jpeg_can_be_decoded_at_a_fraction() -> None:
    image = decode(noise_bytes((800, 600), "JPEG"), draft_side=200)
    assert image.size == (400, 300)


def test_broken_exif_turns_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    notes: list[str] = []
    image = upright(decode(encoded(Image.new("RGB", (8, 4)), "JPEG", exif=exif)), notes)
    assert (image.size, notes) == ((8, 4), [])


def test_an_animation_is_known_as_one() -> None:
    frames = [Image.new("L", (8, 8), value) for value in (0, 99, 200)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert animated(decode(data))
    assert not animated(decode(noise_bytes((8, 8), "GIF")))
