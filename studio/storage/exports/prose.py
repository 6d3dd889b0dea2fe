"""Markdown to safe HTML for exports: every character of the text is escaped, and only our own tags come out.

A small and strict subset: fences, headings, lists, quotes, rules, tables, bold, italic, code, https links. What it
does not know stays readable as text. Nothing in the result ever loads anything.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$")
_DIVIDER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_SPAN = re.compile(
    r"(?P<tick>`+)(?P<code>.{1,2000}?)(?<!`)(?P=tick)(?!`)"
    r"|\[(?P<label>[^\[\]\n]{1,500})\]\((?P<link>https?://[^\s()<>\"]{1,2000})\)"
    r"|\*\*(?P<bold>[^*\n]{1,2000}?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^*\s][^*\n]{0,2000}?)\*(?![\w*])"
)


def html_of(text: str) -> str:
    """The HTML of a Markdown text; linear in its length."""
    return "\n".join(_blocks(text.replace("\x00", "␀").split("\n")))


def inline(text: str) -> str:
    """One paragraph's text with code, links, bold and italic."""
    pieces: list[str] = []
    at = 0
    for match in _SPAN.finditer(text):
        pieces.append(escape(text[at : match.start()]))
        at = match.end()
        if match["code"] is not None:
            pieces.append(f"<code>{escape(match['code'].strip())}</code>")
        elif match["link"] is not None:
            pieces.append(_link(match["label"], match["link"]))
        elif match["bold"] is not None:
            pieces.append(f"<strong>{escape(match['bold'])}</strong>")
        else:
            pieces.append(f"<em>{escape(match['italic'])}</em>")
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def _link(label: str, address: str) -> str:
    """A link that always shows where it leads."""
    shown = "" if label.strip() == address else f" <span class=address>({escape(address)})</span>"
    return f'<a href="{escape(address)}" rel="noreferrer noopener">{escape(label)}</a>{shown}'


def code_block(text: str, language: str = "") -> str:
    """Text as it is, in a box, with its language above it."""
    label = f"<figcaption>{escape(language)}</figcaption>" if language else ""
    return f"<figure class=code>{label}<pre><code>{escape(text)}</code></pre></figure>"


def _blocks(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line)
        heading = _HEADING.match(line)
        if not line.strip():
            at += 1
        elif fence is not None:
            end = _fence_end(lines, at + 1, fence[1])
            yield code_block("\n".join(lines[at + 1 : end]), fence[2].strip().split(" ")[0][:40])
            at = end + 1
        elif heading is not None:
            level = min(len(heading[1]) + 2, 6)
            yield f"<h{level}>{inline(heading[2])}</h{level}>"
            at += 1
        elif _RULE.match(line):
            yield "<hr>"
            at += 1
        else:
            end, html = _longer_block(lines, at)
            yield html
            at = end


def _fence_end(lines: list[str], at: int, fence: str) -> int:
    """The line that closes a fence, or the end of the text."""
    for index in range(at, len(lines)):
        stripped = lines[index].strip()
        if stripped.startswith(fence) and not stripped.strip(fence[0]):
            return index
    return len(lines)


def _longer_block(lines: list[str], at: int) -> tuple[int, str]:
    """A quote, table, list or paragraph that begins at a line: the line after it, and its HTML."""
    line = lines[at]
    if line.lstrip().startswith(">"):
        end = _while(lines, at, lambda text: text.lstrip().startswith(">"))
        inner = " ".join(text.lstrip()[1:].removeprefix(" ") for text in lines[at:end])
        return end, f"<blockquote>{inline(inner)}</blockquote>"
    if "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _DIVIDER.match(lines[at + 1]):
        end = _while(lines, at, lambda text: "|" in text)
        return end, _table([lines[at], *lines[at + 2 : end]])
    if _ITEM.match(line):
        end = _while(lines, at, lambda text: bool(_ITEM.match(text)) or text.startswith("  "))
        return end, _items(lines[at:end])
    end = _while(lines, at, lambda text: not _begins_block(text)) if not _begins_block(line) else at + 1
    return max(end, at + 1), "<p>" + "<br>\n".join(
        inline(text) for text in lines[at : max(end, at + 1)]
    ) + "</p>"


def _begins_block(line: str) -> bool:
    return bool(
        _FENCE.match(line) or _HEADING.match(line) or _ITEM.match(line) or line.lstrip().startswith(">")
    )


def _while(lines: list[str], at: int, goes_on: Callable[[str], bool]) -> int:
    """The first line from `at` on that is empty or does not go on."""
    while at < len(lines) and lines[at].strip() and goes_on(lines[at]):
        at += 1
    return at


def _table(rows: list[str]) -> str:
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    head = "".join(f"<th>{inline(cell)}</th>" for cell in cells[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in cells[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _items(lines: list[str]) -> str:
    """A list; deeper items are set in by their depth, for which no nesting is needed."""
    html: list[str] = []
    for line in lines:
        match = _ITEM.match(line)
        if match is None:
            html.append(f"<br>{inline(line.strip())}")
            continue
        depth = min(len(match[1].expandtabs(4)) // 2, 8)
        mark = match[2] if match[2][0].isdigit() else "•"
        html.append(f'<li class="in{depth}" data-mark="{escape(mark)}">{inline(match[3])}')
    return "<ul>" + "\n".join(html) + "</ul>"
