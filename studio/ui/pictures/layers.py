"""Pictures at several sizes, drawn through a viewport: the smallest that is sharp enough is what gets painted."""

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPen

from studio.domain.picture import PictureRef, Raster
from studio.state.rasters import Rasters
from studio.ui.pictures.viewport import Viewport

FIRST_SIDE = 2048
SMALLEST_LEVEL = 512
CHECKER = 8
_SMOOTH = Qt.TransformationMode.SmoothTransformation


def image_of(raster: Raster) -> QImage:
    """A raster as an image that shares its bytes; it must not outlive `raster` unless copied or converted."""
    stride = 4 * raster.width
    return QImage(raster.rgba, raster.width, raster.height, stride, QImage.Format.Format_RGBA8888)


class PictureLayer(QObject):
    """One picture to be drawn: first at screen size, then, when that is not enough, with all its pixels."""

    changed = Signal()

    def __init__(self, rasters: Rasters, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rasters = rasters
        self._ref: PictureRef | None = None
        self._levels: list[QImage] = []
        self._held: list[Raster] = []
        self._full = False
        self.problem = ""
        rasters.ready.connect(self._take)

    @property
    def ref(self) -> PictureRef | None:
        """The picture, or None."""
        return self._ref

    @property
    def size(self) -> QSize:
        """In its own pixels; where the reference does not say (0), in those of what came."""
        if self._ref is not None and self._ref.width:
            return QSize(self._ref.width, self._ref.height)
        return self._levels[0].size() if self._levels else QSize(1, 1)

    @property
    def loaded(self) -> bool:
        """Whether anything can be drawn."""
        return bool(self._levels)

    @property
    def sharp(self) -> bool:
        """Whether all pixels are there."""
        return self._full

    def show(self, ref: PictureRef | None) -> None:
        """Another picture, or none."""
        if ref == self._ref:
            return
        self._ref, self._levels, self._held, self._full, self.problem = ref, [], [], False, ""
        if ref is not None:
            self._take(ref.sha256)
        self.changed.emit()

    def show_image(self, image: QImage) -> None:
        """An image that is at hand (tests, partial previews)."""
        self._ref, self._held, self._full = PictureRef("", "", image.width(), image.height()), [], True
        self._levels = [image]
        self.changed.emit()

    def level_for(self, scale: float) -> QImage | None:
        """The smallest image that is at least `scale` times the picture's size, else the largest there is."""
        wanted = self.size.width() * min(1.0, scale)
        self._halve_to(wanted)
        enough = [level for level in self._levels if level.width() >= wanted]
        best = min(enough, key=QImage.width) if enough else max(self._levels, key=QImage.width, default=None)
        if best is not None and best.width() < wanted * 0.98 and not self._full:
            self._want_all()
        return best

    def _halve_to(self, wanted: float) -> None:
        """Makes the halves of the smallest level that a view so small can use; each is made once."""
        while self._levels:
            last = self._levels[-1]
            if last.width() < 2 * wanted or max(last.width(), last.height()) <= SMALLEST_LEVEL:
                return
            half = QSize(max(1, last.width() // 2), max(1, last.height() // 2))
            self._levels.append(last.scaled(half, mode=_SMOOTH))

    def _want_all(self) -> None:
        if self._ref is not None and self._ref.sha256:
            raster = self._rasters.get(self._ref, max(self._ref.width, self._ref.height, FIRST_SIDE))
            if raster is not None:
                self._add(raster)

    def _take(self, sha256: str) -> None:
        if self._ref is None or sha256 != self._ref.sha256 or self._full:
            return
        self.problem = self._rasters.problem(sha256)
        raster = self._rasters.get(self._ref, FIRST_SIDE) if not self._levels else None
        if raster is not None:
            self._add(raster)
        elif self._levels:
            self._want_all()
        if self.problem:
            self.changed.emit()

    def _add(self, raster: Raster) -> None:
        image = image_of(raster)
        self._full = self._ref is not None and raster.width >= self._ref.width
        if max(raster.width, raster.height) <= FIRST_SIDE:
            self._levels = [image.convertToFormat(_painted_format(image))]
        else:
            # All pixels stay in the raster's own bytes: a second copy of a big picture would cost 100 MB and more.
            self._held = [raster]
            half = (
                image.scaled(image.size() / 2) if max(raster.width, raster.height) > 2 * FIRST_SIDE else None
            )
            self._levels = [image, *([half] if half is not None else []), *self._levels]
        self.changed.emit()


def _painted_format(image: QImage) -> QImage.Format:
    return (
        QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    )


def draw_layer(
    painter: QPainter, layer: PictureLayer, viewport: Viewport, within: QRectF, ratio: float = 1.0
) -> None:
    """Draws what of the picture lies in `within` (view coordinates); `ratio` is screen per logical pixels."""
    size = layer.size
    level = layer.level_for(viewport.scale * ratio)
    target = viewport.rect_to_view(QRectF(0, 0, size.width(), size.height()))
    seen = target.intersected(within)
    if level is None or seen.isEmpty():
        return
    across, down = level.width() / target.width(), level.height() / target.height()
    # Whole pixels of the source, so that neighbouring repaints meet without a seam.
    left, top = int((seen.left() - target.left()) * across), int((seen.top() - target.top()) * down)
    right = min(level.width(), int((seen.right() - target.left()) * across) + 2)
    bottom = min(level.height(), int((seen.bottom() - target.top()) * down) + 2)
    source = QRectF(left, top, right - left, bottom - top)
    place = QRectF(
        target.left() + left / across,
        target.top() + top / down,
        source.width() / across,
        source.height() / down,
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, viewport.scale * ratio < 2)
    painter.drawImage(place, level, source)


def draw_ground(painter: QPainter, palette: QPalette, rect: QRectF, picture: QRectF) -> None:
    """The desk around a picture, and the chequered paper behind a transparent one."""
    painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
    paper = picture.intersected(rect)
    if paper.isEmpty():
        return
    tile = QImage(2 * CHECKER, 2 * CHECKER, QImage.Format.Format_RGB32)
    tile.fill(palette.color(QPalette.ColorRole.Base))
    other = palette.color(QPalette.ColorRole.Midlight)
    corner = QPainter(tile)
    corner.fillRect(0, 0, CHECKER, CHECKER, other)
    corner.fillRect(CHECKER, CHECKER, CHECKER, CHECKER, other)
    corner.end()
    painter.save()
    painter.setBrushOrigin(picture.topLeft())
    painter.fillRect(paper, QBrush(tile))
    painter.restore()


def outline_colour(palette: QPalette) -> QColor:
    """The line around a picture."""
    return palette.color(QPalette.ColorRole.Mid)


def double_line() -> tuple[QPen, QPen]:
    """Two pens for an outline that is seen on light and on dark."""
    dark = QPen(QColor(0, 0, 0, 180), 2)
    light = QPen(QColor(255, 255, 255), 1, Qt.PenStyle.DashLine)
    return dark, light
