"""One model's picture in a comparison: the picture as large as it fits, its model, and what it took."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.domain.conversation import Message, Picture, Status
from studio.domain.picture import PictureRef
from studio.state.comparison_numbers import dollars
from studio.ui.chat.transcript.numbers import seconds_in_words

_FOOT, _PAD = 48, 10


class PictureCard(QWidget):
    """Paints an answer; while a picture is being made or decoded it says so."""

    def __init__(self, image: Callable[[PictureRef, int], QImage | None]) -> None:
        super().__init__()
        self._image = image
        self.message: Message | None = None
        self._live = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_answer(self, message: Message, live: str = "") -> None:
        """Shows an answer as far as it came."""
        if (message, live) == (self.message, self._live):
            return
        self.message, self._live = message, live
        self.setAccessibleName(f"{message.model}: {self.words()}")
        self.setToolTip(self.words())
        self.update()

    def picture(self) -> PictureRef | None:
        """The picture that is shown, or None."""
        parts = self.message.parts if self.message is not None else ()
        return next((p.ref for p in parts if isinstance(p, Picture) and p.ref is not None), None)

    def words(self) -> str:
        """What is said below the picture, or in its place."""
        message = self.message
        if message is None:
            return ""
        if message.running:
            return self._live or "Being made…"
        if message.failure is not None:
            return message.failure.message
        if message.status is Status.STOPPED:
            return "Stopped"
        problem = next((p.problem for p in message.parts if isinstance(p, Picture) and p.problem), None)
        if problem is not None:
            return problem
        if self.picture() is None:
            return message.text[:300] or "No picture came."
        words = []
        if message.timing.total_s is not None:
            words.append(seconds_in_words(message.timing.total_s))
        cost = message.usage.cost if message.usage is not None else None
        words.append("cost —" if cost is None else dollars(cost))
        ref = self.picture()
        if ref is not None:
            words.append(f"{ref.width}×{ref.height}")
        return " · ".join(words)

    def sizeHint(self) -> QSize:
        return QSize(320, 320 + _FOOT)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        palette = self.palette()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
        painter.drawRoundedRect(frame, 10, 10)
        room = self.rect().adjusted(_PAD, _PAD, -_PAD, -_FOOT - _PAD)
        ref = self.picture()
        if ref is not None:
            self._paint_picture(painter, room, ref)
        elif self.message is not None:
            failed = self.message.failure is not None
            role = QPalette.ColorRole.WindowText if failed else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room.adjusted(12, 0, -12, 0), int(flags), self.words())
        self._paint_foot(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, room: QRect, ref: PictureRef) -> None:
        longest = round(max(room.width(), room.height()) * self.devicePixelRatioF())
        # Few sizes, so that a window being dragged does not decode a picture for every pixel.
        image = self._image(ref, max(256, -(-longest // 256) * 256))
        if image is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "Opening…")
            return
        scale = min(room.width() / max(1, ref.width), room.height() / max(1, ref.height))
        width, height = ref.width * scale, ref.height * scale
        target = QRectF(
            room.center().x() - width / 2, room.center().y() - height / 2, max(1.0, width), max(1.0, height)
        )
        path = QPainterPath()
        path.addRoundedRect(target, 6, 6)
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(target, image)
        painter.restore()

    def _paint_foot(self, painter: QPainter) -> None:
        if self.message is None:
            return
        palette = self.palette()
        left, width = _PAD + 2, self.width() - 2 * _PAD - 4
        top = self.height() - _FOOT
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        middle = Qt.TextElideMode.ElideMiddle
        name = QFontMetrics(font).elidedText(self.message.model, middle, width)
        painter.drawText(QRectF(left, top, width, 20), Qt.AlignmentFlag.AlignVCenter, name)
        if self.picture() is None and not self.message.running:
            return
        painter.setFont(self.font())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        words = QFontMetrics(self.font()).elidedText(self.words(), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, top + 20, width, 20), Qt.AlignmentFlag.AlignVCenter, words)
