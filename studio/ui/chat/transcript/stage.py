"""The stage: which rows are seen where; it scrolls by rows, so that nothing being read ever moves by itself.

The law of this file: the anchor is a row and an offset into it. Heights of rows that were never seen are
estimates; when they turn out otherwise only the scroll bar learns of it.
"""

from collections import OrderedDict
from collections.abc import Sequence

from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.heights import Heights
from studio.ui.chat.transcript.item import Item, text_of_part
from studio.ui.chat.transcript.placed import Placed
from studio.ui.chat.transcript.rows import Kit, Row
from studio.ui.rendering.code_box import CodeBox
from studio.ui.rendering.text_box import TextBox

_KEPT_BOXES = 260
_KEPT_ITEMS = 120


class Stage:
    """The items of a transcript and the window through which they are seen (`width` × `height` pixels)."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.items: list[Item] = []
        self.places: dict[str, int] = {}
        self.placed: list[Placed] = []
        self.width = self.height = 0.0
        self.column = self.left = self._user_width = 0.0
        self.bubble_pad = self.end_pad = 0
        self.following = True
        self.unfinished = False
        self._heights = Heights()
        self._item, self._row, self._offset = 0, 0, 0.0
        self._recent: OrderedDict[Row, None] = OrderedDict()
        self._opened: OrderedDict[Item, None] = OrderedDict()
        self._measure()

    # Contents

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows `entries`; items whose message is still there are kept."""
        known = {item.entry.message.id: item for item in self.items} if self.items else {}
        anchor = self.items[self._item].entry.message.id if self.items else ""
        items, sums, factor = [], [], self._estimate_factor()
        for entry in entries:
            item = known.get(entry.message.id)
            if item is None:
                item = Item(entry)
            elif item.entry != entry:
                item.update(entry, self.kit, self.content_width(item))
            items.append(item)
            sums.append(self._item_height(item, factor))
        self.items = items
        self.places = {item.entry.message.id: number for number, item in enumerate(items)}
        self._heights = Heights(sums)
        at = self.places.get(anchor)
        if at is None:
            self._item, self._row, self._offset = 0, 0, -self.top_pad(0)
        else:
            self._item = at
            self._clamp_row()

    def update_entry(self, entry: Entry) -> tuple[int, int] | None:
        """Takes a later state of one message; returns item and first changed row, or None when it is not shown."""
        at = self.places.get(entry.message.id)
        if at is None:
            return None
        item = self.items[at]
        anchor = item.rows[self._row] if at == self._item and self._row < len(item.rows) else None
        if not self.following:
            item.keep_folds()
        first = item.update(entry, self.kit, self.content_width(item))
        self.after_change(at, anchor)
        return at, first

    def after_change(self, at: int, anchor: Row | None) -> None:
        """Takes note that rows of an item changed; `anchor` is the row that stood at the top of the view."""
        item = self.items[at]
        self._refresh_height(at)
        if item.user:
            item.bubble = 0.0
        if at != self._item:
            return
        if anchor is not None and (self._row >= len(item.rows) or item.rows[self._row] is not anchor):
            self._row = next((n for n, row in enumerate(item.rows) if row is anchor), self._row)
        self._clamp_row()

    def toggle_fold(self, at: int, part: int) -> None:
        """Folds or unfolds a thought."""
        item = self.items[at]
        anchor = item.rows[self._row] if at == self._item and self._row < len(item.rows) else None
        item.toggle(part, self.kit, self.content_width(item))
        self.after_change(at, anchor)

    def append_entry(self, entry: Entry) -> None:
        """Adds a message at the end."""
        item = Item(entry)
        self.items.append(item)
        self.places[entry.message.id] = len(self.items) - 1
        self._heights.append(self._item_height(item, self._estimate_factor()))

    def set_kit(self, kit: Kit) -> None:
        """Takes another style: every layout is made anew."""
        self.kit = kit
        self._measure()
        self._recent.clear()
        self._opened.clear()
        for item in self.items:
            item.close()
        self._heights = Heights(self._item_height(i, self._estimate_factor()) for i in self.items)
        self._row, self._offset = 0, 0.0

    def _estimate_factor(self) -> float:
        style = self.kit.style
        return style.em * 0.47 / max(self.column, 100) * (style.line + style.leading) * 1.15

    def _item_height(self, item: Item, factor: float) -> float:
        if item.rows:
            return item.heights.total + self._pad_of(item)
        if not item.estimate:
            style, total = self.kit.style, 0
            for part in item.entry.message.parts:
                text = text_of_part(part)
                total += len(text) if text is not None else 400
            item.estimate = total * factor + style.line * 4
        return item.estimate + self._pad_of(item)

    def _refresh_height(self, at: int) -> None:
        item = self.items[at]
        if item.rows:
            self._heights.put(at, item.heights.total + self._pad_of(item))

    # Geometry

    def resize(self, width: float, height: float) -> None:
        """Takes the size of the window."""
        if (width, height) == (self.width, self.height):
            return
        if width != self.width:
            for item in self._opened:
                item.bubble = 0.0
        self.width, self.height = width, height
        self._measure()

    def _measure(self) -> None:
        """Derives the widths from the window and the style."""
        style = self.kit.style
        margin = 14 if self.width < 500 else 28
        self.column = max(min(style.column, self.width - 2 * margin), 120.0)
        self.left = float(round((self.width - self.column) / 2))
        self.bubble_pad = round(style.em * 0.75)
        self._user_width = float(round(self.column * 0.86) - 2 * self.bubble_pad)
        self.end_pad = round(style.em * 1.4)

    def content_width(self, item: Item) -> float:
        """How wide the text of an item may be."""
        return self._user_width if item.user else self.column

    def row_width(self, item: Item, row: Row) -> float:
        """How wide a row of an item is."""
        return self._user_width if item.user and row.name != "foot" else self.column

    def top_pad(self, at: int) -> float:
        """The distance above an item."""
        return self._pad_of(self.items[at]) if at < len(self.items) else 0.0

    def _pad_of(self, item: Item) -> float:
        em = self.kit.style.em
        return round(em * 1.5) + (round(self.bubble_pad * 0.8) if item.user else 0)

    def row_x(self, item: Item, row: Row) -> float:
        """Where the box of a row begins."""
        if item.user and row.name != "foot":
            return self.left + self.column - self.bubble_pad - item.bubble + row.inset
        return self.left + row.inset

    # Preparing

    def open_item(self, at: int) -> Item:
        """The item with its rows made."""
        item = self.items[at]
        if not item.rows:
            item.open_rows(self.kit, self.content_width(item))
            self._refresh_height(at)
            self._opened[item] = None
        if item.user and not item.bubble:
            self._fit_bubble(item)
        return item

    def _fit_bubble(self, item: Item) -> None:
        widest, whole = 0.0, self.content_width(item)
        inner = [row for row in item.rows if row.name != "foot"]
        if len(inner) > 4 or any(row.leaf is not None and len(row.leaf.text) > 400 for row in inner):
            item.bubble = whole
            return
        for row in inner:
            box = row.prepare(self.kit, whole)
            self._recent[row] = None
            natural = box.natural_width if isinstance(box, TextBox) else whole
            widest = max(widest, natural + row.indent(self.kit) + 1)
        item.bubble = min(max(widest, 24.0), whole)

    def prepare(self, at: int, index: int) -> Row:
        """A row of an item, laid out exactly."""
        item = self.open_item(at)
        row = item.rows[index]
        width = self.row_width(item, row)
        if row.is_ready(width):
            return row
        box = row.prepare(self.kit, width)
        self.unfinished = self.unfinished or box.unfinished
        if item.heights[index] != row.height:
            item.heights.put(index, row.height)
            self._refresh_height(at)
        self._recent[row] = None
        return row

    def _forget_old(self) -> None:
        """Drops layouts and rows that were not seen for long; what is in view counts as seen now."""
        if len(self._recent) > _KEPT_BOXES:
            for placed in self.placed:
                self._recent[placed.row] = None
                self._recent.move_to_end(placed.row)
            while len(self._recent) > _KEPT_BOXES * 3 // 4:
                row, _ = self._recent.popitem(last=False)
                if not (isinstance(row.box, CodeBox) and row.box.touched):
                    row.box = None
        if len(self._opened) > _KEPT_ITEMS:
            self._close_old()

    def _close_old(self) -> None:
        for at in {self._item, *(placed.item for placed in self.placed)}:
            self._opened[self.items[at]] = None
            self._opened.move_to_end(self.items[at])
        for item in list(self._opened)[: len(self._opened) - _KEPT_ITEMS * 3 // 4]:
            if not item.entry.message.running:
                del self._opened[item]
                item.close()

    # Scrolling

    @property
    def total(self) -> float:
        """The height of everything, partly estimated."""
        return self._heights.total + self.end_pad

    @property
    def value(self) -> float:
        """How far the top of the view is from the beginning, partly estimated."""
        if not self.items:
            return 0.0
        item = self.items[self._item]
        inside = item.heights.before(self._row) if item.rows else 0.0
        return max(self._heights.before(self._item) + self.top_pad(self._item) + inside + self._offset, 0.0)

    @property
    def anchor(self) -> tuple[int, int, float]:
        """Item, row and offset at the top of the view."""
        return self._item, self._row, self._offset

    def scroll_to(self, value: float) -> None:
        """Puts the top of the view `value` pixels from the beginning."""
        if not self.items:
            return
        value = min(max(value, 0.0), max(self.total - self.height, 0.0))
        self._item = self._heights.at(value)
        item = self.open_item(self._item)
        inner = value - self._heights.before(self._item) - self.top_pad(self._item)
        self._row = item.heights.at(max(inner, 0.0))
        self._offset = float(round(inner - item.heights.before(self._row)))

    def scroll_by(self, distance: float) -> None:
        """Moves the view down by `distance` pixels (up when negative), measured exactly."""
        if not self.items:
            return
        self._offset += round(distance)
        while self._offset < (0 if self._row else -self.top_pad(self._item)):
            if not self._step_back():
                break
        while True:
            row = self.prepare(self._item, self._row)
            if self._offset < row.height or not self._step_on(row):
                break

    def _step_back(self) -> bool:
        if self._row > 0:
            self._row -= 1
        elif self._item > 0:
            self._offset += self.top_pad(self._item)
            self._item -= 1
            self._row = len(self.open_item(self._item).rows) - 1
        else:
            self._offset = -self.top_pad(0)
            return False
        self._offset += self.prepare(self._item, self._row).height
        return True

    def _step_on(self, row: Row) -> bool:
        if self._row + 1 < len(self.items[self._item].rows):
            self._offset -= row.height
            self._row += 1
        elif self._item + 1 < len(self.items):
            self._offset -= row.height + self.top_pad(self._item + 1)
            self._item += 1
            self._row = 0
            self.open_item(self._item)
        else:
            return False
        return True

    def show_row(self, at: int, index: int, above: float = 0.0) -> None:
        """Puts a row at the top of the view, `above` pixels below its edge."""
        self.open_item(at)
        self._item, self._row, self._offset = at, index, -above
        self.scroll_by(0.0)

    def anchor_at_end(self) -> None:
        """Places the rows so that the end of the last item is at the bottom of the view."""
        placed: list[Placed] = []
        y, at = self.height - self.end_pad, len(self.items) - 1
        item = self.open_item(at)
        index = len(item.rows)
        while y > 0:
            if index > 0:
                index -= 1
            elif at > 0:
                y -= self.top_pad(at)
                at -= 1
                item = self.open_item(at)
                index = len(item.rows) - 1
            else:
                self._item, self._row, self._offset = 0, 0, float(-self.top_pad(0))
                self._place()
                return
            row = item.rows[index]
            if not row.is_ready(self.row_width(item, row) if item.user else self.column):
                self.prepare(at, index)
            y -= row.height
            x = self.row_x(item, row) if item.user else self.left + row.inset
            placed.append(Placed(at, index, row, x, y, row.height))
        self._item, self._row, self._offset = at, index, -y
        placed.reverse()
        self.placed = placed

    def _clamp_row(self) -> None:
        rows = self.items[self._item].rows
        if rows and self._row >= len(rows):
            self._row, self._offset = len(rows) - 1, 0.0

    # Arranging

    def arrange(self) -> bool:
        """Places the rows in view; true when the end of everything is in view."""
        self.unfinished = False
        if not self.items:
            self.placed = []
            return True
        if self.following:
            self.anchor_at_end()
            self._forget_old()
            return True
        ended = self._place()
        if ended and self.placed and self.placed[-1].bottom + self.end_pad < self.height - 0.5:
            self.anchor_at_end()
        self._forget_old()
        return ended and (not self.placed or self.placed[-1].bottom <= self.height + 1)

    def _place(self) -> bool:
        placed: list[Placed] = []
        y, at, index = -self._offset, self._item, self._row
        while y < self.height:
            item = self.open_item(at)
            row = self.prepare(at, index)
            placed.append(Placed(at, index, row, self.row_x(item, row), y, row.height))
            y += row.height
            index += 1
            if index >= len(item.rows):
                at, index = at + 1, 0
                if at >= len(self.items):
                    self.placed = placed
                    return True
                y += self.top_pad(at)
        self.placed = placed
        return False
