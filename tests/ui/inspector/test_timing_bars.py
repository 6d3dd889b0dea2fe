"""Timing bars: only what was measured, in order, also in words."""

from studio.domain.exchange import Exchange, Piece
from studio.ui.inspector.timing_bars import TimingBars, phases, seconds


def test_phases_follow_one_another_and_skip_what_was_not_measured() -> None:
    exchange = Exchange(id="1", connected_s=0.1, first_byte_s=0.5, total_s=2.0)
    assert phases(exchange) == (("Connect", 0.0, 0.1), ("First byte", 0.1, 0.5), ("Stream", 0.5, 2.0))
    assert phases(Exchange(id="1")) == ()
    assert all(start <= end for _, start, end in phases(Exchange(id="1", connected_s=3.0, total_s=1.0)))


def test_durations_are_written_for_people() -> None:
    assert [seconds(s) for s in (0.084, 1.236, 125.0)] == ["84 ms", "1.24 s", "2 min 5 s"]


def test_the_bar_is_told_in_words_and_hidden_without_times(qtbot: object) -> None:
    bars = TimingBars()
    qtbot.addWidget(bars)
    bars.show_exchange(Exchange(id="1", connected_s=0.1, total_s=1.0, pieces=(Piece(0.5, b"x"),)))
    assert bars.accessibleName() == "Times: Connect 100 ms, Stream 900 ms"
    bars.resize(200, bars.sizeHint().height())
    accent = bars.palette().accent().color().rgb()
    image = bars.grab().toImage()
    assert image.pixel(150, 3) == accent
    assert image.pixel(5, 3) != accent
    bars.show_exchange(None)
    assert not bars.isVisible()
