"""Decoding by itself: what is refused, and what upright sRGB pixels mean."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

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


def ink_profile() -> bytes:
    """A press of our own: an ICC profile (CMYK to Lab) whose cyan ink prints green, built from its bytes."""

    def tag(data: bytes) -> bytes:
        return data + bytes(-len(data) % 4)

    def fixed(*numbers: float) -> bytes:
        return b"".join(struct.pack(">i", round(n * 65536)) for n in numbers)

    corners = []
    for index in range(16):
        cyan, magenta, yellow, black = (index >> bit & 1 for bit in (3, 2, 1, 0))
        light = 255 - 60 * (cyan + magenta + yellow) - (255 - 60 * (cyan + magenta + yellow)) * black
        corners += [max(0, light), 128 - 70 * cyan + 50 * magenta, 128 + 20 * cyan + 60 * yellow]
    ramp = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += ramp * 4 + bytes(corners) + ramp * 3
    words = b"Test press\0"
    name = b"desc" + bytes(4) + struct.pack(">I", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
    white = b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249)
    right = b"text" + bytes(4) + b"none\0"
    tags = [(b"desc", tag(name)), (b"wtpt", tag(white)), (b"cprt", tag(right)), (b"A2B0", tag(table))]
    at = 128 + 4 + 12 * len(tags)
    index_, body = struct.pack(">I", len(tags)), b""
    for kind, data in tags:
        index_ += kind + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, b"prtr", b"CMYK", b"Lab ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642, 1.0, 0.8249)
    return head + bytes(128 - len(head)) + index_ + body


@pytest.mark.parametrize(
    "ink", [(255, 0, 0, 0), (0, 200, 30, 0), (40, 90, 160, 70), (0, 0, 0, 255), (0, 0, 0, 0)]
)
def test_cmyk_with_a_profile_is_printed_as_littlecms_prints_it(ink: tuple[int, int, int, int]) -> None:
    profile = ink_profile()
    data = encoded(Image.new("CMYK", (16, 16), ink), "JPEG", quality=100, icc_profile=profile)
    expected = ImageCms.profileToProfile(
        Image.open(io.BytesIO(data)),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    assert expected is not None
    notes: list[str] = []
    made = upright(decode(data), notes)
    assert notes == ["colours converted to sRGB"]
    assert made.tobytes() == expected.tobytes()
    if ink == (255, 0, 0, 0):
        _, green, blue = made.getpixel((0, 0))  # type: ignore[misc]
        assert green > blue + 40, (
            "this press prints cyan as green; without its profile it would be blue as well"
        )
