"""Tables share the width, keep their text, and never take long."""

from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from studio.ui.rendering.source import MarkdownSource
from studio.ui.rendering.table_box import TableBox
from tests.ui.rendering.making import ink, picture, source, style

_HEAD = "| Name | Value |\n|:--|--:|\n"


def _box(text: str, width: float = 400) -> TableBox:
    made = source(text)
    box = TableBox(made.leaves[0], made.env, style())
    box.lay_out(width)
    return box


def test_cells_are_copied_with_tabs_and_line_ends(qtbot: QtBot) -> None:
    assert _box(_HEAD + "| a | `1` |\n").text == "Name\tValue\na\t1"


def test_points_and_carets_agree(qtbot: QtBot) -> None:
    box = _box(_HEAD + "| alpha beta | 12 |\n| gamma | 345 |\n")
    for position, character in enumerate(box.text):
        if character not in "\t\n":
            rect = box.caret(position)
            assert box.position_at(QPointF(rect.x() + 0.5, rect.center().y())) == position


def test_a_wide_table_scrolls_sideways(qtbot: QtBot) -> None:
    box = _box("|" + "some words here|" * 12 + "\n|" + "-|" * 12 + "\n|" + "more words|" * 12 + "\n", 200)
    assert box.scroll_sideways(50)


def test_forty_thousand_cells_wait_behind_show_all(qtbot: QtBot) -> None:
    text = "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + ("|" + "b|" * 200 + "\n") * 200
    box, turns = _box(text), 1
    while box.unfinished:
        box.lay_out(400)
        turns += 1
    assert turns == 5
    assert box.text.count("\n") == 9
    assert any(t.action == "show_all" for t in box.targets())


def test_rows_that_come_one_by_one_give_the_same_table(qtbot: QtBot) -> None:
    text = _HEAD + "".join(f"| row {n} | **{n}** |\n" for n in range(12))
    growing = MarkdownSource()
    growing.set_text(_HEAD, growing=True)
    box = TableBox(growing.leaves[0], growing.env, style())
    for end in range(len(_HEAD), len(text) + 1):
        growing.set_text(text[:end], growing=True)
        box.update(growing.leaves[0], growing.env)
        box.lay_out(400)
    fresh = _box(text)
    assert (box.text, box.height) == (fresh.text, fresh.height)
    assert picture(box, width=400) == picture(fresh, width=400)


def test_a_table_is_painted(qtbot: QtBot) -> None:
    assert ink(picture(_box(_HEAD + "| a | [b](https://x.org) |\n"))) > 5
