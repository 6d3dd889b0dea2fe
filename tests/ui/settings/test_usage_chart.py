"""The chart: taller bars for larger numbers, and every number in words for those who do not see bars."""

from studio.ui.settings.usage_chart import UsageChart


def test_bars_are_told_in_words_and_found_by_position(qtbot: object) -> None:
    chart = UsageChart()
    qtbot.addWidget(chart)
    chart.resize(256, 180)
    chart.show_bars([("2026-11-20", 1.0, "1"), ("2026-11-21", 4.0, "4")], "Answers a day")
    assert chart.accessibleName() == "Answers a day"
    assert chart.accessibleDescription() == "2026-11-20: 1; 2026-11-21: 4"
    assert [chart.bar_at(x) for x in (10, 60, 200, 300)] == [-1, 0, 1, -1]


def test_a_larger_number_is_a_taller_bar(qtbot: object) -> None:
    chart = UsageChart()
    qtbot.addWidget(chart)
    chart.resize(256, 180)
    chart.show_bars([("2026-11-20", 1.0, "1"), ("2026-11-21", 4.0, "4")], "Answers")
    image = chart.grab().toImage()
    accent = chart.palette().accent().color().rgb()
    heights = [sum(image.pixel(x, y) == accent for y in range(180)) for x in (106, 206)]
    assert heights[1] > 3 * heights[0] > 0


def test_nothing_to_show_is_said(qtbot: object) -> None:
    chart = UsageChart()
    qtbot.addWidget(chart)
    empty = chart.grab().toImage()
    chart.show_bars([("2026-11-20", 0.0, "0")], "Answers")
    assert chart.grab().toImage() != empty
