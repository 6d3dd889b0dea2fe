"""Formulas drawn by ziamath on a thread of its own, kept by source, size and colour.

The law of this file: only what `allowed` lets through reaches ziamath, and only SVG made of svg, g, path and
rect reaches Qt (PARTS.md 2.8). Everything else is shown as its source.
"""

import re
from collections import OrderedDict, deque
from importlib import import_module
from threading import Lock, Thread
from typing import Any

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtSvg import QSvgRenderer

LONGEST = 600
DEEPEST = 6
_KEPT = 400
_ALLOWED_TAGS = frozenset({"svg", "g", "path", "rect"})
_STEPS = re.compile(r"\\left\b|\\right\b|\\begin\b|\\end\b|\\.|[{}]", re.DOTALL)


def allowed(source: str) -> bool:
    """Whether a formula is short and flat enough to be drawn: at most 600 characters, nested at most 6 deep."""
    if not source.strip() or len(source) > LONGEST:
        return False
    depth = deepest = 0
    for step in _STEPS.findall(source):
        if step in ("{", "\\left", "\\begin"):
            depth += 1
            deepest = max(deepest, depth)
        elif step in ("}", "\\right", "\\end"):
            depth -= 1
    return deepest <= DEEPEST


def is_plain_svg(svg: str) -> bool:
    """Whether an SVG holds nothing but shapes, and no address of any kind."""
    from xml.etree import ElementTree  # with the first formula, not with the window

    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError:
        return False
    for element in root.iter():
        if element.tag.rpartition("}")[2] not in _ALLOWED_TAGS:
            return False
        if any("href" in name or "url(" in value.lower() for name, value in element.attrib.items()):
            return False
    return True


class Drawn:
    """A formula ready to paint: size in pixels, and how much of it stands below the line of the text."""

    def __init__(self, renderer: QSvgRenderer, width: float, height: float, below: float) -> None:
        self.renderer = renderer
        self.width = width
        self.height = height
        self.below = below


Key = tuple[str, int, str, bool]
"""Source, size in pixels, colour (#rrggbb), displayed (not inline)."""


def _drawn(key: Key) -> str:
    ziamath: Any = import_module("ziamath")  # late: it takes 190 ms to import

    ziamath.config.svg2 = False
    source, size, colour, displayed = key
    return str(ziamath.Latex(source, size=size, color=colour, inline=not displayed).svg())


class Workshop(QObject):
    """Draws formulas one after another and says so; `formula` gives what is ready, else starts the work.

    The thread lives only while there is something to draw.
    """

    finished = Signal(object, str)
    ready = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Key] = deque()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._kept: OrderedDict[Key, Drawn | None] = OrderedDict()
        self._asked: set[Key] = set()
        self.finished.connect(self._take)

    def formula(self, source: str, size: int, colour: str, displayed: bool) -> Drawn | None:
        """The drawing, or None while it is made and where it cannot be; `ready` follows in the first case."""
        key = (source, size, colour, displayed)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked and allowed(source):
            self._asked.add(key)
            with self._lock:
                self._waiting.append(key)
                if self._thread is None:
                    self._thread = Thread(target=self._work, name="formulas", daemon=True)
                    self._thread.start()
        return None

    @property
    def idle(self) -> bool:
        """Whether nothing is being drawn."""
        return not self._asked

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                key = self._waiting.popleft()
            try:
                svg = _drawn(key)
            except (
                Exception
            ):  # ziamath raises anything at all for what it cannot read; the source is shown then
                svg = ""
            try:
                self.finished.emit(key, svg)
            except RuntimeError:  # the view is gone
                return

    def _take(self, key: Key, svg: str) -> None:
        self._asked.discard(key)
        drawn = None
        if svg and is_plain_svg(svg):
            renderer = QSvgRenderer(QByteArray(svg.encode()))
            if renderer.isValid():
                box = renderer.viewBoxF()
                drawn = Drawn(renderer, box.width(), box.height(), max(box.bottom(), 0.0))
        self._kept[key] = drawn
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if drawn is not None:
            self.ready.emit(key[0])
