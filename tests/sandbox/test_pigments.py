from random import Random

from PIL import Image

from studio.sandbox import pigments


def test_hours_and_colours_are_read_from_words() -> None:
    assert pigments.palette_for("a lake at night").dark
    assert pigments.palette_for("a lake") is pigments.PALETTES["day"]
    assert pigments.colours_in("a red boat and blue sea") == [
        pigments.COLOURS["red"],
        pigments.COLOURS["blue"],
    ]


def test_a_gradient_begins_and_ends_with_its_colours() -> None:
    ramp = pigments.vertical((3, 200), ((0, 0, 0), (200, 100, 50)))
    assert ramp.getpixel((1, 0)) == (0, 0, 0)
    assert ramp.getpixel((1, 199)) == (200, 100, 50)
    assert pigments.mixed((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)


def test_noise_is_soft_and_repeatable() -> None:
    one, two = (pigments.noise((40, 30), Random(7), 3, 3) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert one.getextrema()[0] < one.getextrema()[1]


def test_a_glow_only_brightens_and_ends_at_its_radius() -> None:
    picture = Image.new("RGB", (100, 100), (10, 10, 10))
    pigments.glow(picture, (50, 50), 20, (255, 255, 255), 0.8)
    assert picture.getpixel((50, 50))[0] > 100
    assert picture.getpixel((5, 5)) == (10, 10, 10)


def test_a_vignette_darkens_the_corners_and_grain_keeps_the_size() -> None:
    picture = pigments.vignette(Image.new("RGB", (100, 100), (200, 200, 200)), 0.8)
    assert picture.getpixel((0, 0))[0] < picture.getpixel((50, 50))[0]
    assert pigments.grain(picture, Random(1), 0.5).size == (100, 100)


def test_a_shape_is_a_mask() -> None:
    mask = pigments.shape_mask((10, 10), [(0, 0), (9, 0), (0, 9)])
    assert (mask.getpixel((1, 1)), mask.getpixel((9, 9))) == (255, 0)
