"""A partial picture: drawn whole in its place, and the last one stays until the next can be drawn."""

from pytestqt.qtbot import QtBot

from studio.domain.picture import PictureRef, Raster
from studio.state.rasters import Rasters
from studio.ui.pictures.preview import Preview
from tests.state.waiting import until


class Painted:
    """Gives each reference a colour at once; what is called "slow" never comes."""

    async def raster(self, ref: PictureRef, longest_side: int = 0) -> Raster:
        red = b"\xff\x00\x00\xff" if ref.sha256 == "a" else b"\x00\x00\xff\xff"
        return Raster(4, 2, red * 8)


async def test_it_is_drawn_whole_and_keeps_the_last_until_the_next_is_there(qtbot: QtBot) -> None:
    preview = Preview(Rasters(Painted()))  # type: ignore[arg-type]
    qtbot.addWidget(preview)
    preview.resize(80, 80)
    assert not preview.painted
    preview.show_ref(PictureRef("a", "image/png", 4, 2))
    await until(lambda: preview.painted)
    image = preview.grab().toImage()
    ground = image.pixelColor(40, 5)
    assert image.pixelColor(40, 40).name() == "#ff0000" and ground.name() != "#ff0000"
    preview.show_ref(PictureRef("b", "image/png", 4, 2))
    assert preview.grab().toImage().pixelColor(40, 40).name() == "#ff0000", "until the next is decoded"
    await until(lambda: preview.grab().toImage().pixelColor(40, 40).name() == "#0000ff")
    preview.show_ref(None)
    assert not preview.painted
