"""Rules and displayed formulas."""

from pytestqt.qtbot import QtBot

from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.other_boxes import FormulaBox, RuleBox
from tests.ui.rendering.making import ink, picture, source, style


def test_a_rule_is_a_line(qtbot: QtBot) -> None:
    assert ink(picture(RuleBox(style()))) == 2


def test_a_formula_shows_its_source_until_it_is_drawn(qtbot: QtBot) -> None:
    leaf, workshop = source("$$\n\\frac{a}{b}\n$$").leaves[0], Workshop()
    box = FormulaBox(leaf, style(), workshop)
    before = picture(box)
    qtbot.waitUntil(lambda: workshop.idle, timeout=20_000)
    box.update(leaf)
    assert box.awaits_formula
    assert picture(box) != before
    assert box.text == "\\frac{a}{b}"
