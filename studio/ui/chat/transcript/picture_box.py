"""A picture of a message: shown scaled, asked for by whoever owns the bytes, never loaded here."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from studio.domain.conversation import Picture
from studio.domain.picture import PictureRef
from studio.ui.rendering.box import Box, Look, Target
from studio.ui.rendering.characters import visible_hidden
from studio.ui.rendering.style import Style

PictureSource = Callable[[PictureRef, int], QImage | None]
"""Gives the pixels of a picture with no side longer than the number, or None while they are fetched."""

_HIGHEST = 420


class PictureBox(Box):
    """One picture, or the words of what became of it."""

    def __init__(self, style: Style, picture: Picture, source: PictureSource | None) -> None:
        self._style, self._picture, self._source = style, picture, source
        self._shown = QRectF()
        name = visible_hidden(picture.name)
        self.text = name or "Picture"
        self.words = picture.problem or (
            "Loading the picture…" if picture.ref else "The picture did not arrive."
        )

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._picture

    def lay_out(self, width: float) -> None:
        """See Box."""
        self.width, ref = width, self._picture.ref
        if ref is None or not ref.width or not ref.height:
            self.height = round(self._style.line * 2)
            self._shown = QRectF(0, 0, width, self.height)
            return
        scale = min(1.0, width / ref.width, _HIGHEST / ref.height)
        shown_width, shown_height = max(round(ref.width * scale), 1), max(round(ref.height * scale), 1)
        self._shown = QRectF(0, 0, shown_width, shown_height)
        self.height = max(float(shown_height), 24)
        self.changed_from = 0.0

    @property
    def shown(self) -> QRectF:
        """Where the picture stands in the box."""
        return self._shown

    def image(self, ratio: float = 1.0) -> QImage | None:
        """The pixels at the size shown, if they are there."""
        ref = self._picture.ref
        if ref is None or self._source is None:
            return None
        return self._source(ref, round(max(self._shown.width(), self._shown.height()) * ratio))

    def paint(self, painter: QPainter, origin: QPointF, look: Look) -> None:
        """See Box."""
        area, colours = self._shown.translated(origin), look.style.colours
        image = self.image(painter.device().devicePixelRatioF())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if image is not None and not image.isNull():
            clip = QPainterPath()
            clip.addRoundedRect(area, 6, 6)
            painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
            painter.drawImage(area, image)
        else:
            painter.setPen(colours.line)
            painter.setBrush(colours.panel)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.setPen(colours.dim)
            painter.setFont(look.style.small)
            painter.drawText(
                area.adjusted(8, 4, -8, -4),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self.words,
            )
        if look.selection:
            ground = colours.selection
            painter.setOpacity(0.35)
            painter.fillRect(area, ground)
        painter.restore()

    def targets(self) -> list[Target]:
        """The picture itself, which opens large."""
        if self._picture.ref is None:
            return []
        return [Target(self._shown, "picture", f"Open {self.text}", self._picture.ref.sha256, "picture")]
