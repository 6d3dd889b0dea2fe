"""Bars: as long as their numbers, told to screen readers, painted without one."""

from pytestqt.qtbot import QtBot

from studio.state.comparison_numbers import COLUMNS, NumberRow
from studio.ui.compare.bars import LaneBars

RATE = next(c for c in COLUMNS if c.field == "rate")
ROWS = (
    NumberRow(letter="A", name="slow", rate=25.0),
    NumberRow(letter="B", name="quick", rate=100.0, estimated=True),
    NumberRow(letter="C", name="silent"),
)


def test_bars_are_as_long_as_their_numbers(qtbot: QtBot) -> None:
    bars = LaneBars(RATE)
    qtbot.addWidget(bars)
    bars.show_rows(ROWS)
    bars.resize(500, bars.sizeHint().height())
    bars.show()
    image = bars.grab().toImage()
    ground = image.pixel(495, 2)
    start = int(500 * 0.34) + 6

    def length(row: int) -> int:
        y = 26 + row * 22 + 7
        return sum(image.pixel(x, y) != ground for x in range(start, 414))

    assert length(1) > 3 * length(0) > 0
    assert bars.accessibleDescription() == "A  slow: 25.0; B  quick: ≈ 100.0; C  silent: —"


def test_no_rows_are_no_bars(qtbot: QtBot) -> None:
    bars = LaneBars(RATE)
    qtbot.addWidget(bars)
    bars.show_rows(())
    assert not bars.grab().isNull()
    assert bars.accessibleDescription() == ""
