"""Rows: a message cut into the pieces that are placed under one another."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from studio.ui.chat.transcript.picture_box import PictureSource
from studio.ui.rendering.box import Box
from studio.ui.rendering.boxes import box_for, estimated_height, indent_of, refresh_box, space_above
from studio.ui.rendering.formula import Workshop
from studio.ui.rendering.leaves import Leaf
from studio.ui.rendering.source import MarkdownSource
from studio.ui.rendering.style import Style


@dataclass(slots=True)
class Kit:
    """What boxes are made with; `quiet` is the style of thoughts. Widths are in pixels."""

    style: Style
    quiet: Style
    workshop: Workshop | None = None
    pictures: PictureSource | None = None
    width: float = 600.0


@dataclass(slots=True, eq=False)
class Row:
    """One piece of a message: a leaf of its text, or furniture.

    `name` tells what it is ("leaf", "thought", "head", "fold", "card", "picture", "sources", "foot").
    `height` includes `space` above and is exact when `laid` equals the width in question. `open_end` marks the
    leaf that is being written. From `dirty` pixels below its top on the row looks other than it was painted.
    """

    name: str
    make: Callable[[Kit], Box] | None = None
    leaf: Leaf | None = None
    source: MarkdownSource | None = None
    space: float = 0.0
    height: float = 0.0
    laid: float = -1.0
    version: int = -1
    box: Box | None = None
    open_end: bool = False
    below: float = 0.0
    dirty: float = 0.0
    inset: float = 0.0

    def style_in(self, kit: Kit) -> Style:
        """The style the row is set in."""
        return kit.quiet if self.name == "thought" else kit.style

    def indent(self, kit: Kit) -> float:
        """How far the box stands from the left edge of the message."""
        if self.leaf is None:
            return 0.0
        style = self.style_in(kit)
        extra = style.indent if self.name == "thought" else 0.0
        return indent_of(self.leaf.frame, style) + extra

    def is_ready(self, width: float) -> bool:
        """Whether the box is there, up to date, and laid out for `width`."""
        leaf = self.leaf
        return self.laid == width and self.box is not None and (leaf is None or leaf.version == self.version)

    def prepare(self, kit: Kit, width: float) -> Box:
        """The box, laid out for a message `width` wide; sets `height`."""
        box, leaf = self.box, self.leaf
        if box is None:
            box = self.box = self._made(kit)
            self.laid = -1.0
            self.version = leaf.version if leaf is not None else -1
        if leaf is not None and self.source is not None and self.version != leaf.version:
            refresh_box(box, leaf, self.source.env, self.open_end)
            self.version = leaf.version
            self.laid = -1.0
        if self.laid != width:
            box.changed_from = 0.0
            self.inset = self.indent(kit)
            box.lay_out(max(width - self.inset, 40.0))
            self.laid = -1.0 if box.unfinished else width
            self.height = ceil(box.height) + round(self.space) + round(self.below)
            self.dirty = min(self.dirty, self.space + box.changed_from)
        return box

    def _made(self, kit: Kit) -> Box:
        if self.leaf is None or self.source is None:
            assert self.make is not None
            return self.make(kit)
        return box_for(self.leaf, self.source.env, self.style_in(kit), kit.workshop, self.open_end)

    def settle(self, open_end: bool) -> None:
        """Says whether the leaf is still being written; a change makes it be looked at again."""
        if self.open_end != open_end:
            self.open_end = open_end
            self.version = -1


def leaf_row(leaf: Leaf, source: MarkdownSource, kit: Kit, width: float, quiet: bool) -> Row:
    """A row for a leaf, with an estimated height."""
    style = kit.quiet if quiet else kit.style
    row = Row("thought" if quiet else "leaf", None, leaf, source, round(space_above(leaf, style)))
    row.height = estimated_height(leaf, width, style) + row.space
    return row


def furniture(name: str, make: Callable[[Kit], Box], space: float, height: float, below: float = 0.0) -> Row:
    """A row that is not text of the message."""
    return Row(name, make, space=round(space), height=height + space + below, below=below)
