"""CommonMark's own examples through our parser; what differs does so by design."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.ui.rendering.markdown import make_parser, parse_blocks, parse_inline

_EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "commonmark.json").read_text("utf-8")
)
_RAW_HTML = {
    21, 31, 344, 475, 476, 477, 491, 494, 524, 536, 608, 642, 643, 201, 308, 309,
    *range(148, 192), *range(613, 632),
}  # fmt: skip
"""Examples with raw HTML, which is text here."""

_OURS = {
    12: "\\[ … \\] is a formula",
    218: "an empty quote is written without a line end",
    239: "an empty quote is written without a line end",
    240: "an empty quote is written without a line end",
    611: "bare addresses are links (GitHub)",
    612: "bare addresses are links (GitHub)",
}


def _known(example: dict[str, Any]) -> bool:
    return example["example"] in _RAW_HTML or example["example"] in _OURS


@pytest.mark.parametrize("section", sorted({e["section"] for e in _EXAMPLES}))
def test_the_examples_of_a_section_of_commonmark(section: str) -> None:
    md = make_parser()
    wrong = [
        e["example"]
        for e in _EXAMPLES
        if e["section"] == section and not _known(e) and md.render(e["markdown"]) != e["html"]
    ]
    assert wrong == []


def test_raw_html_of_every_example_is_text() -> None:
    md = make_parser()
    for example in _EXAMPLES:
        rendered = md.render(example["markdown"])
        for tag in ("<script", "<style", "<iframe", "<div", "<textarea", "<!--", "<?php", "<table><tr>\n"):
            assert tag not in rendered.replace("<div class=", "")


def test_blocks_carry_their_lines_and_definitions() -> None:
    env: dict[str, Any] = {}
    tokens = parse_blocks("a\n\n[x]: /y\n\n- b\n", env)
    assert [t.map for t in tokens if t.type == "paragraph_open"] == [[0, 1], [4, 5]]
    assert env["references"]["X"]["href"] == "/y"


def test_inline_links_are_resolved_by_the_definitions_given() -> None:
    tokens = parse_inline("[x]", {"references": {"X": {"title": "", "href": "/y", "map": [0, 1]}}})
    assert tokens[0].attrs["href"] == "/y"
