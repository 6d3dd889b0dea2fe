"""Parts of a rendered text as plain text, as Markdown and as HTML for the clipboard."""

from html import escape

from studio.ui.rendering.box import Box, Range
from studio.ui.rendering.leaves import Kind, Leaf
from studio.ui.rendering.markdown import Environment
from studio.ui.rendering.runs import Runs, read_runs
from studio.ui.rendering.style import Mark
from studio.ui.rendering.text_box import TextBox

_TAGS = (
    (Mark.BOLD, "strong"),
    (Mark.ITALIC, "em"),
    (Mark.STRIKE, "s"),
    (Mark.CODE, "code"),
    (Mark.RAISED, "sup"),
)


def shown_text(leaf: Leaf, env: Environment) -> str:
    """The text of a leaf as its box would show it, without making the box."""
    match leaf.kind:
        case Kind.PARAGRAPH | Kind.HEADING:
            return read_runs(leaf.text, env).text
        case Kind.TABLE:
            return "\n".join("\t".join(read_runs(cell, env).text for cell in row) for row in leaf.rows)
        case Kind.CODE | Kind.PLAIN | Kind.FORMULA | Kind.RULE:
            return leaf.text


def plain_part(text: str, area: Range | None) -> str:
    """A range of a shown text for the clipboard; line breaks inside a paragraph become line ends."""
    part = text if area is None else text[area[0] : area[1]]
    return part.replace("\u2028", "\n")


def copied_part(box: Box | None, text: str, area: Range | None) -> str:
    """As `plain_part`, with the sources of formulas that a box draws."""
    if isinstance(box, TextBox) and box.runs.originals:
        start, end = area or (0, len(text))
        return plain_part(box.runs.copied(start, min(end, len(text))), None)
    return plain_part(text, area)


def marker_of(leaf: Leaf) -> str:
    """The bullet or number before a leaf, with a blank behind it, or ""."""
    return "".join(f"{sign} " for _, sign in leaf.frame.markers if sign)


def html_of(leaf: Leaf, env: Environment, area: Range | None) -> str:
    """One leaf, or a range of its shown text, as HTML; everything from outside is escaped."""
    match leaf.kind:
        case Kind.PARAGRAPH | Kind.HEADING:
            runs = read_runs(leaf.text, env)
            inner = escape(marker_of(leaf)) + _html_runs(runs, area or (0, len(runs.text)))
            return (
                f"<h{min(leaf.level, 6)}>{inner}</h{min(leaf.level, 6)}>" if leaf.level else f"<p>{inner}</p>"
            )
        case Kind.TABLE if area is None:
            rows = ("".join(f"<td>{_cell(c, env)}</td>" for c in row) for row in leaf.rows)
            return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        case Kind.TABLE:
            return f"<p>{escape(plain_part(shown_text(leaf, env), area))}</p>"
        case Kind.RULE:
            return "<hr>"
        case Kind.CODE | Kind.PLAIN | Kind.FORMULA:
            return f"<pre><code>{escape(plain_part(leaf.text, area))}</code></pre>"


def _cell(source: str, env: Environment) -> str:
    runs = read_runs(source, env)
    return _html_runs(runs, (0, len(runs.text)))


def _html_runs(runs: Runs, area: Range) -> str:
    made, at = [], area[0]
    for span in runs.spans:
        start, end = max(span.start, area[0]), min(span.end, area[1])
        if start >= end:
            continue
        made.append(_escaped(runs.text[at:start]))
        inner = _escaped(runs.text[start:end])
        for mark, tag in _TAGS:
            if span.marks & mark:
                inner = f"<{tag}>{inner}</{tag}>"
        if span.marks & Mark.LINK:
            inner = f'<a href="{escape(span.data, quote=True)}">{inner}</a>'
        made.append(inner)
        at = end
    made.append(_escaped(runs.text[at : area[1]]))
    return "".join(made)


def _escaped(text: str) -> str:
    return escape(text).replace("\u2028", "<br>")
