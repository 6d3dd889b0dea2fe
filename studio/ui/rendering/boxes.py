"""From a leaf to its box, and the distances around it."""

from typing import assert_never

from studio.ui.rendering.box import Box
from studio.ui.rendering.code_box import CodeBox
from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.leaves import Frame, Kind, Leaf
from studio.ui.rendering.markdown import Environment
from studio.ui.rendering.other_boxes import FormulaBox, RuleBox
from studio.ui.rendering.style import Style
from studio.ui.rendering.table_box import TableBox
from studio.ui.rendering.text_box import TextBox


def box_for(
    leaf: Leaf, env: Environment, style: Style, workshop: Workshop | None, open_end: bool = False
) -> Box:
    """A new box for `leaf`, not laid out yet; `open_end` when the leaf is still being written."""
    match leaf.kind:
        case Kind.PARAGRAPH | Kind.HEADING | Kind.PLAIN:
            return TextBox(leaf, env, style, workshop)
        case Kind.CODE:
            return CodeBox(leaf, style, open_end)
        case Kind.TABLE:
            return TableBox(leaf, env, style)
        case Kind.RULE:
            return RuleBox(style)
        case Kind.FORMULA:
            return FormulaBox(leaf, style, workshop)
        case _:
            assert_never(leaf.kind)


def refresh_box(box: Box, leaf: Leaf, env: Environment, open_end: bool) -> None:
    """Brings a box up to the state of its leaf; `open_end` when the leaf is still being written."""
    if isinstance(box, CodeBox):
        box.update(leaf, open_end)
    elif isinstance(box, TextBox | TableBox):
        box.update(leaf, env)
    elif isinstance(box, FormulaBox):
        box.update(leaf)


def indent_of(frame: Frame, style: Style) -> float:
    """How far from the left the leaf stands."""
    return sum(style.indent if name in ("list", "footnote") else round(style.em * 1.1) for name in frame.path)


def space_above(leaf: Leaf, style: Style) -> float:
    """The distance to what stands above, in pixels."""
    if leaf.kind is Kind.HEADING and leaf.level < 7:
        return round(style.em * (1.3 if leaf.level < 3 else 1.0))
    if leaf.frame.tight and "list" in leaf.frame.path and leaf.kind is Kind.PARAGRAPH:
        return round(style.em * 0.22)
    return style.gap


def estimated_height(leaf: Leaf, width: float, style: Style) -> float:
    """About how high the leaf will be, without making its box."""
    inner = max(width - indent_of(leaf.frame, style), 60.0)
    match leaf.kind:
        case Kind.CODE:
            return min(leaf.text.count("\n") + 1, 2000) * style.code_line + style.em * 3.2
        case Kind.TABLE:
            return len(leaf.rows) * style.line * 1.7
        case Kind.RULE:
            return style.em * 1.2
        case _:
            lines = len(leaf.text) * style.em * 0.47 // inner + 1
            return lines * (style.line + style.leading)
