"""What must be painted again after a change: pixels that only moved are moved, the rest is marked."""

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from studio.ui.chat.transcript.placed import Placed
from studio.ui.rendering.code_box import CodeBox
from studio.ui.rendering.text_box import TextBox

_CLEAN = 1e9
FRINGE = 6
"""So far to the left of its box a line of text may be painted: grounds of inline code, slanted letters."""


@dataclass(slots=True)
class Painted:
    """Where the rows stood when they were painted last; `current` is false when all must be painted."""

    places: list[Placed]
    current: bool = False

    def note(self, placed: list[Placed]) -> None:
        """Takes the rows as they stand now."""
        self.places = placed
        for p in placed:
            p.row.dirty = _CLEAN
        self.current = True

    def forget(self) -> None:
        """Everything must be painted again."""
        self.current = False


def repaint(viewport: QWidget, painted: Painted, placed: list[Placed]) -> None:
    """Scrolls what moved as one, and marks what changed; `painted` is brought up to date."""
    width, height = viewport.width(), viewport.height()
    moved = _moved(painted, placed) if painted.current else None
    if moved is None:
        viewport.update()
    else:
        shift, limit = moved
        limit = min(max(limit, 0), height)
        if shift:
            viewport.scroll(0, shift, QRect(0, 0, width, min(max(limit, limit - shift), height)))
            _mark_bar(viewport, placed, shift)
        end = min(_quiet_from(painted.places, placed), height)
        if limit < end:
            left = _left_of_change(painted.places, placed, limit, end)
            viewport.update(QRect(left, limit, width - left, end - limit))
    painted.note(placed)


def _moved(painted: Painted, placed: list[Placed]) -> tuple[int, int] | None:
    """By how much the rows at the top moved, and down to where (in the new view) nothing else happened to them."""
    if not placed or not painted.places:
        return None
    old = painted.places
    at = next((n for n, place in enumerate(old) if place.row is placed[0].row), -1)
    if at < 0:
        return _moved_down(old, placed)
    shift = placed[0].y - old[at].y
    return (round(shift), _limit(old[at:], placed, shift)) if shift == round(shift) else None


def _moved_down(old: list[Placed], placed: list[Placed]) -> tuple[int, int] | None:
    """As `_moved` where rows came in at the top."""
    at = next((n for n, p in enumerate(placed) if p.row is old[0].row), -1)
    if at < 0 or any(p.row.dirty < _CLEAN for p in placed[at:]):
        return None
    shift = placed[at].y - old[0].y
    if shift != round(shift) or shift < 0:
        return None
    limit = _limit(old, placed[at:], shift)
    return round(shift), limit


def _limit(old: list[Placed], placed: list[Placed], shift: float) -> int:
    for number, p in enumerate(placed):
        if number >= len(old):
            return int(p.y)
        before, row = old[number], p.row
        if before.row is not row or p.y - before.y != shift:
            return int(p.y)
        if row.dirty < _CLEAN:
            return int(p.y + max(row.dirty - 2, 0))
        if before.height != p.height:
            return int(p.y)
    return int(placed[-1].bottom)


def _quiet_from(old: list[Placed], placed: list[Placed]) -> int:
    """From where on (in pixels) the last rows stand as they stood."""
    end = 1 << 30
    for before, p in zip(reversed(old), reversed(placed), strict=False):
        row = p.row
        if before.row is not row or p.y != before.y or p.height != before.height or row.dirty < _CLEAN:
            break
        end = int(p.y)
    return end


def _left_of_change(old: list[Placed], placed: list[Placed], limit: int, end: int) -> int:
    """Where the change begins from the left: where one text grew, its marker and bars stay as they are."""
    if len(old) < 2 or len(placed) < 2 or placed[-2].row is not old[-2].row:
        return 0
    p = placed[-2]
    grew = isinstance(p.row.box, TextBox) and p.row.dirty < _CLEAN and placed[-1].row is old[-1].row
    inside = grew and p.height == old[-2].height and p.y <= limit and end <= p.bottom
    return max(int(p.x) - FRINGE, 0) if inside else 0


def _mark_bar(viewport: QWidget, placed: list[Placed], shift: int) -> None:
    """The bar of a code block that stays at the top while its code scrolls under it."""
    for p in placed:
        box = p.row.box
        if isinstance(box, CodeBox) and p.top < abs(shift) + 1:
            viewport.update(QRect(0, 0, viewport.width(), int(box.bar) + abs(shift) + 4))
