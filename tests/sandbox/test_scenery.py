from random import Random

import pytest
from PIL import Image, ImageStat

from studio.sandbox import scenery
from studio.sandbox.pigments import PALETTES
from studio.sandbox.scenery import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene(Image.new("RGB", (120, 90)), 50, PALETTES["day"], Random(5))


def test_the_sky_ends_at_the_horizon_colour(scene: Scene) -> None:
    scenery.paint_sky(scene)
    assert scene.canvas.getpixel((5, 80)) == PALETTES["day"].sky[-1]


def test_a_low_lamp_stands_near_the_horizon_and_a_high_one_does_not(scene: Scene) -> None:
    scenery.paint_sky(scene)
    _, low = scenery.paint_lamp(scene, moon=False, low=True)
    _, high = scenery.paint_lamp(scene, moon=True, low=False)
    assert high < scene.horizon * 0.5 < low < scene.horizon


def test_no_clouds_leave_the_sky_alone_and_many_change_it(scene: Scene) -> None:
    scenery.paint_sky(scene)
    clear = scene.canvas.tobytes()
    scenery.paint_clouds(scene, 0)
    assert scene.canvas.tobytes() == clear
    scenery.paint_clouds(scene, 1)
    assert scene.canvas.tobytes() != clear


def test_a_ridge_goes_from_edge_to_edge(scene: Scene) -> None:
    line = scenery.ridge(scene, 50, 20, 0.5)
    assert (line[0][0], line[-1][0]) == (0, 120)
    assert [x for x, _ in line] == sorted(x for x, _ in line)


@pytest.mark.parametrize(
    "part", [scenery.paint_stars, scenery.paint_mountains, scenery.paint_snowfall, scenery.paint_rain]
)
def test_each_part_leaves_its_mark(scene: Scene, part) -> None:
    scenery.paint_sky(scene)
    before = scene.canvas.tobytes()
    part(scene)
    assert scene.canvas.tobytes() != before


def test_water_lies_below_the_horizon_only(scene: Scene) -> None:
    scenery.paint_sky(scene)
    above = scene.canvas.crop((0, 0, 120, 48)).tobytes()
    scenery.paint_water(scene, (60, 20))
    assert scene.canvas.crop((0, 0, 120, 48)).tobytes() == above
    assert ImageStat.Stat(scene.canvas.crop((0, 55, 120, 90))).mean[2] > 80


def test_snow_whitens_the_ground(scene: Scene) -> None:
    scenery.paint_ground(scene, snow=True)
    assert min(ImageStat.Stat(scene.canvas.crop((0, 80, 120, 90))).mean) > 120
