"""The palettes: enough contrast, and a live change between light and dark."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.shell.theme import Theme, is_dark

Role = QPalette.ColorRole
PAIRS = (
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.PlaceholderText, Role.Base),
    (Role.PlaceholderText, Role.Window),
    (Role.Link, Role.Base),
    (Role.HighlightedText, Role.Highlight),
    (Role.ToolTipText, Role.ToolTipBase),
)


def luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_text_can_be_read_on_its_ground(qapp: QApplication, qtbot: QtBot, choice: str) -> None:
    theme = Theme(qapp)
    theme.apply(choice)
    palette = qapp.palette()
    assert is_dark(palette) is (choice == "dark")
    for text, ground in PAIRS:
        assert contrast(palette.color(text), palette.color(ground)) >= 4.5, (text, ground)


def test_a_change_is_told_once_and_the_same_again_is_not(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp)
    theme.apply("light")
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.dark()))
    theme.apply("dark")
    theme.apply("dark")
    theme.apply("light")
    assert told == [True, False]
