"""Dragging pictures out: files a file manager can take, written into a folder of this run only."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from studio.state.picture_studio import PictureStudio
from studio.ui.pictures.drops import OWN_TYPE


class DragOut:
    """One drag at a time: the pictures are written first, then dragged if the button is still down."""

    def __init__(self, studio: PictureStudio, source: QWidget) -> None:
        self._studio = studio
        self._source = source
        self._folder = TemporaryDirectory(prefix="gateway-studio-drag-")
        self._wanted: tuple[str, ...] = ()
        self._icon = QImage()
        self._number = 0
        # A drag runs a loop of its own, which must not happen inside a task: it starts from the event loop.
        studio.laid_out.connect(lambda paths: QTimer.singleShot(0, lambda: self._start(paths)))

    def begin(self, sha256s: Sequence[str], image: QImage | None = None) -> None:
        """Writes the pictures; the drag starts when they are there."""
        self._wanted = tuple(sha256s)
        self._icon = QImage() if image is None else image
        self._number += 1
        folder = Path(self._folder.name) / str(self._number)
        folder.mkdir(mode=0o700)
        self._studio.lay_out(self._wanted, folder)

    def close(self) -> None:
        """Removes what was written."""
        self._folder.cleanup()

    def mime(self, paths: Sequence[Path]) -> QMimeData:
        """What is dragged: our own type for our own views, file addresses for everybody else."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        if self._wanted:
            data.setData(OWN_TYPE, self._wanted[0].encode())
        return data

    def _start(self, paths: list[Path]) -> None:
        if not paths or not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        drag = QDrag(self._source)
        drag.setMimeData(self.mime(paths))
        if not self._icon.isNull():
            side = 96
            keep = Qt.AspectRatioMode.KeepAspectRatio
            drag.setPixmap(QPixmap.fromImage(self._icon.scaled(side, side, keep)))
            drag.setHotSpot(QPoint(8, 8))
        drag.exec(Qt.DropAction.CopyAction)
