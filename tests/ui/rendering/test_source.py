"""A text that streams in any pieces is the same as the text at once."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from studio.ui.rendering.leaves import Kind
from studio.ui.rendering.source import MarkdownSource
from tests.ui.rendering.making import source

_FRAGMENTS = st.sampled_from(
    [
        "word", "two words ", " ", "    ", "\n", "\n\n", "- ", "* ", "1. ", "2. ", "> ", "# ", "## head\n",
        "```", "```py\n", "~~~\n", "---\n", "===", "***", "| a | b |\n|---|---|\n", "| c | d |\n", "| x",
        "$$\n", "$x$", "\\[\n", "\\]\n", "\\(y\\)", "[a]", "[a]: /x\n", "[^1]", "[^1]: note\n", "**", "*", "_", "`",
        "~~", "https://example.org", "[ ] ", "[x] ", "> [!NOTE]\n", "&amp;", "\\", "<b>", "\r", "\r\n", "\x00",
        "- item\n", "1. one\n", "   cont\n", "\t", "日本語", "😀", "e\u0301", "\ud83d", "\ude00",
        "a line\n", "> a line\n", "two\nlines", "> w", "more words  \nand b|c\n", "\\begin{align}", "\\begin{align}\n",
        "\\end{align}\n", "> [a]: /y\n", "> [",
    ]
)  # fmt: skip
_TEXTS = st.lists(_FRAGMENTS, max_size=24).map("".join)


def _state(made: MarkdownSource) -> list[object]:
    return [(x.kind, x.text, x.frame, x.level, x.info, x.rows, x.aligns, x.start, x.end) for x in made.leaves]


def _streamed(text: str, cuts: list[int]) -> MarkdownSource:
    made = MarkdownSource()
    for cut in sorted({min(c, len(text)) for c in cuts}):
        made.set_text(text[:cut], growing=True)
    made.set_text(text)
    return made


@settings(max_examples=250, deadline=None)
@given(_TEXTS, st.lists(st.integers(0, 200), max_size=30))
@example("a\n***", [2, 3, 4, 5])
@example("```py\nx\n```\nafter", list(range(20)))
@example("| a |\n|---|\n| b |\n| c", list(range(30)))
def test_streamed_in_any_split_is_the_same_as_at_once(text: str, cuts: list[int]) -> None:
    assert _state(_streamed(text, cuts)) == _state(source(text))


@settings(max_examples=80, deadline=None)
@given(_TEXTS)
@example("word\n> [a]: /y\nword")
@example("word\n[a]: /x\n> [a]: /y\n[a]: /x\n")
@example("- item\n> [a]: /y\n\\begin{align}")
def test_streamed_by_single_characters_is_the_same_as_at_once(text: str) -> None:
    assert _state(_streamed(text, list(range(len(text))))) == _state(source(text))


def test_closed_blocks_stay_the_same_objects_while_the_text_grows() -> None:
    made = source("# a\n\nfirst\n\nsecond")
    before = list(made.leaves)
    changed = made.set_text("# a\n\nfirst\n\nsecond and more", growing=True)
    assert changed == 2
    assert [a is b for a, b in zip(before, made.leaves, strict=True)] == [True, True, True]


def test_a_late_definition_changes_the_leaves_that_may_use_it() -> None:
    made = source("see [x]\n\nplain\n\nend")
    versions = [leaf.version for leaf in made.leaves]
    assert made.set_text("see [x]\n\nplain\n\nend\n\n[x]: /y\n") == 0
    assert [leaf.version - v for leaf, v in zip(made.leaves, versions, strict=True)] == [1, 0, 0]


def test_another_text_replaces_everything() -> None:
    made = source("one\n\ntwo")
    made.set_text("other")
    assert [leaf.text for leaf in made.leaves] == ["other"]


def test_an_open_fence_grows_without_a_new_leaf() -> None:
    made = source("```py\na\n")
    leaf = made.leaves[0]
    made.set_text("```py\na\nb\n```", growing=True)
    made.set_text("```py\na\nb\n```\n\nafter")
    assert made.leaves[0] is leaf
    assert (leaf.kind, leaf.text) == (Kind.CODE, "a\nb")
    assert made.leaves[1].text == "after"


def test_offsets_point_at_the_source_of_each_leaf() -> None:
    made = source("# a\n\n- b\n- c\n")
    assert [made.text[x.start : x.end] for x in made.leaves] == ["# a\n", "- b\n", "- c\n"]


def test_a_paragraph_of_many_lines_is_not_parsed_again_for_each_of_them() -> None:
    for sign in ("", "> "):
        line = f"{sign}some words in a line\n"
        growing = MarkdownSource()
        for count in range(1, 30):
            growing.set_text(line * count, growing=True)
        assert _state(growing) == _state(source(line * 29))
