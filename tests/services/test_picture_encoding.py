"""The quick PNG writer: Pillow reads back exactly what went in."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.services.picture_encoding import STRIP_ROWS, encoded, encoded_png, quick_png


@settings(max_examples=40, deadline=None)
@given(
    mode=st.sampled_from(["L", "RGB", "RGBA"]),
    size=st.tuples(
        st.integers(1, 30), st.sampled_from([1, 2, STRIP_ROWS - 1, STRIP_ROWS, STRIP_ROWS + 1, 1100])
    ),
    seed=st.binary(min_size=1, max_size=40),
)
def test_a_quick_png_holds_the_same_pixels(mode: str, size: tuple[int, int], seed: bytes) -> None:
    count = size[0] * size[1] * len(mode)
    image = Image.frombytes(mode, size, (seed * (count // len(seed) + 1))[:count])
    read = Image.open(io.BytesIO(quick_png(image)))
    read.load()
    assert (read.mode, read.size, read.tobytes()) == (mode, size, image.tobytes())


def test_a_big_picture_is_written_quickly_and_a_small_one_compactly() -> None:
    small = Image.new("RGB", (50, 50), "red")
    assert Image.open(io.BytesIO(encoded_png(small))).tobytes() == small.tobytes()
    big = Image.effect_noise((2300, 1800), 40).convert("RGB")
    assert Image.open(io.BytesIO(encoded_png(big))).tobytes() == big.tobytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_nothing_but_pixels_is_written(kind: str) -> None:
    image = Image.new("RGB", (8, 8))
    image.info["icc_profile"] = b"SECRET" * 30
    image.info["comment"] = b"SECRET"
    assert b"SECRET" not in encoded(image, kind)
    assert image.info["comment"] == b"SECRET"
