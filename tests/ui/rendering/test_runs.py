"""Inline Markdown becomes text with spans; hostile markup becomes text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.ui.rendering.runs import LONGEST_INLINE, GrowingRuns, read_runs
from studio.ui.rendering.style import Mark


def _spans(text: str) -> list[tuple[str, int, str]]:
    runs = read_runs(text, {})
    return [(runs.text[s.start : s.end], s.marks, s.data) for s in runs.spans]


def test_formats_become_spans() -> None:
    assert _spans("a *b* **c** `d` ~~e~~") == [
        ("b", Mark.ITALIC, ""),
        ("c", Mark.BOLD, ""),
        ("d", Mark.CODE, ""),
        ("e", Mark.STRIKE, ""),
    ]


def test_links_keep_their_address() -> None:
    assert _spans("[a](https://x.org/y)") == [("a", Mark.LINK, "https://x.org/y")]
    assert read_runs("[a](https://x.org)", {}).link_at(0) == "https://x.org"


@pytest.mark.parametrize(
    "scheme", ["smb://h/s", "ms-msdt:/id", "calculator:", "vscode://file/x", "ftp://h/x", "ssh://h"]
)
def test_links_of_other_kinds_are_only_words(scheme: str) -> None:
    assert _spans(f"[word]({scheme})") == []


def test_a_picture_of_the_web_is_named_and_not_loaded() -> None:
    runs = read_runs("![a cat](https://evil.example/cat.png)", {})
    assert runs.text == "a cat [picture from evil.example – not loaded]"


def test_a_picture_on_this_machine_is_not_even_named_as_a_link() -> None:
    assert not any(s.marks & Mark.LINK for s in read_runs("![x](file:///etc/passwd)", {}).spans)


def test_html_is_text() -> None:
    assert read_runs("<img src=x> <b>y</b>", {}).text == "<img src=x> <b>y</b>"


def test_people_who_type_keep_their_line_ends() -> None:
    assert read_runs("a\nb", {}).text == "a b"
    assert read_runs("a\nb", {"hard_lines": True}).text == "a\u2028b"


def test_a_very_long_paragraph_is_plain() -> None:
    text = "*a* " * LONGEST_INLINE
    assert read_runs(text, {}).spans == []
    assert read_runs("[" * 5000, {}).text == "[" * 5000


def test_formulas_keep_their_source_for_copying() -> None:
    assert _spans("$x^2$") == [("$x^2$", Mark.FORMULA, "x^2")]


_PARTS = st.sampled_from(
    ["word ", "some more words of a sentence ", "and then ", "**", "**bold** ", "*", "*slanted* ", "_", "`",
     "`code x` ",
     "``", "[a]", "[a](https://x.org) ", "](/y) ", "https://x.org/a?b=1 ", "www.x.org ", "a@b.co ", "&amp; ", "&am",
     "$x$ ", "$", "\\(y\\) ", "\\(", "\\)", ". ", "~~", "~~gone~~ ", "\\*", "日本", "!", "<b>",
     "![p](https://x.org/p) ",
     "<https://x.org> ", "***", "***both** one* ", "\n", "  \n", "[^1] ", "Note: "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PARTS, min_size=10, max_size=90), st.booleans())
def test_a_text_that_grows_has_the_runs_of_the_whole(parts: list[str], hard: bool) -> None:
    env = {"hard_lines": hard, "references": {"A": {"href": "https://a.org", "title": ""}}}
    growing, text = GrowingRuns(), "Start"
    for number, part in enumerate(parts):
        text += part
        if number % 3 == 0:
            growing.read(text, env)
    made, whole = growing.read(text, env), read_runs(text, env)
    assert (made.text, made.spans) == (whole.text, whole.spans)


def test_only_the_open_end_of_a_long_paragraph_is_parsed_again() -> None:
    growing, text = GrowingRuns(), "Some **bold** words of `code` in a sentence that goes on and on " * 60
    for end in range(0, len(text), 20):
        growing.read(text[:end], {})
    assert len(text) - growing.closed < 400
