"""Dragging a picture out: Qt's item view does it, which needs no dialog-like call of ours."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

PICTURE_FORMAT = "application/x-studio-picture"
"""The sha256 of a picture of ours, beside its pixels, so that our own panels need no second copy."""


class _Model(QStandardItemModel):
    def __init__(self, image: QImage, sha256: str) -> None:
        super().__init__()
        self._image, self._sha256 = image, sha256
        small = QPixmap.fromImage(image.scaled(160, 160, Qt.AspectRatioMode.KeepAspectRatio))
        self.appendRow(QStandardItem(QIcon(small), ""))

    def mimeData(self, indexes: Sequence[QModelIndex | QPersistentModelIndex]) -> QMimeData:
        """The picture as pixels and as our own reference."""
        data = QMimeData()
        data.setImageData(self._image)
        data.setData(PICTURE_FORMAT, self._sha256.encode())
        return data


class PictureDrag(QListView):
    """A view that is never shown and holds one picture to be dragged away."""

    def __init__(self, image: QImage, sha256: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setDragEnabled(True)
        self._held = _Model(image, sha256)
        self.setModel(self._held)
        self.selectAll()

    def begin(self) -> None:
        """Drags until the button is let go, then ends itself."""
        self.startDrag(Qt.DropAction.CopyAction)
        self.deleteLater()
