"""What a screen reader hears and sees of a transcript: a document of messages, made of blocks, with their buttons.

The tree is read from the stage when it is asked for; nothing is kept that could be out of date.
"""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from studio.domain.conversation import Status
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.numbers import time_of
from studio.ui.chat.transcript.rows import Row
from studio.ui.chat.transcript.selection import text_of
from studio.ui.rendering.leaves import Kind

if TYPE_CHECKING:
    from studio.ui.chat.transcript.view import Transcript

_SPOKEN = 4000
_BLOCKS = {
    Kind.PARAGRAPH: QAccessible.Role.Paragraph,
    Kind.PLAIN: QAccessible.Role.Paragraph,
    Kind.HEADING: QAccessible.Role.Heading,
    Kind.CODE: QAccessible.Role.Paragraph,
    Kind.TABLE: QAccessible.Role.Paragraph,
    Kind.FORMULA: QAccessible.Role.Equation,
    Kind.RULE: QAccessible.Role.Separator,
}


def announce_end(view: QWidget, entry: Entry) -> None:
    """Says once that an answer ended, and at once that it failed."""
    message = entry.message
    if message.failure is not None:
        words = f"{entry.author} failed: {message.failure.message}"
    elif message.status is Status.STOPPED:
        words = f"{entry.author} was stopped."
    elif message.status is Status.CUT_OFF:
        words = f"The answer of {entry.author} was cut off."
    else:
        words = f"{entry.author} has answered."
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))


def spoken_name(entry: Entry) -> str:
    """A message for the ear: who, when, how it stands, what."""
    message = entry.message
    state = "" if message.status is Status.DONE else f", {message.status.value.replace('_', ' ')}"
    return f"{entry.author}, {time_of(message) or 'now'}{state}: {message.text[:_SPOKEN]}"


class _Node(QAccessibleInterface):
    """What all nodes of the tree share; `path` leads from the view: message, row, target."""

    def __init__(self, view: "Transcript", path: tuple[int, ...]) -> None:
        super().__init__()
        self._view = view
        self._path = path

    def isValid(self) -> bool:
        """Whether the place still exists."""
        return not self._path or self._path[0] < len(self._view.stage.items)

    def object(self) -> QObject:
        """The view for the document; inner nodes have no object of their own."""
        return cast(QObject, self._view if not self._path else None)

    def parent(self) -> QAccessibleInterface:
        """One step up."""
        if self._path:
            return node_at(self._view, self._path[:-1])
        return QAccessible.queryAccessibleInterface(self._view.parentWidget() or self._view.window())

    def child(self, index: int) -> QAccessibleInterface:
        """One step down."""
        return node_at(self._view, (*self._path, index))

    def childCount(self) -> int:
        """How many steps down there are."""
        stage = self._view.stage
        match len(self._path):
            case 0:
                return len(stage.items)
            case 1:
                return len(stage.open_item(self._path[0]).rows)
            case 2:
                box = stage.prepare(*self._path[:2]).box
                return len(box.targets()) if box is not None else 0
            case _:
                return 0

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        """The place of a child."""
        return node._path[-1] if isinstance(node, _Node) and node._path else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """The child under a point of the screen."""
        for index in range(min(self.childCount(), 2000)):
            child = self.child(index)
            if child.rect().contains(x, y):
                return child
        return cast(QAccessibleInterface, None)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def text(self, kind: QAccessible.Text) -> str:
        """The name; the value is the same text."""
        if kind not in (QAccessible.Text.Name, QAccessible.Text.Value) or not self.isValid():
            return ""
        stage = self._view.stage
        match len(self._path):
            case 0:
                return self._view.accessibleName()
            case 1:
                return spoken_name(stage.items[self._path[0]].entry)
            case 2:
                return _row_words(self._row(), stage.items[self._path[0]].entry)
            case _:
                return str(self._target().name)

    def _row(self) -> Row:
        return self._view.stage.prepare(*self._path[:2])

    def _target(self) -> Any:
        box = self._row().box
        assert box is not None
        return box.targets()[self._path[2]]

    def role(self) -> QAccessible.Role:
        """Document, list item, block, or button and link."""
        match len(self._path):
            case 0:
                return QAccessible.Role.Document
            case 1:
                return QAccessible.Role.ListItem
            case 2:
                row = self._row()
                if row.leaf is not None:
                    return _BLOCKS[row.leaf.kind]
                return QAccessible.Role.Graphic if row.name == "picture" else QAccessible.Role.Grouping
            case _:
                return QAccessible.Role.Link if self._target().kind == "link" else QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        """Messages can take the focus; what is not in view says so."""
        state = QAccessible.State()
        made: Any = state
        made.readOnly = True
        if len(self._path) <= 1:
            made.focusable = True
            made.focused = self._view.hasFocus() and (
                not self._path or self._view.focus.item == self._path[0]
            )
        made.offscreen = bool(self._path) and self.rect().isEmpty()
        return state

    def rect(self) -> QRect:
        """Where it is on the screen; empty when it is not in view."""
        port = self._view.viewport()
        corner = port.mapToGlobal(port.rect().topLeft())
        if not self._path:
            return QRect(corner, port.size())
        area = QRect()
        for placed in self._view.stage.placed:
            if (placed.item, placed.index)[: len(self._path)] == self._path[:2]:
                area |= QRect(0, int(placed.y), port.width(), int(placed.height))
                if len(self._path) == 3:
                    area = self._target().rect.translated(placed.x, placed.top).toRect()
        return area.translated(corner) & QRect(corner, port.size()) if not area.isNull() else area


