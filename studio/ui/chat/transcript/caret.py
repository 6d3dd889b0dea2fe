"""Steps of a caret through the text of a conversation: by character, word, line, row and to the ends."""

from PySide6.QtCore import QPointF, QTextBoundaryFinder

from studio.ui.chat.transcript.selection import Spot, is_text, text_of
from studio.ui.chat.transcript.stage import Stage

_WORD = QTextBoundaryFinder.BoundaryType.Word
_CHARACTER = QTextBoundaryFinder.BoundaryType.Grapheme


def word_around(text: str, position: int) -> tuple[int, int]:
    """The word (or the run of other characters) that covers `position`; offsets count Python characters."""
    if not text:
        return 0, 0
    position = min(position, len(text) - 1)
    start = end = position
    if text[position].isalnum() or text[position] == "_":
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_'’"):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] in "_'’"):
            end += 1
        return start, end
    return position, position + 1


def row_after(stage: Stage, at: int, index: int, step: int) -> tuple[int, int] | None:
    """The next (`step` 1) or previous (-1) row that holds text, or None at the end."""
    while 0 <= at < len(stage.items):
        rows = stage.open_item(at).rows
        index += step
        if not 0 <= index < len(rows):
            at += step
            index = -1 if step > 0 else (len(stage.open_item(at).rows) if 0 <= at < len(stage.items) else 0)
            continue
        if is_text(rows[index]) and text_of(rows[index]):
            return at, index
    return None


def by_character(stage: Stage, spot: Spot, step: int) -> Spot:
    """One character on or back; past the end of a row to the next."""
    at, index, offset = spot
    text = text_of(stage.open_item(at).rows[index])
    offset = min(offset, len(text))
    if 0 <= offset + step <= len(text):
        return at, index, _boundary(text, offset, step, _CHARACTER)
    return _into(stage, at, index, step) or spot


def by_word(stage: Stage, spot: Spot, step: int) -> Spot:
    """To the next or previous beginning of a word."""
    at, index, offset = spot
    text = text_of(stage.open_item(at).rows[index])
    offset = min(offset, len(text))
    if (step > 0 and offset >= len(text)) or (step < 0 and offset == 0):
        return _into(stage, at, index, step) or spot
    while True:
        offset = _boundary(text, offset, step, _WORD)
        if offset in (0, len(text)) or text[offset].isalnum():
            return at, index, offset


def _into(stage: Stage, at: int, index: int, step: int) -> Spot | None:
    found = row_after(stage, at, index, step)
    if found is None:
        return None
    rows = stage.open_item(found[0]).rows
    return *found, 0 if step > 0 else len(text_of(rows[found[1]]))


def _boundary(text: str, offset: int, step: int, kind: QTextBoundaryFinder.BoundaryType) -> int:
    """The boundary after or before `offset`; Qt counts UTF-16 units, Python characters."""
    window_start = max(offset - 200, 0)
    window = text[window_start : offset + 200]
    finder = QTextBoundaryFinder(kind, window)
    finder.setPosition(_units(window[: offset - window_start]))
    found = finder.toNextBoundary() if step > 0 else finder.toPreviousBoundary()
    if found < 0:
        return len(text) if step > 0 else 0
    whole = window.encode("utf-16-le", "surrogatepass")[: found * 2].decode("utf-16-le", "replace")
    return window_start + len(whole)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def by_line(stage: Stage, spot: Spot, step: int, x: float) -> Spot:
    """To the line below or above at about `x` pixels from the left of the text."""
    at, index, offset = spot
    row = stage.prepare(at, index)
    if row.box is not None:
        rect = row.box.caret(offset)
        y = rect.bottom() + 4 if step > 0 else rect.top() - 4
        if 0 <= y <= row.box.height:
            found = row.box.position_at(QPointF(x - row.indent(stage.kit), y))
            if (found > offset) if step > 0 else (found < offset):
                return at, index, found
    following = row_after(stage, at, index, step)
    if following is None:
        return at, index, len(text_of(row)) if step > 0 else 0
    row = stage.prepare(*following)
    if row.box is None:
        return *following, 0
    y = 2.0 if step > 0 else row.box.height - 2
    return *following, row.box.position_at(QPointF(x - row.indent(stage.kit), y))


def line_end(stage: Stage, spot: Spot, step: int) -> Spot:
    """To the end (`step` 1) or the beginning (-1) of the line."""
    row = stage.prepare(*spot[:2])
    if row.box is None:
        return spot
    rect = row.box.caret(spot[2])
    return *spot[:2], row.box.position_at(QPointF(1e5 if step > 0 else -10.0, rect.center().y()))


def text_end(stage: Stage, step: int) -> Spot | None:
    """The very beginning (-1) or end (1) of the conversation."""
    if step < 0:
        found = row_after(stage, 0, -1, 1)
        return (*found, 0) if found else None
    last = len(stage.items) - 1
    found = row_after(stage, last, len(stage.open_item(last).rows), -1)
    return (*found, len(text_of(stage.items[found[0]].rows[found[1]]))) if found else None
