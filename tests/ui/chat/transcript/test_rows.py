"""Rows lay out once for a width, and again when the leaf grew."""

from studio.ui.chat.transcript.rows import furniture, leaf_row
from studio.ui.rendering.other_boxes import RuleBox
from tests.ui.chat.transcript.making import kit
from tests.ui.rendering.making import source


def test_a_row_is_ready_until_its_leaf_or_width_changes() -> None:
    made, parts = source("some words"), kit()
    row = leaf_row(made.leaves[0], made, parts, 600, False)
    assert not row.is_ready(600)
    row.prepare(parts, 600)
    assert row.is_ready(600) and not row.is_ready(500)
    made.set_text("some words and more", growing=True)
    assert not row.is_ready(600)
    assert row.prepare(parts, 600).text == "some words and more"


def test_furniture_has_its_space_above() -> None:
    row = furniture("rule", lambda k: RuleBox(k.style), 7, 20)
    row.prepare(kit(), 300)
    assert row.height > 7


def test_thoughts_are_set_further_in_and_quietly() -> None:
    made, parts = source("hm"), kit()
    row = leaf_row(made.leaves[0], made, parts, 600, True)
    assert row.indent(parts) > 0
    assert row.style_in(parts) is parts.quiet
