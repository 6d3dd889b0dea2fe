"""Rasters as Qt images."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from studio.domain.picture import PictureRef, Raster
from studio.ui.images import Images, image_of
from tests.state.test_rasters import Shelf, settled


def test_pixels_keep_their_colours_and_their_place(qtbot: QtBot) -> None:
    raster = Raster(2, 1, bytes((255, 0, 0, 255, 0, 0, 255, 255)))
    image = image_of(raster)
    assert (image.width(), image.height()) == (2, 1)
    assert image.pixelColor(0, 0) == QColor(255, 0, 0)
    assert image.pixelColor(1, 0) == QColor(0, 0, 255)


async def test_an_image_comes_when_its_raster_has_come() -> None:
    rasters, ref = Shelf.rasters(), PictureRef("a" * 64, "image/png", 4, 4)
    images = Images(rasters)
    ready: list[str] = []
    images.ready.connect(ready.append)
    assert images.get(ref, 64) is None
    await settled(lambda: ready)
    image = images.get(ref, 64)
    assert image is not None
    assert images.get(ref, 64) is image
