"""What is dropped or pasted: files, bytes of a picture, an address, or a version of our own gallery."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from studio.state.picture_studio import PictureStudio

OWN_TYPE = "application/x-gateway-studio-picture"
RAW_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif")


def acceptable(mime: QMimeData) -> bool:
    """Whether anything in it could be a picture; nothing is read or fetched to find out."""
    kinds = (OWN_TYPE, *RAW_TYPES)
    return mime.hasUrls() or mime.hasImage() or any(map(mime.hasFormat, kinds)) or _address(mime) != ""


def deliver(mime: QMimeData, studio: PictureStudio) -> bool:
    """Gives the studio what was dropped; False where there is no picture in it. HTML is never looked at."""
    if mime.hasFormat(OWN_TYPE):
        studio.use_as_source(bytes(mime.data(OWN_TYPE).data()).decode("ascii", "replace"))
        return True
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        studio.intake.take_files(files)
        return True
    data = picture_bytes(mime)
    if data:
        studio.intake.take_bytes(data, "pasted picture")
        return True
    address = _address(mime)
    if address:
        studio.intake.take_address(address)
        return True
    return False


def picture_bytes(mime: QMimeData) -> bytes:
    """The bytes of a picture as another program gave them, else its pixels as PNG, else b""."""
    for kind in RAW_TYPES:
        if mime.hasFormat(kind):
            data = bytes(mime.data(kind).data())
            if data:
                return data
    if not mime.hasImage():
        return b""
    image = mime.imageData()
    return png_of(image) if isinstance(image, QImage) and not image.isNull() else b""


def png_of(image: QImage) -> bytes:
    """`image` as a PNG."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(held.data())


def _address(mime: QMimeData) -> str:
    urls = [url.toString() for url in mime.urls() if not url.isLocalFile()]
    text = urls[0] if urls else mime.text().strip() if mime.hasText() else ""
    if "\n" in text or len(text) > 4096:
        return ""
    return text if urls or text.lower().startswith(("http://", "https://")) else ""
