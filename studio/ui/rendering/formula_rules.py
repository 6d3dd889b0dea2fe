"""Parser rules for formulas in the ways models write them: $$ … $$, \\[ … \\], \\( … \\), \\begin … \\end.

A displayed formula begins its line, holds no empty line, and nothing stands behind its end; anything else
stays text, so that a formula can never swallow words.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_ENVIRONMENTS = (
    "equation|multline|gather|align|alignat|flalign|aligned|gathered|split|cases|array|"
    "matrix|pmatrix|bmatrix|Bmatrix|vmatrix|Vmatrix|smallmatrix|eqnarray|math|displaymath"
)
_OPENING = re.compile(rf"\$\$|\\\[|\\begin\{{((?:{_ENVIRONMENTS})\*?)\}}")


def formula_rules(md: MarkdownIt) -> None:
    """Adds the rules to a parser."""
    md.block.ruler.before(
        "fence", "display_formula", _display, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    md.inline.ruler.before("escape", "bracket_formula", _bracketed)


def _display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    opening = _OPENING.match(state.src, position, state.eMarks[start])
    if opening is None:
        return False
    closing = _closing(opening)
    line, offset = start, opening.end()
    while True:
        found = state.src.find(closing, offset, state.eMarks[line])
        if found >= 0:
            break
        line += 1
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        offset = state.bMarks[line] + state.tShift[line]
    after = found + len(closing)
    if state.src[after : state.eMarks[line]].strip(" \t.,;"):
        return False
    if not silent:
        _push(state, start, line + 1, opening, closing)
    return True


def _closing(opening: re.Match[str]) -> str:
    if opening[1]:
        return f"\\end{{{opening[1]}}}"
    return "$$" if opening[0] == "$$" else "\\]"


def _push(state: StateBlock, start: int, end: int, opening: re.Match[str], closing: str) -> None:
    text = state.getLines(start, end, state.blkIndent, False).strip()
    if not opening[1]:
        text = text[2 : text.rindex(closing)].strip()
    state.line = end
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = text
    token.markup = opening[0]
    token.map = [start, end]


def _bracketed(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    if opening not in ("\\(", "\\["):
        return False
    closing = "\\)" if opening == "\\(" else "\\]"
    end = state.src.find(closing, state.pos + 2, min(state.posMax, state.pos + 2000))
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = state.src[state.pos + 2 : end]
        token.markup = opening
    state.pos = end + 2
    return True
