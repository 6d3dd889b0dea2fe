from random import Random

from PIL import Image, ImageStat

from studio.sandbox.pigments import COLOURS, PALETTES
from studio.sandbox.scenery import Scene
from studio.sandbox.stilllife import paint_still_life


def test_the_wall_takes_the_first_colour_named() -> None:
    def wall(colour: str) -> list[float]:
        scene = Scene(Image.new("RGB", (160, 120)), 70, PALETTES["day"], Random(2))
        paint_still_life(scene, [COLOURS[colour]])
        return ImageStat.Stat(scene.canvas.crop((130, 0, 160, 40))).mean

    red, blue = wall("red"), wall("blue")
    assert red[0] > red[2]
    assert blue[2] > blue[0]
