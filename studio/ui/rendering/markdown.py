"""The one configuration of the Markdown parser: CommonMark with the GitHub extensions and formulas, no HTML."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.gfm import gfm_plugin

from studio.ui.rendering.formula_rules import formula_rules

Environment = MutableMapping[str, Any]

DEEPEST = 100
"""Containers nested deeper than this are shown as text; the parser would drop what they hold."""


def make_parser() -> MarkdownIt:
    """A fresh parser as we use it."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).use(gfm_plugin)
    md.use(dollarmath_plugin, allow_digits=False, allow_space=False, double_inline=True)
    return md.disable("math_block").use(formula_rules)


@cache
def _inline_parser() -> MarkdownIt:
    return make_parser()


@cache
def _block_parser() -> MarkdownIt:
    return make_parser().disable(["inline", "footnote_tail", "text_join"])


def parse_blocks(text: str, env: Environment) -> list[Token]:
    """The block tokens of `text`; reference and footnote definitions are collected in `env`."""
    return _block_parser().parse(text, env)


def parse_inline(text: str, env: Environment) -> list[Token]:
    """The inline tokens of one paragraph, heading or cell, with links resolved by the references in `env`."""
    md = _inline_parser()
    tokens: list[Token] = []
    md.inline.parse(text.strip(), md, env, tokens)
    return tokens
