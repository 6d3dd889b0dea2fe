"""Decoded pictures as Qt images: the one place where rasters become something a painter takes."""

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from studio.domain.picture import PictureRef, Raster
from studio.state.rasters import Rasters

MOST = 200


def image_of(raster: Raster) -> QImage:
    """The pixels as an image that owns them."""
    image = QImage(raster.rgba, raster.width, raster.height, raster.width * 4, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class Images(QObject):
    """Gives images for references; None while one is being decoded, then `ready(sha256)`."""

    ready = Signal(str)

    def __init__(self, rasters: Rasters) -> None:
        super().__init__()
        self._rasters = rasters
        self._kept: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        rasters.ready.connect(self.ready)

    def get(self, ref: PictureRef, longest_side: int) -> QImage | None:
        """The picture, at most about `longest_side` pixels long."""
        key = (ref.sha256, longest_side)
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        raster = self._rasters.get(ref, longest_side)
        if raster is None:
            return None
        image = image_of(raster)
        self._kept[key] = image
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return image
