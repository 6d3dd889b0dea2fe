"""Sizes from the first bytes of real pictures."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.storage.imports.sizes import picture_size


@pytest.mark.parametrize(
    ("format", "options", "expected"),
    [
        ("PNG", {}, ("image/png", "png")),
        ("GIF", {}, ("image/gif", "gif")),
        ("JPEG", {}, ("image/jpeg", "jpg")),
        ("JPEG", {"progressive": True}, ("image/jpeg", "jpg")),
        ("WEBP", {}, ("image/webp", "webp")),
        ("WEBP", {"lossless": True}, ("image/webp", "webp")),
        ("WEBP", {"exif": b"Exif\x00\x00"}, ("image/webp", "webp")),
    ],
)
def test_size_and_kind(format: str, options: dict[str, object], expected: tuple[str, str]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (301, 77), "red").save(file, format, **options)
    assert picture_size(file.getvalue()) == (*expected, 301, 77)


@given(
    st.binary(max_size=60),
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF0000WEBPVP8 ", b""]),
)
def test_rubbish_is_no_picture_or_has_a_size(data: bytes, start: bytes) -> None:
    found = picture_size(start + data)
    assert found is None or (found[2] > 0 and found[3] > 0)
