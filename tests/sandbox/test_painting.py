import pytest
from PIL import Image, ImageChops, ImageStat

from studio.sandbox.orders import read_order
from studio.sandbox.painting import paint, plan
from studio.sandbox.roster import Brush

SMALL = {"size": "160x120", "quality": "low"}


def painted(prompt: str, model: str = "demo/painter", seed: int = 1, **more: object) -> Image.Image:
    return paint(read_order({"model": model, "prompt": prompt, **SMALL, **more}), seed)


def mean(picture: Image.Image) -> list[float]:
    return ImageStat.Stat(picture).mean


@pytest.mark.parametrize(
    "prompt",
    [
        "a mountain lake at sunset",
        "night city with stars",
        "snowy forest with a cabin",
        "meadow with red flowers",
        "still life with fruit",
        "abstract shapes",
        "a lighthouse with a boat and birds in the rain",
        "balloons and an aurora",
        "",
    ],
)
def test_every_scene_is_painted_in_its_exact_size(prompt: str) -> None:
    picture = painted(prompt or "x")
    assert picture.size == (160, 120)
    assert picture.mode == "RGB"
    assert sum(ImageStat.Stat(picture).stddev) > 30


def test_the_same_seed_gives_the_same_pixels_and_another_does_not() -> None:
    assert painted("a lake").tobytes() == painted("a lake").tobytes()
    assert painted("a lake").tobytes() != painted("a lake", seed=2).tobytes()


def test_words_for_time_and_colour_are_seen() -> None:
    assert sum(mean(painted("a lake at night"))) < sum(mean(painted("a lake at noon"))) * 0.6
    red = mean(painted("still life, red"))
    blue = mean(painted("still life, blue"))
    assert red[0] - red[2] > blue[0] - blue[2] + 20


def test_the_three_hands_differ() -> None:
    models = ("demo/painter", "demo/watercolour", "demo/pixel-press")
    soft, wash, pixel = (
        paint(read_order({"model": m, "prompt": "a lake", "size": "160x120"}), 1) for m in models
    )
    assert mean(wash.crop((0, 0, 160, 4)))[0] > 220  # the bare paper
    assert len(pixel.getcolors(40_000)) <= 32
    assert len(soft.getcolors(40_000)) > 1000


def test_style_words_win_over_the_hand() -> None:
    assert plan("a lake, watercolor", "", Brush.PIXEL).style == "watercolour"
    grey = painted("black and white lake").split()
    assert ImageChops.difference(grey[0], grey[2]).getbbox() is None


def test_what_is_to_be_left_out_is_left_out() -> None:
    assert "boat" not in plan("a lake with a boat", "boat, people", Brush.LANDSCAPE).things


def test_clouds_and_grain_are_honoured() -> None:
    assert painted("a lake", clouds=0).tobytes() != painted("a lake", clouds=1).tobytes()
    assert painted("a lake", grain=True).tobytes() != painted("a lake", grain=False).tobytes()
