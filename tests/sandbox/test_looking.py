import io

import pytest
from PIL import Image

from studio.sandbox.looking import colour_name, describe
from tests.sandbox.wire import png


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((220, 30, 30), "red"),
        ((30, 160, 60), "green"),
        ((40, 80, 210), "blue"),
        ((110, 70, 30), "brown"),
        ((250, 250, 250), "white"),
        ((5, 5, 5), "black"),
        ((128, 128, 128), "grey"),
        ((10, 20, 90), "dark blue"),
        ((200, 220, 250), "pale blue"),
    ],
)
def test_colours_have_plain_names(rgb: tuple[int, int, int], name: str) -> None:
    assert colour_name(rgb) in (name, f"pale {name}")


def test_a_picture_is_described_by_what_is_in_it() -> None:
    found = describe(png((20, 40, 200), (120, 40)))
    assert found["Size"] == "120 × 40 pixels, landscape format, PNG"
    assert found["Colours"] == "blue (100 %)"
    assert found["Detail"].startswith("calm")


def test_places_are_told_apart() -> None:
    picture = Image.new("RGB", (60, 90), (30, 60, 210))
    picture.paste((30, 150, 50), (0, 60, 60, 90))
    target = io.BytesIO()
    picture.save(target, "PNG")
    found = describe(target.getvalue())
    assert found["Where"] == "blue at the top, blue at the middle, green at the bottom"
    assert "portrait" in found["Size"]


def test_what_is_no_picture_has_no_description() -> None:
    assert describe(b"hello") is None
    assert describe(png()[:60]) is None
