"""Two answers side by side with the words that differ marked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from studio.domain.comparison import Span, differences
from studio.state.comparison_lanes import answer_at
from studio.state.comparison_session import ComparisonSession
from studio.ui.compare.parts import CompareParts
from studio.ui.shell.theme import is_dark

_GONE = {True: QColor(122, 58, 52), False: QColor(255, 214, 208)}
_COME = {True: QColor(38, 88, 58), False: QColor(205, 240, 214)}


class DifferencesPage(QWidget):
    """Shows the differences of two lanes' answers to one question, by words."""

    def __init__(self, parts: CompareParts) -> None:
        super().__init__()
        self._parts = parts
        self.session: ComparisonSession | None = None
        self.left, self.right, self.turn = QComboBox(), QComboBox(), QComboBox()
        self.texts = (QPlainTextEdit(), QPlainTextEdit())
        self.summary = QLabel()
        self._leading = False
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._build()

    def show_session(self, session: ComparisonSession) -> None:
        """Turns to another comparison."""
        if self.session is not None:
            self.session.answers_changed.disconnect(self.refresh)
            self.session.lanes_changed.disconnect(self.refresh)
        self.session = session
        session.answers_changed.connect(self.refresh)
        session.lanes_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the two chosen answers anew."""
        session = self.session
        if session is None:
            return
        self._fill(session)
        places, turn = (self.left.currentData(), self.right.currentData()), self.turn.currentData()
        if None in places or not turn or session.held_back():
            for text in self.texts:
                text.setPlainText("")
            self.summary.setText("Ask at least two lanes, and what sets their answers apart stands here.")
            return
        order = session.order()
        answers = [answer_at(session.lanes[order[place]], turn) for place in places]
        one, other = ("" if a is None else a.text for a in answers)
        left, right = differences(one, other)
        dark = is_dark(self.palette())
        _show(self.texts[0], left, _GONE[dark])
        _show(self.texts[1], right, _COME[dark])
        self.summary.setText(_summary(left, right))

    def _build(self) -> None:
        head = QHBoxLayout()
        for combo, name in ((self.left, "Left lane"), (self.turn, "Question"), (self.right, "Right lane")):
            combo.setAccessibleName(name)
            combo.setMinimumHeight(28)
            combo.setMinimumWidth(80)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.activated.connect(lambda _: self.refresh())
            head.addWidget(combo, 2 if combo is not self.turn else 1)
        self.summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(10)
        for text, name in zip(self.texts, ("Left answer", "Right answer"), strict=True):
            text.setReadOnly(True)
            text.setAccessibleName(name)
            text.document().setDocumentMargin(12)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            row.addWidget(text, 1)
        for text, other in (self.texts, self.texts[::-1]):
            bar = text.verticalScrollBar()
            bar.valueChanged.connect(lambda _, of=text, to=other: self._together(of, to))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 18)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addLayout(row, 1)

    def _fill(self, session: ComparisonSession) -> None:
        names = session.names()
        labels = [
            f"Model {session.letter(at)}" if session.hidden() else f"{session.letter(at)}  {names[at]}"
            for at in session.order()
        ]
        for combo, start in ((self.left, 0), (self.right, 1)):
            chosen = combo.currentData()
            combo.clear()
            for place, label in enumerate(labels):
                combo.addItem(label, place)
            at = chosen if chosen is not None and chosen < len(labels) else start
            combo.setCurrentIndex(min(at, len(labels) - 1))
        turns, chosen = session.turns(), self.turn.currentData()
        known = self.turn.count()
        self.turn.clear()
        for turn in range(1, turns + 1):
            self.turn.addItem(f"Question {turn}", turn)
        stays = chosen is not None and known == turns
        self.turn.setCurrentIndex(chosen - 1 if stays else turns - 1)

    def _together(self, moved: QPlainTextEdit, other: QPlainTextEdit) -> None:
        if self._leading:
            return
        self._leading = True
        bar, led = moved.verticalScrollBar(), other.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        led.setValue(round(share * led.maximum()))
        self._leading = False


def _show(text: QPlainTextEdit, spans: tuple[Span, ...], colour: QColor) -> None:
    text.setPlainText("")
    cursor = QTextCursor(text.document())
    plain, marked = QTextCharFormat(), QTextCharFormat()
    marked.setBackground(colour)
    cursor.beginEditBlock()
    for span in spans:
        cursor.insertText(span.text, marked if span.differs and span.text.strip() else plain)
    cursor.endEditBlock()
    text.moveCursor(QTextCursor.MoveOperation.Start)


def _summary(left: tuple[Span, ...], right: tuple[Span, ...]) -> str:
    shared = sum(len(s.text.split()) for s in left if not s.differs)
    whole = max(1, *(sum(len(s.text.split()) for s in side) for side in (left, right)))
    only = [sum(len(s.text.split()) for s in side if s.differs) for side in (left, right)]
    if not left and not right:
        return "Neither lane has an answer to this question."
    return f"{shared / whole:.0%} of the words are shared; {only[0]:,} only at the left, {only[1]:,} only at the right."
