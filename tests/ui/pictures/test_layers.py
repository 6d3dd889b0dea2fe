"""Pictures at several sizes: the smallest that is sharp enough, all pixels when they are wanted."""

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from studio.domain.picture import PictureRef
from studio.ui.pictures.layers import PictureLayer, draw_ground, draw_layer
from studio.ui.pictures.viewport import Viewport
from tests.state.picture_plugs import Atelier, noise, noise_bytes
from tests.state.waiting import until


def drawn(layer: PictureLayer, viewport: Viewport, size: QSize) -> QImage:
    screen = QImage(size, QImage.Format.Format_RGB32)
    screen.fill(QColor(9, 9, 9))
    painter = QPainter(screen)
    draw_layer(painter, layer, viewport, QRectF(screen.rect()))
    painter.end()
    return screen


async def test_at_one_to_one_every_pixel_is_the_pictures(atelier: Atelier) -> None:
    layer, viewport = PictureLayer(atelier.studio.rasters), Viewport()
    note = await atelier.service.open_bytes(noise_bytes((90, 70)), "x.png")
    layer.show(note.ref)
    await until(lambda: layer.loaded)
    viewport.set_view(QSizeF(90, 70))
    viewport.set_picture(layer.size)
    viewport.zoom_to(1.0)
    shown, exact = drawn(layer, viewport, QSize(90, 70)), noise((90, 70))
    for x, y in ((0, 0), (89, 0), (0, 69), (89, 69), (44, 35)):
        assert shown.pixelColor(x, y).getRgb()[:3] == exact.getpixel((x, y))


async def test_a_big_picture_comes_small_first_and_whole_when_wanted(atelier: Atelier) -> None:
    layer = PictureLayer(atelier.studio.rasters)
    note = await atelier.service.open_bytes(noise_bytes((3000, 300)), "x.png")
    layer.show(note.ref)
    await until(lambda: layer.loaded)
    small = layer.level_for(0.3)
    assert small is not None and small.width() < 3000
    layer.level_for(1.0)
    await until(lambda: layer.sharp)
    whole = layer.level_for(1.0)
    assert whole is not None and whole.width() == 3000


async def test_a_picture_that_is_missing_says_so(atelier: Atelier) -> None:
    atelier.shelf.blobs["gone"] = b"rubbish"
    layer = PictureLayer(atelier.studio.rasters)
    layer.show(PictureRef("gone", "image/png", 10, 10))
    await until(lambda: layer.problem != "")
    assert "damaged" in layer.problem and not layer.loaded
    layer.show(None)
    assert layer.problem == "" and layer.ref is None


def test_the_level_drawn_is_the_smallest_that_is_sharp_enough(qtbot: QtBot) -> None:
    from studio.state.rasters import Rasters

    layer = PictureLayer(Rasters(object()))  # type: ignore[arg-type]
    layer.show_image(QImage(2000, 1000, QImage.Format.Format_RGB32))
    widths = [layer.level_for(scale).width() for scale in (0.1, 0.25, 0.3, 0.5, 0.51, 1.0, 4.0)]  # type: ignore[union-attr]
    assert widths == [500, 500, 1000, 1000, 2000, 2000, 2000]


def test_transparency_lies_on_chequered_paper(qtbot: QtBot) -> None:
    screen = QImage(64, 64, QImage.Format.Format_RGB32)
    palette = QPalette()
    painter = QPainter(screen)
    draw_ground(painter, palette, QRectF(0, 0, 64, 64), QRectF(0, 0, 64, 64))
    painter.end()
    assert screen.pixelColor(2, 2) != screen.pixelColor(10, 2)
    assert screen.pixelColor(2, 2) == screen.pixelColor(18, 2) == screen.pixelColor(10, 10)
