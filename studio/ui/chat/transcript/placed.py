"""A row that is in view, and where it stands."""

from dataclasses import dataclass

from studio.ui.chat.transcript.rows import Row


@dataclass(slots=True)
class Placed:
    """A row in view: `y` is its top (space included) and `x` its box's left, from the top left of the view."""

    item: int
    index: int
    row: Row
    x: float
    y: float
    height: float

    @property
    def top(self) -> float:
        """The top of the box."""
        return self.y + self.row.space

    @property
    def bottom(self) -> float:
        """The bottom of the row."""
        return self.y + self.height
