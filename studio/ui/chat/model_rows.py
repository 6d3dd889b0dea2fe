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
    thousand = 1024 if tokens % 1024 == 0 and tokens % 1000 else 1000
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

    def words_at(self, row: int) -> tuple[str, str]:
        """The name of a row and the line about it."""
        model = self.model_at(row)
        if model is None:
            return "", ""
        gateway = self._gateways.get(model.gateway)
        name = gateway.name if gateway is not None else model.gateway
        if row == len(self._rows):
            return f"Use “{model.id}” as it is", f"{name} · not in its list"
        return model.shown_name, line_of(model, name)

    def starred(self, model: Model) -> bool:
        """Whether the user starred the model."""
        return self._models.is_favourite(model)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + (self._free is not None)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        model = self.model_at(index.row())
        if not index.isValid() or model is None:
            return None
        name, line = self.words_at(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                marks = ["favourite"] * self.starred(model) + ["locked: " + model.locked] * bool(model.locked)
                return ", ".join([line, *marks])
            case _:
                return None


class ModelRowPainter(QStyledItemDelegate):
    """Paints a row: name, one line about it, a star for favourites, a lock for what the user's tier cannot use."""

    def __init__(self, rows: ModelRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._known: tuple[QFont, QFont, QFontMetrics, QFontMetrics] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette: QPalette = option.palette
        font: QFont = option.font
        # Asked directly: a role at a time through Qt would cost more than the painting itself.
        model = self._rows.model_at(index.row())
        if model is None:
            return
        name, line = self._rows.words_at(index.row())
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
        strong = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        faint = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
        right = self._paint_marks(painter, rect, palette, model, faint)
        room = right - rect.left() - 12
        title, bold, plain = self._fonts(font)
        top = rect.top() + (rect.height() - bold.height() - plain.height() - 1) // 2
        painter.setFont(title)
        painter.setPen(palette.color(faint if model.locked else strong))
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(rect.left() + 12, top + bold.ascent(), bold.elidedText(_one_line(name), elide, room))
        painter.setFont(font)
        painter.setPen(palette.color(faint))
        below = top + bold.height() + 1 + plain.ascent()
        painter.drawText(
            rect.left() + 12, below, plain.elidedText(_one_line(model.locked or line), elide, room)
        )

    def _fonts(self, font: QFont) -> tuple[QFont, QFontMetrics, QFontMetrics]:
        """The bold font and both metrics; made anew only when the view's font changed."""
        if self._known is None or self._known[0] != font:
            title = QFont(font)
            title.setWeight(QFont.Weight.DemiBold)
            self._known = (QFont(font), title, QFontMetrics(title), QFontMetrics(font))
        return self._known[1:]

    def _paint_marks(
        self, painter: QPainter, rect: QRect, palette: QPalette, model: Model, role: QPalette.ColorRole
    ) -> int:
        """Draws lock and star at the right; the x where text has to end."""
        right = rect.right() - 12
        ratio = painter.device().devicePixelRatio()
        names = ["star"] * self._rows.starred(model) + ["lock"] * bool(model.locked)
        for name in names:
            right -= _MARK
            mark = painted(name, _MARK, ratio, palette.color(role))
            painter.drawPixmap(right, rect.top() + (rect.height() - _MARK) // 2, mark)
            right -= 8
        return right


def _one_line(text: str) -> str:
    """Names from outside may hold line breaks; a row shows one line of at most 300 characters."""
    return " ".join(text[:300].split())
