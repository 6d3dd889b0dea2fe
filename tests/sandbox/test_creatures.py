import pytest
from PIL import ImageChops, ImageStat

from studio.sandbox.creatures import creature_in
from studio.sandbox.orders import read_order
from studio.sandbox.painting import paint, plan
from studio.sandbox.roster import Brush


def painted(prompt: str, **more: object):
    order = {
        "model": "demo/painter",
        "prompt": prompt,
        "size": "160x160",
        "quality": "low",
        "clouds": 0,
        **more,
    }
    return paint(read_order(order), 1)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a red fox", "fox"),
        ("two kittens asleep", "cat"),
        ("a portrait", "person"),
        ("a woman with a dog", "dog"),
        ("a lake at sunset", None),
        ("a category of bearings", None),
    ],
)
def test_animals_and_people_are_recognised(prompt: str, name: str | None) -> None:
    assert creature_in(prompt) == name


@pytest.mark.parametrize("name", ["fox", "cat", "wolf", "dog", "rabbit", "bear", "mouse", "owl", "portrait"])
def test_each_figure_stands_in_the_middle_and_not_at_the_edge(name: str) -> None:
    with_it, without = painted(f"a {name} on a hill"), painted(f"a {name} on a hill", negative_prompt=name)
    change = ImageChops.difference(with_it, without)
    middle = ImageStat.Stat(change.crop((64, 60, 96, 120))).mean
    edge = ImageStat.Stat(change.crop((0, 0, 24, 160))).mean
    assert sum(middle) > 4 * sum(edge)


def test_a_red_fox_is_orange_and_a_blue_cat_is_blue() -> None:
    fox = ImageStat.Stat(painted("a red fox").crop((70, 92, 76, 98))).mean
    cat = ImageStat.Stat(painted("a blue cat").crop((60, 62, 66, 68))).mean
    assert fox[0] > fox[2]
    assert cat[2] > cat[0]


def test_what_is_left_out_is_not_painted() -> None:
    assert plan("a meadow with a cat", "cat", Brush.LANDSCAPE).creature is None
    assert plan("a meadow with a cat", "", Brush.LANDSCAPE).creature == "cat"
