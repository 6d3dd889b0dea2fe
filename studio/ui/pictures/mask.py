"""The mask as it is seen: strokes painted once at the scale they are looked at, kept up with stroke by stroke."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from studio.state.picture_mask import (
    MAY_CHANGE,
    MUST_STAY,
    WHOLE,
    MaskHistory,
    Stroke,
    Tool,
    blank_mask,
    paint_line,
    paint_strokes,
)

LONGEST_SIDE = 4096
"""The overlay's own longest side: finer would be seen by nobody, and 16 MB is enough."""


class MaskLayer:
    """An image of the mask for the eye; the exact mask is made from the strokes when it is asked for."""

    def __init__(self) -> None:
        self._size = QSize(1, 1)
        self._image = blank_mask(1, 1)
        self._applied: tuple[Stroke, ...] = ()
        self._imports: Mapping[str, QImage] = {}
        self._colours: list[int] = []
        self._touched = False
        self.set_colour(QColor(230, 60, 60), 0.5)

    @property
    def size(self) -> QSize:
        """Of the picture it lies over, in pixels."""
        return self._size

    @property
    def image(self) -> QImage:
        """One grey value a pixel, at the overlay's own scale."""
        return self._image

    def set_colour(self, colour: QColor, strength: float) -> None:
        """How the mask is shown: `strength` 0 to 1 is its opacity where it is full."""
        solid = colour.rgb() & 0xFFFFFF
        self._colours = [(round(value * strength) << 24) | solid for value in range(256)]

    def set_picture(self, size: QSize) -> None:
        """Another picture: the overlay starts blank."""
        if size == self._size:
            return
        self._size = size
        scale = min(1.0, LONGEST_SIDE / max(1, size.width(), size.height()))
        self._image = blank_mask(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
        self._applied = ()

    def show(self, history: MaskHistory, imports: Mapping[str, QImage]) -> QRectF:
        """Catches up with the strokes; what of the picture looks different now is returned."""
        old, new = self._applied, history.strokes
        self._imports = imports
        self._applied = new
        if old == new:
            return QRectF()
        common = 0
        for before, after in zip(old, new, strict=False):
            if before != after:
                break
            common += 1
        changed = (*old[common:], *new[common:])
        whole = QRectF(0, 0, self._size.width(), self._size.height())
        if common == len(old):
            self._paint(new[common:], None)
            touched = whole if any(stroke.tool in WHOLE for stroke in changed) else _around(changed)
            return touched
        if any(stroke.tool in WHOLE for stroke in changed):
            self._image.fill(0)
            self._paint(new, None)
            return whole
        touched = _around(changed)
        self._clear(touched)
        self._paint(new, touched)
        return touched

    def extend_live(self, tool: Tool, points: Sequence[tuple[float, float, float]]) -> QRectF:
        """Paints the newest piece of a stroke that is still being drawn; the touched part of the picture."""
        self._touched = True
        painter = self._painter()
        ink = MUST_STAY if tool is Tool.ERASER else MAY_CHANGE
        paint_line(painter, points[-2:], ink, begins=len(points) == 1)
        painter.end()
        return Stroke(tool=tool, points=tuple(points[-2:])).bounds()

    def finish_live(self, stroke: Stroke) -> None:
        """The stroke that was painted live is done: it need not be painted again when it comes back."""
        self._applied = (*self._applied, stroke)

    def drop_live(self) -> None:
        """A stroke that was painted live is given up: everything is painted anew."""
        self._image.fill(0)
        self._paint(self._applied, None)

    def draw(self, painter: QPainter, target: QRectF, within: QRectF) -> None:
        """Draws the coloured overlay; `target` is the whole picture, `within` the part to draw, in the view."""
        seen = target.intersected(within)
        if seen.isEmpty() or not self._touched:
            return
        image = self._image
        stained = QImage(
            image.constBits(),
            image.width(),
            image.height(),
            image.bytesPerLine(),
            QImage.Format.Format_Indexed8,
        )
        stained.setColorTable(self._colours)
        across, down = image.width() / target.width(), image.height() / target.height()
        left, top = int((seen.left() - target.left()) * across), int((seen.top() - target.top()) * down)
        right = min(image.width(), int((seen.right() - target.left()) * across) + 2)
        bottom = min(image.height(), int((seen.bottom() - target.top()) * down) + 2)
        source = QRectF(left, top, right - left, bottom - top)
        place = QRectF(
            target.left() + left / across,
            target.top() + top / down,
            source.width() / across,
            source.height() / down,
        )
        painter.drawImage(place, stained, source)

    def _painter(self) -> QPainter:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._image.width() / self._size.width(), self._image.height() / self._size.height())
        return painter

    def _paint(self, strokes: Sequence[Stroke], clip: QRectF | None) -> None:
        self._touched = True
        size = self._size.width(), self._size.height()
        paint_strokes(self._image, strokes, size, self._imports, clip)

    def _clear(self, area: QRectF) -> None:
        painter = self._painter()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipRect(area)
        painter.fillRect(area, MUST_STAY)
        painter.end()


def _around(strokes: Sequence[Stroke]) -> QRectF:
    area = QRectF()
    for stroke in strokes:
        area = area.united(stroke.bounds())
    return area
