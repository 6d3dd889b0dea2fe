"""Every kind of leaf has a box, and estimates are near the truth."""

from pytestqt.qtbot import QtBot

from studio.ui.rendering.boxes import box_for, estimated_height, indent_of, refresh_box, space_above
from tests.ui.rendering.making import ink, picture, source, style

_TEXT = "# h\n\npara `x`\n\n- item\n\n```py\nx = 1\n```\n\n| a |\n|---|\n| b |\n\n---\n\n$$\nx\n$$\n"


def test_every_leaf_can_be_boxed_painted_and_refreshed(qtbot: QtBot) -> None:
    made, look = source(_TEXT), style()
    for leaf in made.leaves:
        box = box_for(leaf, made.env, look, None)
        assert ink(picture(box)) > 1
        refresh_box(box, leaf, made.env, False)
        box.lay_out(500)
        assert box.height > 0


def test_estimates_are_within_a_factor_of_three(qtbot: QtBot) -> None:
    made, look = source(_TEXT + "\n" + "many words in a row " * 60), style()
    for leaf in made.leaves:
        box = box_for(leaf, made.env, look, None)
        box.lay_out(500)
        assert 1 / 3 < estimated_height(leaf, 500, look) / box.height < 3


def test_deeper_leaves_stand_further_in_and_headings_get_room(qtbot: QtBot) -> None:
    made, look = source("- a\n  - b\n\n# h\n").leaves, style()
    assert 0 < indent_of(made[0].frame, look) < indent_of(made[1].frame, look)
    assert space_above(made[2], look) > space_above(made[1], look)
