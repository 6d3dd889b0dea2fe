"""Compositing as a law: what is outside mask and feather equals the source, byte for byte."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from studio.services.picture_child import Payload
from studio.services.picture_decoding import Refused
from studio.services.picture_work import composite, raster, run, softened
from tests.state.picture_plugs import encoded


def random_image(size: tuple[int, int], seed: bytes, mode: str) -> Image.Image:
    count = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, (seed * (count // len(seed) + 1))[:count])


def pixels(header: dict[str, int], pieces: Sequence[Payload]) -> Image.Image:
    return Image.frombytes("RGBA", (header["width"], header["height"]), b"".join(*pieces))


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    seeds=st.tuples(st.binary(min_size=7, max_size=31), st.binary(min_size=7, max_size=31)),
    box=st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)),
    feather=st.integers(0, 12),
    mode=st.sampled_from(["RGB", "RGBA"]),
    result_scale=st.sampled_from([1, 2]),
)
def test_outside_mask_and_feather_the_source_is_untouched(
    size: tuple[int, int],
    seeds: tuple[bytes, bytes],
    box: tuple[int, int, int, int],
    feather: int,
    mode: str,
    result_scale: int,
) -> None:
    source = random_image(size, seeds[0], mode)
    result = random_image((size[0] * result_scale, size[1] * result_scale), seeds[1], "RGB")
    mask = Image.new("L", size)
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    mask.paste(255, (left, top, right, bottom))
    answer, (png,) = composite(
        {"feather": feather}, [encoded(source, "PNG"), mask.tobytes(), encoded(result, "PNG")]
    )
    made = pixels(*raster({}, [bytes(png)]))  # type: ignore[arg-type]
    reach = mask.filter(ImageFilter.MaxFilter(2 * feather + 1)) if feather else mask
    protected = ImageChops.invert(reach)
    difference = ImageChops.difference(made, source.convert("RGBA"))
    for band in difference.split():
        assert ImageChops.multiply(band, protected).getbbox() is None
    assert 0 <= answer["drift"] <= 1


@given(st.integers(0, 30))
def test_a_softened_mask_never_sinks_and_never_reaches_beyond_its_feather(feather: int) -> None:
    mask = Image.new("L", (100, 100))
    mask.paste(255, (45, 45, 55, 55))
    soft = softened(mask, feather)
    assert ImageChops.subtract(mask, soft).getbbox() is None
    box = soft.getbbox()
    assert box is not None
    assert box[0] >= 45 - feather and box[1] >= 45 - feather
    assert box[2] <= 55 + feather and box[3] <= 55 + feather


def test_drift_counts_visible_changes_outside_the_mask_only() -> None:
    source = Image.new("RGB", (10, 10), (100, 100, 100))
    result = source.copy()
    result.paste((104, 100, 100), (0, 0, 10, 5))  # too little to see
    result.paste((200, 0, 0), (0, 5, 10, 6))  # ten visible pixels
    mask = Image.new("L", (10, 10))
    mask.paste(255, (0, 5, 5, 10))  # five of them inside
    answer, _ = composite({}, [encoded(source, "PNG"), mask.tobytes(), encoded(result, "PNG")])
    assert answer["drift"] == 5 / 75


def test_alpha_of_the_source_survives_a_result_without_any() -> None:
    source = Image.new("RGBA", (6, 6), (1, 2, 3, 40))
    result = Image.new("RGB", (6, 6), (200, 200, 200))
    mask = bytes(18) + b"\xff" * 18
    _, (png,) = composite({}, [encoded(source, "PNG"), mask, encoded(result, "PNG")])
    made = pixels(*raster({}, [bytes(png)]))  # type: ignore[arg-type]
    assert made.getpixel((0, 0)) == (1, 2, 3, 40)
    assert made.getpixel((0, 5)) == (200, 200, 200, 255)


@pytest.mark.parametrize(
    ("header", "payloads"),
    [
        ({"op": "mask", "width": 3, "height": 3}, [b"12"]),
        ({"op": "mask", "width": 0, "height": 3}, [b""]),
        ({"op": "raster"}, [b"nothing"]),
        ({"op": "extend", "margins": [20000, 0, 0, 0]}, [encoded(Image.new("RGB", (4, 4)), "PNG")]),
    ],
)
def test_what_cannot_be_done_is_refused(header: dict[str, object], payloads: list[bytes]) -> None:
    with pytest.raises(Refused):
        run(header, payloads)