def _row_words(row: Row, entry: Entry) -> str:
    if row.name == "head":
        return ", ".join(w for w in (entry.author, entry.caption, time_of(entry.message)) if w)
    words = text_of(row)[:_SPOKEN]
    if row.leaf is not None and row.leaf.kind is Kind.CODE:
        return f"Code, {row.leaf.info or 'plain'}: {words}"
    if row.leaf is not None and row.leaf.frame.markers:
        sign = row.leaf.frame.markers[-1][1]
        return f"{ {'☑': 'done', '☐': 'open'}.get(sign, sign) } {words}".strip()
    return words or row.name.split(":")[0]


def node_at(view: "Transcript", path: tuple[int, ...]) -> QAccessibleInterface:
    """The node for a path. Qt keeps bare pointers to nodes, so they outlive the view and go once it is destroyed."""
    nodes: dict[tuple[int, ...], _Node] | None = view.__dict__.get("_accessible_nodes")
    if nodes is None:
        nodes = view.__dict__["_accessible_nodes"] = {}
        view.destroyed.connect(partial(_forget, nodes))
    node = nodes.get(path)
    if node is None:
        node = nodes[path] = _Node(view, path)
        if path:
            QAccessible.registerAccessibleInterface(node)
    return node


def release(view: QWidget) -> None:
    """Takes all nodes of a view from Qt, and makes no new ones: what is left when the program ends Qt would call."""
    view.setProperty("transcript", None)
    for node in view.__dict__.get("_accessible_nodes", {}).values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(node))


def _forget(nodes: dict[tuple[int, ...], _Node], _: QObject | None = None) -> None:
    """Takes the inner nodes from Qt, which itself forgets only the one of the view."""
    for path, node in nodes.items():
        if path:
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(node))


def _make(_: str, made: QObject | None) -> QAccessibleInterface | None:
    if made is not None and made.property("transcript"):
        return node_at(cast("Transcript", made), ())
    return None


_installed: list[Any] = []


def install() -> None:
    """Makes Qt ask here for the tree of every transcript; more calls do nothing."""
    if not _installed:
        _installed.append(_make)
        factory: Any = QAccessible.installFactory
        factory(_make)
