"""Colours of code that grows line by line are those of the whole when it is finished."""

import pytest

from studio.ui.rendering.highlight import Highlighter, lexer_for

_CODE = '''def f(x):
    """A text
    over lines."""
    return "s" + str(x)  # why


class A:
    n = 12
'''


def _exact(code: str, language: str) -> list[list[tuple[int, int, str]]]:
    lines = code.split("\n")
    made = Highlighter(language)
    made.finish(lines)
    while made.busy:
        made.advance(1)
    return [made.spans(n) for n in range(len(lines))]


def test_lines_that_come_one_by_one_get_the_colours_of_the_whole() -> None:
    lines = _CODE.split("\n")
    made = Highlighter("python")
    for upto in range(1, len(lines)):
        made.extend(lines[:upto], upto)
    assert [made.spans(n) for n in range(len(lines) - 1)] == _exact(_CODE, "python")[:-1]


@pytest.mark.parametrize("language", ["", "text", "no-such-language", "<script>", "python {.numberLines}"])
def test_unknown_languages_are_plain(language: str) -> None:
    assert (lexer_for(language) is None) is ("python" not in language)


def test_a_huge_block_is_left_plain() -> None:
    lines = ["x = 1"] * 100_000
    made = Highlighter("python")
    made.finish(lines)
    assert not made.busy
    assert made.spans(5) == []
