"""What goes to the clipboard: plain, Markdown, HTML with everything escaped."""

from studio.ui.rendering.copying import html_of, marker_of, plain_part, shown_text
from tests.ui.rendering.making import source


def _html(text: str) -> str:
    made = source(text)
    return "".join(html_of(leaf, made.env, None) for leaf in made.leaves)


def test_formats_become_tags() -> None:
    assert (
        _html("# a\n\n**b** [c](https://x.org)")
        == '<h1>a</h1><p><strong>b</strong> <a href="https://x.org">c</a></p>'
    )


def test_nothing_from_outside_stays_markup() -> None:
    html = _html("<script>x</script>\n\n```\n<b>\n```\n\n| <i> |\n|---|\n| <u> |\n")
    assert "<script" not in html
    assert "<i>" not in html and "<u>" not in html and "<code>&lt;b&gt;</code>" in html


def test_a_range_is_cut_at_its_ends() -> None:
    made = source("ab **cd** ef")
    assert html_of(made.leaves[0], made.env, (1, 5)) == "<p>b <strong>cd</strong></p>"


def test_shown_text_is_what_the_box_shows() -> None:
    made = source("a **b**\n\n|x|\n|-|\n|y|\n")
    assert [shown_text(leaf, made.env) for leaf in made.leaves] == ["a b", "x\ny"]
    assert plain_part("a\u2028b", None) == "a\nb"


def test_bullets_are_copied() -> None:
    assert [marker_of(leaf) for leaf in source("- a\n\n1. b\n\n> c\n").leaves] == ["• ", "1. ", ""]
