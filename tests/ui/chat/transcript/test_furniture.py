"""The boxes around a text are painted, say what they offer, and fit a narrow lane."""

import pytest
from PySide6.QtCore import QPointF

from studio.ui.chat.transcript.furniture import Button, CardBox, FoldBox, FootBox, HeadBox, ListBox
from studio.ui.rendering.box import Box
from tests.ui.rendering.making import ink, picture, style


def _boxes() -> list[Box]:
    made = style()
    foot = FootBox(made, "12 in · 3 out", (2, 3), ("copy", "edit"))
    foot.active = True
    return [
        HeadBox(made, "model" * 20, "Messages · Demo", "12:00", False),
        FoldBox(made, "Thought for 3 s", True),
        CardBox(made, "Title", "Body text", "bad", (Button("remedy", "Try again"),)),
        ListBox(made, (("A source", "https://a.example"), ("", "https://b.example"))),
        foot,
    ]


@pytest.mark.parametrize("width", [252, 600])
def test_all_are_painted_and_their_targets_are_inside(width: int) -> None:
    for box in _boxes():
        assert ink(picture(box, width=width)) > 3
        for target in box.targets():
            assert target.rect.left() >= -6 and target.rect.right() <= width + 1
            assert target.rect.bottom() <= box.height + 1


def test_buttons_are_large_enough_to_hit() -> None:
    for box in _boxes():
        box.lay_out(500)
        for target in box.targets():
            if target.kind == "button":
                assert target.rect.height() >= 20


def test_sources_are_numbered_links() -> None:
    box = _boxes()[3]
    box.lay_out(500)
    assert box.text == "1.  A source\u20282.  https://b.example"
    assert [t.data for t in box.targets()] == ["https://a.example", "https://b.example"]


def test_text_of_a_card_can_be_selected() -> None:
    box = _boxes()[2]
    box.lay_out(500)
    for position in (0, 3, 6, 10):
        rect = box.caret(position)
        assert box.position_at(QPointF(rect.x() + 0.5, rect.center().y())) == position


def test_a_message_without_siblings_has_no_switch() -> None:
    foot = FootBox(style(), "", (1, 1), ())
    foot.lay_out(400)
    assert (foot.targets(), foot.height) == ([], 0)
