"""Markdown to safe HTML."""

import re

from hypothesis import given
from hypothesis import strategies as st

from studio.storage.exports.prose import code_block, html_of, inline

_TAG = re.compile(
    r"</?(p|br|h[3-6]|hr|ul|li|strong|em|code|pre|figure|figcaption|blockquote|table|thead|tbody|tr|th|td|a|span)"
    r"( class=\"?[a-z0-9]+\"?| data-mark=\"[^\"<>]*\"| href=\"https?://[^\"<>\s]*\" rel=\"noreferrer noopener\")*>"
)


@given(st.text("ab <>\"'&`*_#-|\n[]()!:/.0123~>\x00é漢", max_size=200) | st.text(max_size=200))
def test_only_our_own_tags_come_out(text: str) -> None:
    left = _TAG.sub("", html_of(text))
    assert "<" not in left and ">" not in left


@given(
    st.lists(
        st.sampled_from(["word", "# h", "- item", "> q", "```", "| a | b |", "|---|---|", "", "  deep"]),
        max_size=20,
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    html = html_of("\n".join(lines))
    assert html.count("word") == lines.count("word")
    assert html.count("item") == lines.count("- item")


def test_blocks() -> None:
    assert html_of("# Big\n\ntext\nmore") == "<h3>Big</h3>\n<p>text<br>\nmore</p>"
    assert html_of("```py\nx < 1\n```") == code_block("x < 1", "py")
    assert html_of("~~~\nopen") == code_block("open")
    assert html_of("---") == "<hr>"
    assert html_of("> a\n> b") == "<blockquote>a b</blockquote>"
    assert "<th>a</th><th>b</th>" in html_of("a | b\n--|--\n1 | 2")
    assert 'class="in1"' in html_of("- a\n  - b") and 'data-mark="1."' in html_of("1. a")


def test_inline_marks() -> None:
    assert inline("**b** *i* `c<`") == "<strong>b</strong> <em>i</em> <code>c&lt;</code>"
    assert inline("2 * 3 * 4") == "2 * 3 * 4"


def test_links_show_where_they_lead_and_only_https_is_one() -> None:
    shown = inline("[good.example](https://evil.example/x)")
    assert 'href="https://evil.example/x"' in shown and "(https://evil.example/x)" in shown
    assert "<a" not in inline("[x](javascript:alert(1))")
    assert "<a" not in inline("[x](file:///etc/passwd)")


def test_hostile_texts_come_through_whole() -> None:
    for text in (
        "*a " * 50_000,
        "[" * 50_000,
        "x " + "` `` ``` " * 9_000,
        "> " * 20_000,
        "|" * 50_000,
        "x" + "**" * 30_000,
    ):
        assert len(html_of(text)) >= len(text) // 3
