import re
from random import Random

from studio.sandbox.verse import cjk_verse, haiku, stanzas


def test_verse_fits_the_prompt_and_has_both_scripts() -> None:
    text = cjk_verse("a poem about the sea", Random(1))
    assert "海" in text and re.search(r"[\u3040-\u30ff]", text)
    assert "雪" in cjk_verse("snow in the mountains", Random(1))


def test_a_haiku_has_three_lines() -> None:
    assert len(haiku("rain").splitlines()) == 3


def test_stanzas_have_four_lines_and_do_not_repeat() -> None:
    text = stanzas("tea", Random(3), 2)
    lines = [line for line in text.splitlines() if line]
    assert len(lines) == len(set(lines)) == 8
    assert "tea" in text
