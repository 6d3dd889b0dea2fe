"""A partial picture while it is being painted: the last one that came stays until the next is decoded."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.domain.picture import PictureRef
from studio.state.rasters import Rasters
from studio.ui.pictures.layers import image_of

SIDE = 1024
"""What a preview is decoded at; the row and the stage share it."""


class Preview(QWidget):
    """Shows one picture whole, as large as its place allows."""

    def __init__(self, rasters: Rasters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rasters = rasters
        self._ref: PictureRef | None = None
        self._image = QImage()
        self.setAccessibleName("The picture so far")
        rasters.ready.connect(self._came)

    @property
    def painted(self) -> bool:
        """Whether there is anything to see."""
        return not self._image.isNull()

    def show_ref(self, ref: PictureRef | None) -> None:
        """Another state of the picture; None takes it away."""
        if ref == self._ref:
            return
        self._ref = ref
        if ref is None:
            self._image = QImage()
            self.update()
        else:
            self._came(ref.sha256)

    def _came(self, sha256: str) -> None:
        if self._ref is None or sha256 != self._ref.sha256:
            return
        raster = self._rasters.get(self._ref, SIDE)
        if raster is not None:
            self._image = image_of(raster).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the middle."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = QSizeF(self._image.size()).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        painter.drawImage(QRectF(corner, size), self._image)
        painter.end()
