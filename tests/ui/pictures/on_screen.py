"""One side of a real drag on a real screen, as a process: the picture studio, or a window that takes files."""

import asyncio
import hashlib
import sys
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from studio.eventloop import make_loop
from studio.ui.pictures.view import PicturesView
from tests.state.picture_plugs import Atelier
from tests.state.waiting import until

TITLE = "Pictures on screen"


def say(words: str) -> None:
    """One line to the process that drives this one."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


async def show_studio() -> None:
    """Waits for a picture to be dropped on the canvas, then turns to the gallery for it to be dragged out."""
    atelier = Atelier()
    studio = atelier.studio
    view = PicturesView(studio, atelier.service)
    view.setWindowTitle(TITLE)
    view.resize(860, 560)
    view.move(360, 160)
    view.show()
    studio.laid_out.connect(lambda paths: say("laid out"))
    # Only then has the window manager put it where it stays.
    await until(lambda: view.windowHandle().isExposed() and view.isActiveWindow(), 30)
    say("ready")
    await until(lambda: studio.desk.source is not None, 30)
    source = studio.desk.source
    assert source is not None
    say(f"source {source.name} {source.ref.width} {source.ref.height} {source.ref.sha256}")
    view.show_gallery()
    grid = view.gallery.grid
    await until(lambda: grid.thumbnail(source.ref.sha256) is not None, 30)
    place = grid.viewport().mapToGlobal(grid._cell(0).center())
    say(f"cell {place.x()} {place.y()}")
    await asyncio.Event().wait()


class Sink(QLabel):
    """Says which files were dropped on it, by the digest of their bytes."""

    def __init__(self) -> None:
        super().__init__("Drop here")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            say(f"dropped {path.suffix} {hashlib.sha256(path.read_bytes()).hexdigest()}")
        event.acceptProposedAction()


def show_sink() -> None:
    """A window in the corner of the screen."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sink = Sink()
    sink.setWindowTitle("Sink on screen")
    sink.resize(220, 120)
    sink.move(30, 30)
    sink.show()
    place = sink.mapToGlobal(sink.rect().center())
    say(f"cell {place.x()} {place.y()}")
    application.exec()


if __name__ == "__main__":
    qt = QApplication(sys.argv[:1])
    if sys.argv[1] == "sink":
        show_sink()
    else:
        loop = make_loop()
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(show_studio())
