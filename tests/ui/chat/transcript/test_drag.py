"""A picture that is dragged out carries its pixels and its name among ours."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.drag import PICTURE_FORMAT, PictureDrag


def test_the_data_are_pixels_and_our_reference(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    drag = PictureDrag(image, "e" * 64, parent)
    data = drag.model().mimeData([drag.model().index(0, 0)])
    assert data.hasImage()
    assert bytes(data.data(PICTURE_FORMAT).data()) == b"e" * 64
    assert not drag.isVisible()
