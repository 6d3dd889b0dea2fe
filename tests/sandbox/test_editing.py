import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from studio.sandbox.editing import edit, filled, may_change
from studio.sandbox.orders import read_order
from studio.sandbox.refusals import Refused


def source() -> Image.Image:
    picture = Image.radial_gradient("L").resize((80, 60))
    return Image.merge(
        "RGB", (picture, ImageChops.invert(picture), Image.linear_gradient("L").resize((80, 60)))
    )


def edited(
    prompt: str,
    mask: Image.Image | None = None,
    picture: Image.Image | None = None,
    model: str = "demo/painter",
):
    return edit(read_order({"model": model, "prompt": prompt}), picture or source(), mask, 1)


@pytest.mark.parametrize(
    "words",
    [
        "greyscale", "warmer", "cooler", "blur", "sharpen", "invert", "night", "brighter", "darker",
        "sepia", "pixelate",
        "flip", "posterise", "edges", "more contrast", "vivid", "sunset", "watercolour", "make it red",
        "add a sun",
        "add a moon and stars", "add snow", "add rain and clouds", "add birds and balloons",
        "put a boat with flowers here",
        "remove the middle", "do something nice",
    ],
)  # fmt: skip
def test_every_word_really_changes_the_picture_and_keeps_its_size(words: str) -> None:
    result = edited(words)
    assert result.size == (80, 60)
    assert ImageChops.difference(result, source()).getbbox() is not None


def test_words_mean_what_they_say() -> None:
    before = ImageStat.Stat(source()).mean
    assert (
        sum(ImageStat.Stat(edited("brighter")).mean)
        > sum(before)
        > sum(ImageStat.Stat(edited("darker")).mean)
    )
    warm, cool = ImageStat.Stat(edited("warmer")).mean, ImageStat.Stat(edited("cooler")).mean
    assert warm[0] - warm[2] > before[0] - before[2] > cool[0] - cool[2]
    assert edited("invert").getpixel((3, 3)) == tuple(255 - v for v in source().getpixel((3, 3)))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["invert", "night", "remove it", "a lighthouse", "make it blue", "nicer"]),
    st.integers(0, 60), st.integers(0, 40), st.integers(1, 30),
)  # fmt: skip
def test_outside_the_mask_every_byte_stays(words: str, x: int, y: int, size: int) -> None:
    mask = Image.new("RGBA", (80, 60), (9, 9, 9, 255))
    ImageDraw.Draw(mask).rectangle((x, y, x + size, y + size), fill=(0, 0, 0, 0))
    kept = Image.new("L", (80, 60), 255)
    ImageDraw.Draw(kept).rectangle((x, y, x + size, y + size), fill=0)
    change = ImageChops.difference(edited(words, mask), source())
    assert ImageChops.multiply(change, Image.merge("RGB", (kept,) * 3)).getbbox() is None


def test_a_mask_without_transparency_is_white_where_it_is_free() -> None:
    mask = Image.new("L", (4, 4), 0)
    mask.putpixel((1, 1), 255)
    assert may_change(mask).getpixel((1, 1)) == 255
    assert may_change(Image.new("RGBA", (4, 4), (255, 255, 255, 0))).getpixel((0, 0)) == 255


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(Refused, check=lambda refused: refused.param == "mask"):
        edited("warmer", Image.new("L", (5, 5)))


def test_transparency_of_the_source_survives() -> None:
    picture = source()
    picture.putalpha(Image.linear_gradient("L").resize((80, 60)))
    assert edited("warmer", picture=picture).getchannel("A").tobytes() == picture.getchannel("A").tobytes()


def test_a_removed_thing_is_filled_from_its_surroundings() -> None:
    picture = Image.new("RGB", (64, 64), (40, 90, 200))
    area = Image.new("L", (64, 64))
    for target, tint in ((picture, (255, 0, 0)), (area, 255)):
        ImageDraw.Draw(target).rectangle((20, 20, 40, 40), fill=tint)
    found = filled(picture, area).getpixel((30, 30))
    assert all(abs(a - b) <= 3 for a, b in zip(found, (40, 90, 200), strict=True))


def test_one_pixel_and_thin_pictures_are_edited_too() -> None:
    for size in ((1, 1), (300, 2), (2, 300)):
        for words in ("blur", "pixelate", "add birds", "remove it", "watercolour", "night"):
            assert edited(words, picture=Image.new("RGB", size, (9, 99, 200))).size == size
