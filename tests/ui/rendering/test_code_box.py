"""Code blocks: bar, switches, own scroll, and only the visible lines laid out."""

from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from studio.ui.rendering.box import Look
from studio.ui.rendering.code_box import CodeBox
from studio.ui.rendering.source import MarkdownSource
from tests.ui.rendering.making import ink, picture, source, style


def _box(code: str, language: str = "python", width: float = 400) -> CodeBox:
    box = CodeBox(source(f"```{language}\n{code}\n```").leaves[0], style())
    box.lay_out(width)
    return box


def test_more_than_two_thousand_lines_wait_behind_show_all(qtbot: QtBot) -> None:
    box = _box("\n".join(f"line {n}" for n in range(5000)), "")
    (more,) = [t for t in box.targets() if t.action == "show_all"]
    assert more.name == "Show all 5,000 lines"
    before = box.height
    assert box.activate(more)
    box.lay_out(400)
    assert box.height > 2 * before
    assert box.code.count("\n") == 4999


def test_wrapping_makes_long_lines_visible_and_ends_the_sideways_scroll(qtbot: QtBot) -> None:
    box = _box("x" * 500)
    assert box.scroll_sideways(100)
    (wrap,) = [t for t in box.targets() if t.action == "wrap"]
    before = box.height
    box.activate(wrap)
    box.lay_out(400)
    assert box.height > before
    assert not box.scroll_sideways(100)


def test_points_and_carets_agree(qtbot: QtBot) -> None:
    box = _box("first line\n\tsecond = 2\nthird")
    for position in range(len(box.text)):
        rect = box.caret(position)
        assert box.position_at(QPointF(rect.x() + 0.5, rect.center().y())) == position


def test_characters_that_hide_are_shown_and_copied_as_they_are(qtbot: QtBot) -> None:
    box = _box("a\u202eb", "")
    assert box.text == "a⟦RLO⟧b"
    assert box.code == "a\u202eb"


def test_the_bar_stays_in_view_on_long_blocks(qtbot: QtBot) -> None:
    box = _box("\n".join("x" * 10 for _ in range(100)))
    (copy,) = [t for t in box.targets(300.0) if t.action == "copy_code"]
    assert copy.rect.top() >= 300


def test_a_growing_block_is_the_finished_one_at_its_end(qtbot: QtBot) -> None:
    code = "def f():\n    return 'a'\n\n\nprint(f())"
    text = f"```python\n{code}\n```\n"
    growing = MarkdownSource()
    growing.set_text("```python\n", growing=True)
    box = CodeBox(growing.leaves[0], style(), open_end=True)
    for end in range(11, len(text)):
        growing.set_text(text[:end], growing=True)
        box.update(growing.leaves[0], True)
        box.lay_out(500)
    growing.set_text(text)
    box.update(growing.leaves[0], False)
    while True:
        box.lay_out(500)
        if not box.unfinished:
            break
    fresh = _box(code, width=500)
    while fresh.unfinished:
        fresh.lay_out(500)
    assert (box.text, box.height) == (fresh.text, fresh.height)
    assert picture(box) == picture(fresh)


def test_a_block_is_painted_in_both_themes(qtbot: QtBot) -> None:
    box = _box("print('hello')  # 1")
    for dark in (False, True):
        assert ink(picture(box, Look(style(dark), 0, box.height))) > 10
