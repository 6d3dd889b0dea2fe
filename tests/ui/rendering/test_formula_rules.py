"""Formulas in the ways models write them, and text that only looks like one."""

import pytest

from studio.ui.rendering.markdown import make_parser


def _math(text: str) -> list[tuple[str, str]]:
    found = []
    for token in make_parser().parse(text):
        for each in (token, *(token.children or ())):
            if each.type.startswith("math"):
                found.append((each.type, each.content))
    return found


@pytest.mark.parametrize(
    ("text", "kind", "content"),
    [
        ("$x^2$", "math_inline", "x^2"),
        (r"so \(a+b\) it is", "math_inline", "a+b"),
        ("$$\nx\n$$", "math_block", "x"),
        ("\\[\nx = 1\n\\]", "math_block", "x = 1"),
        ("\\begin{align}\na\n\\end{align}", "math_block", "\\begin{align}\na\n\\end{align}"),
        ("- item\n\n  $$\n  y\n  $$", "math_block", "y"),
    ],
)
def test_a_formula_is_found(text: str, kind: str, content: str) -> None:
    assert _math(text) == [(kind, content)]


@pytest.mark.parametrize(
    "text", ["costs $5 and $6", "\\[ open\n\nnext", "$$ never closed", "\\begin{nothing}x\\end{nothing}"]
)
def test_text_that_only_looks_like_a_formula_stays_text(text: str) -> None:
    assert _math(text) == []


def test_words_behind_the_end_are_never_swallowed() -> None:
    rendered = make_parser().render("\\[ x \\] and more words")
    assert "and more words" in rendered
