from random import Random

import pytest
from PIL import Image

from studio.sandbox import motifs
from studio.sandbox.pigments import PALETTES
from studio.sandbox.scenery import Scene, paint_sky

PARTS = {
    "forest": lambda s: motifs.paint_forest(s, snow=True),
    "city": motifs.paint_city,
    "flowers": lambda s: motifs.paint_flowers(s, []),
    "boat": lambda s: motifs.paint_boat(s, (200, 0, 0)),
    "lighthouse": lambda s: motifs.paint_lighthouse(s, (200, 0, 0)),
    "cabin": lambda s: motifs.paint_cabin(s, (120, 80, 50)),
    "birds": motifs.paint_birds,
    "balloons": lambda s: motifs.paint_balloons(s, []),
    "aurora": motifs.paint_aurora,
    "abstract": lambda s: motifs.paint_abstract(s, []),
}


@pytest.mark.parametrize("hour", ["day", "night"])
@pytest.mark.parametrize("part", PARTS)
def test_each_motif_is_painted_by_day_and_by_night(part: str, hour: str) -> None:
    scene = Scene(Image.new("RGB", (120, 90)), 50, PALETTES[hour], Random(5))
    paint_sky(scene)
    before = scene.canvas.tobytes()
    PARTS[part](scene)
    assert scene.canvas.tobytes() != before


def test_flowers_take_the_colours_asked_for() -> None:
    scene = Scene(Image.new("RGB", (200, 150)), 40, PALETTES["day"], Random(5))
    motifs.paint_flowers(scene, [(250, 0, 250)])
    assert any(r > 150 and b > 150 and g < 60 for _, (r, g, b) in scene.canvas.getcolors(40_000))
