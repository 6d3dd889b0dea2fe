"""A provider's own step is one line for people and its raw JSON for replay."""

import json
from typing import Any

import pytest

from studio.protocols.provider_items import OTHER_ANSWER, other_answer, provider_item


@pytest.mark.parametrize(
    ("kind", "data", "summary"),
    [
        ("web_search_call", {"action": {"type": "search", "query": "ruby"}}, "web search call: ruby"),
        ("file_search_call", {"queries": ["a", "b"]}, "file search call: a, b"),
        ("server_tool_use", {"name": "bash", "input": {"command": "ls"}}, "server tool use: bash: ls"),
        ("mcp_call", {"name": "ask", "server_label": "wiki"}, "mcp call: ask"),
        (
            "web_search_tool_result",
            {"content": [{"url": "x"}, {"url": "y"}]},
            "web search tool result: 2 results",
        ),
        ("compaction", {"content": "told\nshortly"}, "compaction: told shortly"),
        ("odd", {}, "odd"),
        ("", {}, "item"),
    ],
)
def test_the_line_for_people(kind: str, data: dict[str, Any], summary: str) -> None:
    item = provider_item(kind, data)
    assert item.summary == summary and json.loads(item.data) == data


def test_long_and_broken_text_is_cut_and_cleaned() -> None:
    item = provider_item("x", {"query": "a\ud83d " * 200})
    assert len(item.summary) <= 160
    item.data.encode()


def test_a_further_answer_is_told_whole() -> None:
    item = other_answer(1, "two \ud800 words")
    assert (item.kind, item.summary) == (OTHER_ANSWER, "Another answer (2): two \ufffd words")
    assert json.loads(item.data) == {}
