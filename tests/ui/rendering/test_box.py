"""What a box answers when it has nothing special."""

import pytest
from PySide6.QtCore import QPointF

from studio.ui.rendering.box import Box


def test_a_plain_box_has_two_positions_and_no_targets() -> None:
    box = Box()
    box.text, box.height = "ab", 20
    assert (box.position_at(QPointF(0, 1)), box.position_at(QPointF(0, 19))) == (0, 2)
    assert box.targets() == []
    assert box.target_at(QPointF(0, 0)) is None
    assert not box.scroll_sideways(10)
    assert box.caret(0).height() == 20


def test_a_box_must_say_how_it_is_laid_out() -> None:
    with pytest.raises(NotImplementedError):
        Box().lay_out(10)
