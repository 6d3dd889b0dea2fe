"""The bar of compare: every button has a name, and it fits a narrow window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from studio.ui.compare.bar import SECTIONS, CompareBar


def test_every_button_has_a_name_and_asks_for_something(qtbot: QtBot) -> None:
    bar = CompareBar()
    qtbot.addWidget(bar)
    assert all(button.accessibleName() for button in bar.findChildren(QAbstractButton))
    chosen: list[str] = []
    bar.section_chosen.connect(chosen.append)
    for button in bar.sections.values():
        button.click()
    assert chosen == [name for name, _, _ in SECTIONS]


@pytest.mark.parametrize("width", [440, 540, 760, 1020, 1600])
def test_no_button_is_cut_off_at_any_width(qtbot: QtBot, width: int) -> None:
    bar = CompareBar()
    qtbot.addWidget(bar)
    bar.show_title("A title that is much longer than there is room for in a narrow window")
    bar.resize(width, 44)
    bar.show()
    bar.show_section("runs")
    shown = [b for b in bar.findChildren(QAbstractButton) if b.isVisible()]
    assert all(b.x() >= 0 and b.x() + b.width() <= width for b in shown)
    assert all(b.width() >= 28 and b.height() >= 28 for b in shown)


def test_wide_bars_have_words_and_narrow_ones_drawings(qtbot: QtBot) -> None:
    bar = CompareBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(1200, 44)
    assert bar.sections["tally"].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    bar.resize(480, 44)
    assert bar.sections["tally"].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


def test_lanes_are_added_only_where_lanes_are_shown(qtbot: QtBot) -> None:
    bar = CompareBar()
    qtbot.addWidget(bar)
    bar.show_section("tally")
    assert not bar.add.isEnabled()
    bar.show_section("lanes")
    assert bar.add.isEnabled()
    bar.show_blind(True)
    assert bar.blind.isChecked()
