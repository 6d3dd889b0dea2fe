"""Formulas are drawn off the window's thread, and only what is safe to draw."""

import pytest
from pytestqt.qtbot import QtBot

from studio.ui.rendering.formula import Workshop, allowed, is_plain_svg


@pytest.mark.parametrize(
    ("source", "fit"),
    [
        ("x^2", True),
        (r"\frac{a}{b}", True),
        ("", False),
        (r"\sqrt{" * 7 + "x" + "}" * 7, False),
        (r"\left(" * 7 + r"\right)" * 7, False),
        ("x+" * 301, False),
        (r"\{\{\{\{\{\{\{\{", True),
    ],
)
def test_only_short_and_flat_formulas_are_drawn(source: str, fit: bool) -> None:
    assert allowed(source) is fit


@pytest.mark.parametrize(
    "inner",
    [
        '<image href="http://x/y"/>',
        "<script/>",
        '<path style="fill:url(http://x)"/>',
        "<use/>",
        "<foreignObject/>",
    ],
)
def test_an_svg_with_anything_but_shapes_is_refused(inner: str) -> None:
    assert not is_plain_svg(f'<svg xmlns="http://www.w3.org/2000/svg"><g>{inner}</g></svg>')
    assert not is_plain_svg("<svg")


def test_a_drawing_arrives_and_is_kept(qtbot: QtBot) -> None:
    workshop = Workshop()
    with qtbot.waitSignal(workshop.ready, timeout=20_000):
        assert workshop.formula(r"\frac{a}{b}", 16, "#000000", False) is None
    drawn = workshop.formula(r"\frac{a}{b}", 16, "#000000", False)
    assert drawn is not None
    assert drawn.width > 5
    assert 0 < drawn.below < drawn.height


def test_what_cannot_be_drawn_stays_source(qtbot: QtBot) -> None:
    workshop = Workshop()
    workshop.formula(r"\frac{", 16, "#000000", False)
    qtbot.waitUntil(lambda: workshop.idle, timeout=20_000)
    assert workshop.formula(r"\frac{", 16, "#000000", False) is None
