"""Boxes: leaves that were laid out for a width, and what every view may ask of them."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.ui.rendering.style import Style

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A place to click: its rectangle inside the box, what it does, and its name for people and readers.

    `data` is the address of a link. `kind` is "button" or "link".
    """

    rect: QRectF
    action: str
    name: str
    data: str = ""
    kind: str = "button"


@dataclass(slots=True)
class Look:
    """How one box is to be painted now: ranges are character offsets in the box's text.

    `top` and `bottom` bound what is to be painted and `edge` is the upper edge of the view, all in the box's own
    coordinates; `hot` is the action under the
    pointer or with the keyboard's focus (`ringed`).
    """

    style: Style
    top: float
    bottom: float
    edge: float = 0.0
    selection: Range | None = None
    found: list[Range] = field(default_factory=list)
    found_now: Range | None = None
    hot: Target | None = None
    ringed: Target | None = None


class Box:
    """A laid out leaf. Offsets count characters of `text`; geometry is in logical pixels from its top left.

    `unfinished` asks for another `lay_out`, because this one took long enough.
    `changed_from` is the height above which nothing changed at the last `lay_out` (0 is all changed).
    """

    text: str = ""
    height: float = 0.0
    width: float = 0.0
    changed_from: float = 0.0
    awaits_formula: bool = False
    unfinished: bool = False

    def lay_out(self, width: float) -> None:
        """Makes the layout for `width` and sets `height`."""
        raise NotImplementedError

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """Paints the box with its top left at `origin`."""
        raise NotImplementedError

    def position_at(self, point: QPointF) -> int:
        """The offset nearest to `point`."""
        return 0 if point.y() < self.height / 2 else len(self.text)

    def caret(self, position: int) -> QRectF:
        """Where a caret before the character at `position` stands."""
        return QRectF(0, 0, 1, self.height)

    def targets(self) -> list[Target]:
        """What can be clicked or reached by Tab, in reading order."""
        return []

    def target_at(self, point: QPointF, edge: float = 0.0) -> Target | None:
        """The target under `point`; `edge` is the upper edge of the view in the box's coordinates."""
        return next((t for t in self.targets() if t.rect.contains(point)), None)

    def activate(self, target: Target) -> bool:
        """Does what belongs to the box itself (wrap, show all); true when it must be laid out again."""
        return False

    def scroll_sideways(self, delta: float) -> bool:
        """Scrolls a wide content by `delta` pixels; true when something moved."""
        return False
