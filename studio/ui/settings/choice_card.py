"""A choice among a few: a radio button drawn as a card with an icon, a title and one line about it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from studio.ui.shell.icons import painted

_HEIGHT = 54
_ICON = 22
_CHECK = 18


class ChoiceCard(QRadioButton):
    """A radio button to the keyboard and to screen readers, a card to the eye."""

    def __init__(self, icon_name: str, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._title = title
        self._line = line
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def title(self) -> str:
        """The first line of the card."""
        return self._title

    def sizeHint(self) -> QSize:
        return QSize(380, _HEIGHT)

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        palette = self.palette()
        role = QPalette.ColorRole.Accent if self.isChecked() else QPalette.ColorRole.PlaceholderText
        mark = painted(self._icon_name, _ICON, self.devicePixelRatioF(), palette.color(role))
        painter.drawPixmap(16, (self.height() - _ICON) // 2, mark)
        if self.isChecked():
            check = painted("check", _CHECK, self.devicePixelRatioF(), palette.color(role))
            painter.drawPixmap(self.width() - 16 - _CHECK, (self.height() - _CHECK) // 2, check)
        self._paint_text(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        palette = self.palette()
        chosen, focused = self.isChecked(), self.hasFocus()
        edge = QPalette.ColorRole.Accent if chosen else QPalette.ColorRole.Mid
        width = 2.0 if chosen else 1.0
        ground = QPalette.ColorRole.AlternateBase if self.underMouse() else QPalette.ColorRole.Base
        painter.setBrush(palette.color(ground))
        painter.setPen(QPen(palette.color(edge), width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        if focused:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 5, 5)

    def _paint_text(self, painter: QPainter) -> None:
        palette = self.palette()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        left, room = 52, self.width() - 52 - 44
        plain = QFontMetrics(self.font())
        height = QFontMetrics(bold).height() + 2 + plain.height()
        top = (self.height() - height) // 2
        painter.setFont(bold)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        first = QRect(left, top, room, QFontMetrics(bold).height())
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            first, Qt.AlignmentFlag.AlignLeft, QFontMetrics(bold).elidedText(self._title, elide, room)
        )
        painter.setFont(self.font())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        second = QRect(left, first.bottom() + 3, room, plain.height())
        painter.drawText(second, Qt.AlignmentFlag.AlignLeft, plain.elidedText(self._line, elide, room))
