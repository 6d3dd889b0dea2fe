"""A paragraph that is written looks like one that was written."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.source import MarkdownSource
from studio.ui.rendering.text_box import TextBox
from tests.ui.rendering.making import ink, picture, source, style

_PARTS = st.sampled_from(
    ["word ", "two words", " and", "**", "*", "`", "_", "[a]", "(https://x.org)", "http://", "www.x.org", "a@b.co",
     "&amp;", "$", "x", ". ", "~~", "\\", "é", "日本", "😀", "!", "<b>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PARTS, min_size=1, max_size=20))
def test_a_growing_paragraph_has_the_text_and_formats_of_the_whole(parts: list[str]) -> None:
    made = style()
    growing = MarkdownSource()
    box: TextBox | None = None
    text = "Start "
    for part in parts:
        text += part
        growing.set_text(text, growing=True)
        leaf = growing.leaves[0]
        if box is None:
            box = TextBox(leaf, growing.env, made)
        else:
            box.update(leaf, growing.env)
    assert box is not None
    whole = source(text)
    fresh = TextBox(whole.leaves[0], whole.env, made)
    assert (box.text, box.runs.spans) == (fresh.text, fresh.runs.spans)


def test_links_are_targets_with_name_and_address(qtbot: QtBot) -> None:
    made = source("see [here](https://x.org)")
    box = TextBox(made.leaves[0], made.env, style())
    box.lay_out(300)
    (target,) = box.targets()
    assert (target.name, target.data, target.kind) == ("here", "https://x.org", "link")
    assert box.target_at(target.rect.center()) == target


def test_words_are_painted(qtbot: QtBot) -> None:
    made = source("Some **words** and `code`")
    assert ink(picture(TextBox(made.leaves[0], made.env, style()))) > 5


def test_a_formula_takes_the_place_of_its_source_and_is_copied_as_source(qtbot: QtBot) -> None:
    made, workshop = source("a $x^2$ b"), Workshop()
    box = TextBox(made.leaves[0], made.env, style(), workshop)
    assert box.text == "a $x^2$ b"
    qtbot.waitUntil(lambda: workshop.idle, timeout=20_000)
    made.leaves[0].version += 1
    box.update(made.leaves[0], made.env)
    box.lay_out(300)
    assert box.text == "a \ufffc b"
    assert box.runs.copied(0, len(box.text)) == "a $x^2$ b"


def test_a_definition_that_comes_late_makes_a_link(qtbot: QtBot) -> None:
    made = source("see [x] here")
    box = TextBox(made.leaves[0], made.env, style())
    made.set_text("see [x] here\n\n[x]: https://x.org\n")
    box.update(made.leaves[0], made.env)
    assert box.runs.link_at(4) == "https://x.org"
