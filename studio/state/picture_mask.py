"""A mask as what was painted: strokes over the picture's own pixels, undone one by one, turned into bytes on demand."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

MAY_CHANGE = QColor(255, 255, 255)
MUST_STAY = QColor(0, 0, 0)


class Tool(StrEnum):
    """What made a stroke."""

    BRUSH = "brush"
    ERASER = "eraser"
    RECTANGLE = "rectangle"
    LASSO = "lasso"
    FILL = "fill"
    INVERT = "invert"
    CLEAR = "clear"
    IMPORT = "import"


WHOLE = frozenset({Tool.FILL, Tool.INVERT, Tool.CLEAR, Tool.IMPORT})
"""Tools that touch every pixel; the others touch what lies around their points."""


class Stroke(msgspec.Struct, frozen=True, kw_only=True):
    """One act of painting. `points` are (x, y, width) in pixels of the picture; width matters to brush and eraser.

    A rectangle has two points, a lasso three or more. `erase` takes a rectangle or lasso out of the mask.
    `sha256` names an imported mask.
    """

    tool: Tool
    points: tuple[tuple[float, float, float], ...] = ()
    erase: bool = False
    sha256: str = ""

    def shifted(self, x: float, y: float) -> "Stroke":
        """The same stroke moved by (x, y) pixels."""
        moved = tuple((px + x, py + y, width) for px, py, width in self.points)
        return msgspec.structs.replace(self, points=moved)

    def bounds(self) -> QRectF:
        """The pixels it can touch; empty for `WHOLE` tools and for no points."""
        if not self.points or self.tool in WHOLE:
            return QRectF()
        reach = max(width for _, _, width in self.points) / 2 + 2
        xs, ys = [p[0] for p in self.points], [p[1] for p in self.points]
        box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        return box.adjusted(-reach, -reach, reach, reach)


class MaskHistory(msgspec.Struct, frozen=True):
    """The strokes in order, and those that were undone (the last one undone comes back first)."""

    strokes: tuple[Stroke, ...] = ()
    undone: tuple[Stroke, ...] = ()

    def painted(self, stroke: Stroke) -> "MaskHistory":
        """With one more stroke; what was undone is gone."""
        return MaskHistory((*self.strokes, stroke))

    def back(self) -> "MaskHistory":
        """Without the last stroke."""
        return MaskHistory(self.strokes[:-1], (*self.undone, self.strokes[-1])) if self.strokes else self

    def forth(self) -> "MaskHistory":
        """With the stroke that was undone last."""
        return MaskHistory((*self.strokes, self.undone[-1]), self.undone[:-1]) if self.undone else self

    @property
    def blank(self) -> bool:
        """Whether certainly nothing is marked."""
        marked = False
        for stroke in self.strokes:
            if stroke.tool is Tool.CLEAR:
                marked = False
            elif stroke.tool is not Tool.ERASER and not (
                stroke.erase and stroke.tool in (Tool.RECTANGLE, Tool.LASSO)
            ):
                marked = True
        return not marked


def paint_stroke(
    painter: QPainter, stroke: Stroke, size: tuple[int, int], imports: Mapping[str, QImage]
) -> None:
    """Paints one stroke in pixels of the picture (of `size`); the painter's transform may scale it."""
    whole = QRectF(0, 0, *size)
    ink = MUST_STAY if stroke.erase or stroke.tool is Tool.ERASER else MAY_CHANGE
    match stroke.tool:
        case Tool.BRUSH | Tool.ERASER:
            paint_line(painter, stroke.points, ink)
        case Tool.RECTANGLE:
            (x1, y1, _), (x2, y2, _) = stroke.points[0], stroke.points[-1]
            painter.fillRect(QRectF(QPointF(x1, y1), QPointF(x2, y2)).normalized(), ink)
        case Tool.LASSO:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y, _ in stroke.points]))
        case Tool.FILL | Tool.CLEAR:
            painter.fillRect(whole, MAY_CHANGE if stroke.tool is Tool.FILL else MUST_STAY)
        case Tool.INVERT:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
            painter.fillRect(whole, MAY_CHANGE)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        case Tool.IMPORT:
            image = imports.get(stroke.sha256)
            if image is not None:
                painter.drawImage(whole, image)


def paint_line(
    painter: QPainter, points: Iterable[tuple[float, float, float]], ink: QColor, begins: bool = True
) -> None:
    """A line with round ends whose width follows its points; one point is a dot.

    Without `begins` the first point is where an earlier piece of the line ended, and gets no dot again.
    """
    pen = QPen(ink, 1.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    before: tuple[float, float, float] | None = None
    for point in points:
        start = point if before is None else before
        pen.setWidthF(max(0.5, (start[2] + point[2]) / 2))
        painter.setPen(pen)
        if before is not None:
            painter.drawLine(QLineF(start[0], start[1], point[0], point[1]))
        elif begins:
            painter.drawPoint(QPointF(point[0], point[1]))
        before = point


def paint_strokes(
    image: QImage,
    strokes: Iterable[Stroke],
    size: tuple[int, int],
    imports: Mapping[str, QImage],
    clip: QRectF | None = None,
) -> None:
    """Paints `strokes` for a picture of `size` into a grey `image` of the same shape and any scale.

    `clip` (pixels of the picture) limits what is touched.
    """
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(image.width() / size[0], image.height() / size[1])
    if clip is not None:
        painter.setClipRect(clip)
    for stroke in strokes:
        if clip is None or stroke.tool in WHOLE or stroke.bounds().intersects(clip):
            paint_stroke(painter, stroke, size, imports)
    painter.end()


def blank_mask(width: int, height: int) -> QImage:
    """A grey image in which nothing may change."""
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(0)
    return image


def mask_bytes(strokes: Iterable[Stroke], size: tuple[int, int], imports: Mapping[str, QImage]) -> bytes:
    """One byte a pixel of a picture of `size` (width, height), rows top down; 255 may change. Fit for any thread."""
    image = blank_mask(*size)
    paint_strokes(image, strokes, size, imports)
    return grey_bytes(image)


def grey_bytes(image: QImage) -> bytes:
    """The pixels of a grey image without the padding at the ends of its rows."""
    data = bytes(image.constBits())
    stride, width = image.bytesPerLine(), image.width()
    if stride == width:
        return data
    return b"".join(data[row : row + width] for row in range(0, stride * image.height(), stride))


def grey_image(data: bytes, width: int, height: int) -> QImage:
    """A grey image that owns its pixels, from one byte a pixel."""
    return QImage(data, width, height, width, QImage.Format.Format_Grayscale8).copy()
