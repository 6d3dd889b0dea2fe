"""Dragging out: files with names a person can read, and our own type for our own views."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.pictures.drag_out import DragOut
from studio.ui.pictures.drops import OWN_TYPE
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until


def on_disk(path: Path) -> bool:
    """Whether a file is there."""
    return path.exists()


async def test_what_is_dragged_is_on_disk_and_gone_afterwards(qtbot: QtBot, atelier: Atelier) -> None:
    source = QWidget()
    qtbot.addWidget(source)
    studio = atelier.studio
    studio.intake.take_bytes(noise_bytes((9, 9)), "holiday.png")
    await until(lambda: studio.desk.source is not None)
    assert studio.desk.source is not None
    drag = DragOut(studio, source)
    laid: list[list[Path]] = []
    studio.laid_out.connect(laid.append)
    drag.begin([studio.desk.source.version])
    await until(lambda: bool(laid))
    data = drag.mime(laid[0])
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert (path.name, on_disk(path)) == ("holiday.png", True)
    assert bytes(data.data(OWN_TYPE).data()).decode() == studio.desk.source.version
    drag.close()
    assert not on_disk(path)
