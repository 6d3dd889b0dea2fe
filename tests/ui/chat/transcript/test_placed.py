"""A placed row knows its edges."""

from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.rows import Row


def test_the_box_begins_below_the_space() -> None:
    placed = Placed(0, 0, Row("leaf", space=7), 10, 100, 50)
    assert (placed.top, placed.bottom) == (107, 150)
