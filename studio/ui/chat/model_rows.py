"""The rows of the model picker: a list model over at most a few hundred hits, and how one row is painted."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.domain.model import Capability, Model
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.ui.shell.icons import painted

MODEL_ROLE = Qt.ItemDataRole.UserRole
FREE_ROLE = Qt.ItemDataRole.UserRole + 1
STAR_ROLE = Qt.ItemDataRole.UserRole + 2
LINE_ROLE = Qt.ItemDataRole.UserRole + 3

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_HEIGHT = 46
_MARK = 15
CAPABILITY_WORDS: dict[Capability, str] = {
    Capability.CHAT: "chat",
    Capability.VISION: "vision",
    Capability.PICTURE: "pictures",
    Capability.EDIT: "edits",
    Capability.AUDIO: "audio",
    Capability.VIDEO: "video",
}


def size_words(tokens: int | None) -> str:
    """A count of tokens for people: "128k", "1M", "–" where it is unknown."""
    if tokens is None:
        return "–"
    thousand = 1024 if tokens % 1024 == 0 else 1000
    if tokens >= thousand * thousand:
        return f"{tokens / thousand / thousand:.3g}M"
    return f"{tokens / thousand:.3g}k" if tokens >= thousand else str(tokens)


def capability_words(model: Model) -> str:
    """What the model can do, in a fixed order; "" where nothing is known."""
    return ", ".join(
        word for capability, word in CAPABILITY_WORDS.items() if capability in model.capabilities
    )


def line_of(model: Model, gateway_name: str) -> str:
    """The second line of a row: gateway, id where a name hides it, abilities, context, tier."""
    facts = [gateway_name]
    if model.shown_name != model.id:
        facts.append(model.id)
    facts.append(capability_words(model))
    facts.append(f"{size_words(model.context)} context" if model.context else "")
    facts.append(model.tier)
    facts.append("" if model.status in ("", "up", "unknown") else model.status)
    return " · ".join(fact for fact in facts if fact)


class ModelRows(QAbstractListModel):
    """The hits shown now, and as the last row the typed text itself as a model id."""

    def __init__(self, models: Models, gateways: Gateways, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._gateways = gateways
        self._rows: list[Model] = []
        self._free: Model | None = None

    def show_rows(self, rows: list[Model], free: Model | None) -> None:
        """Replaces what is shown."""
        self.beginResetModel()
        self._rows = rows
        self._free = free
        self.endResetModel()

    def model_at(self, row: int) -> Model | None:
        """The model of a row, the free one included; None beyond the end."""
        if 0 <= row < len(self._rows):
            return self._rows[row]
        return self._free if row == len(self._rows) else None

    def restyle(self, row: int) -> None:
        """Says that the marks of a row changed."""
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + (self._free is not None)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        model = self.model_at(index.row())
        if not index.isValid() or model is None:
            return None
        free = index.row() == len(self._rows)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"Use “{model.id}” as it is" if free else model.shown_name
        if role == LINE_ROLE or role == Qt.ItemDataRole.AccessibleDescriptionRole:
            gateway = self._gateways.get(model.gateway)
            name = gateway.name if gateway is not None else model.gateway
            return f"{name} · not in its list" if free else line_of(model, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        return {MODEL_ROLE: model, FREE_ROLE: free, STAR_ROLE: self._models.is_favourite(model)}.get(role)


class ModelRowPainter(QStyledItemDelegate):
    """Paints a row: name, one line about it, a star for favourites, a lock for what the user's tier cannot use."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette: QPalette = option.palette
        font: QFont = option.font
        model = index.data(MODEL_ROLE)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
        strong = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        faint = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
        right = self._paint_marks(painter, rect, palette, index, faint)
        room = right - rect.left() - 12
        title = QFont(font)
        title.setWeight(QFont.Weight.DemiBold)
        bold, plain = QFontMetrics(title), QFontMetrics(font)
        top = rect.top() + (rect.height() - bold.height() - plain.height() - 1) // 2
        painter.setFont(title)
        painter.setPen(palette.color(faint if model.locked else strong))
        name = bold.elidedText(_one_line(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.left() + 12, top + bold.ascent(), name)
        painter.setFont(font)
        painter.setPen(palette.color(faint))
        line = model.locked or index.data(LINE_ROLE)
        below = top + bold.height() + 1 + plain.ascent()
        elided = plain.elidedText(_one_line(line), Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.left() + 12, below, elided)
        painter.restore()

    def _paint_marks(
        self, painter: QPainter, rect: QRect, palette: QPalette, index: _Index, role: QPalette.ColorRole
    ) -> int:
        """Draws lock and star at the right; the x where text has to end."""
        right = rect.right() - 12
        ratio = painter.device().devicePixelRatio()
        names = ["star"] * bool(index.data(STAR_ROLE)) + ["lock"] * bool(index.data(MODEL_ROLE).locked)
        for name in names:
            right -= _MARK
            mark = painted(name, _MARK, ratio, palette.color(role))
            painter.drawPixmap(right, rect.top() + (rect.height() - _MARK) // 2, mark)
            right -= 8
        return right


def _one_line(text: str) -> str:
    """Names from outside may hold line breaks; a row shows one line of at most 300 characters."""
    return " ".join(text[:300].split())
