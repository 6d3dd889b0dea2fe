"""Colours follow the palette and can be read."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from studio.ui.rendering.style import Mark, mixed
from tests.ui.rendering.making import style


def _light(colour: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF())


def _contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_all_code_colours_reach_the_contrast_of_text(qtbot: QtBot, dark: bool) -> None:
    colours = style(dark).colours
    assert {
        name: round(_contrast(c, colours.panel), 1)
        for name, c in colours.code.items()
        if _contrast(c, colours.panel) < 4.4
    } == {}


@pytest.mark.parametrize("dark", [False, True])
def test_text_on_bubbles_and_hits_can_be_read(qtbot: QtBot, dark: bool) -> None:
    colours = style(dark).colours
    assert (
        min(_contrast(colours.text, ground) for ground in (colours.bubble, colours.panel, colours.found))
        > 4.5
    )


def test_the_side_is_told_by_the_palette(qtbot: QtBot) -> None:
    assert (style(True).dark, style(False).dark) == (True, False)


def test_formats_combine_marks(qtbot: QtBot) -> None:
    made = style().format(Mark.BOLD | Mark.ITALIC | Mark.STRIKE)
    assert (made.font().bold(), made.font().italic(), made.font().strikeOut()) == (True, True, True)


def test_a_mixed_colour_lies_between() -> None:
    assert mixed(QColor("#000000"), QColor("#ffffff"), 0.5).name() == "#808080"
