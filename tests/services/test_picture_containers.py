"""PNG, JPEG and WebP as containers: stripped without touching pixels, and never believed blindly."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.services import picture_containers as containers
from tests.state.picture_plugs import encoded, noise_bytes

PNG, JPEG, WEBP = (noise_bytes((24, 16), kind) for kind in ("PNG", "JPEG", "WEBP"))


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGBA").tobytes()


@pytest.mark.parametrize(
    ("data", "strip"),
    [
        (PNG, containers.stripped_png),
        (JPEG, containers.stripped_jpeg),
        (WEBP, containers.stripped_webp),
        (encoded(Image.open(io.BytesIO(PNG)), "JPEG", progressive=True), containers.stripped_jpeg),
        (encoded(Image.open(io.BytesIO(PNG)).convert("L"), "JPEG"), containers.stripped_jpeg),
        (encoded(Image.open(io.BytesIO(PNG)).convert("P"), "PNG"), containers.stripped_png),
    ],
)
def test_stripping_leaves_every_pixel_as_it_was(data: bytes, strip: object) -> None:
    assert callable(strip)
    assert pixels(strip(data)) == pixels(data)


def test_what_follows_the_end_of_a_picture_is_dropped() -> None:
    assert b"PK" not in containers.stripped_png(PNG + b"PK\x03\x04" + b"x" * 99)
    assert b"second picture" not in containers.stripped_jpeg(JPEG + b"second picture")


def test_comments_and_application_data_of_a_jpeg_are_dropped() -> None:
    image = Image.open(io.BytesIO(PNG))
    data = encoded(image, "JPEG", comment=b"SECRET", icc_profile=b"S" * 200, xmp=b"<SECRET/>")
    kept = containers.stripped_jpeg(data)
    assert b"SECRET" not in kept and b"ICC_PROFILE" not in kept
    assert kept[6:10] == b"JFIF"


def test_taking_apart_and_putting_together_gives_the_same_bytes() -> None:
    assert containers.png_from(containers.png_chunks(PNG)) == PNG
    assert containers.jpeg_from(containers.jpeg_segments(JPEG)) == JPEG
    assert containers.webp_from(containers.webp_chunks(WEBP)) == WEBP


@given(st.sampled_from([PNG, JPEG, WEBP]), st.data())
def test_mangled_files_end_in_one_error_and_nothing_else(whole: bytes, data: st.DataObject) -> None:
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if cut:
            cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    for take_apart in (containers.png_chunks, containers.jpeg_segments, containers.webp_chunks):
        try:
            pieces = list(take_apart(bytes(cut)))
        except containers.BrokenContainer:
            continue
        assert sum(len(payload) for _, payload in pieces) <= len(cut)


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF\x10\x00\x00\x00WEBP"):
        for take_apart in (containers.png_chunks, containers.jpeg_segments, containers.webp_chunks):
            try:
                list(take_apart(start + data))
            except containers.BrokenContainer:
                continue


def test_a_lossy_webp_is_told_from_a_lossless_one() -> None:
    image = Image.open(io.BytesIO(PNG))
    assert containers.webp_lossy(encoded(image, "WEBP", quality=80))
    assert not containers.webp_lossy(encoded(image, "WEBP", lossless=True))
