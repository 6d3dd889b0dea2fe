"""The bar of the compare view: which comparison, which way of looking at it, and what makes lanes."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from studio.ui.shell.icons import icon

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("lanes", "Answers", "columns-2"),
    ("numbers", "Numbers", "table"),
    ("differences", "Differences", "git-compare"),
    ("tally", "Tally", "trophy"),
    ("runs", "Runs", "list-checks"),
    ("pictures", "Pictures", "images"),
)
_WIDE, _MIDDLE = 1000, 700


class CompareBar(QWidget):
    """`section_chosen(str)` is one of `SECTIONS`; the rest asks for what its button says."""

    section_chosen = Signal(str)
    add_wanted = Signal()
    new_wanted = Signal()
    blind_toggled = Signal(bool)
    history_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.history = self._button("history", "Comparisons")
        self.history.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.history_menu = QMenu(self.history)
        self.history.setMenu(self.history_menu)
        self.history_menu.aboutToShow.connect(self.history_wanted)
        self.new = self._button("plus", "New comparison")
        self.new.clicked.connect(self.new_wanted)
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title = ""
        self._row = QHBoxLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.sections: dict[str, QToolButton] = {}
        self.add = self._button("plus", "Add a lane")
        self.add.setText("Add a model")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.clicked.connect(self.add_wanted)
        self.blind = self._button("eye-off", "Blind: hide who is who until the vote")
        self.blind.setText("Blind")
        self.blind.setCheckable(True)
        self.blind.clicked.connect(self.blind_toggled)
        self.more = self._button("ellipsis", "More about this comparison")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._build()

    def show_title(self, title: str) -> None:
        """Shows which comparison this is."""
        self._title = title or "New comparison"
        self._fit()

    def show_section(self, name: str) -> None:
        """Marks the way of looking that is chosen."""
        self.sections[name].setChecked(True)
        for widget in (self.add, self.blind, self.more):
            widget.setEnabled(name in ("lanes", "numbers", "differences"))

    def show_blind(self, blind: bool) -> None:
        """Marks whether names are hidden."""
        self.blind.setChecked(blind)

    def names(self) -> Sequence[str]:
        """The sections in order."""
        return tuple(self.sections)

    def _button(self, drawing: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(drawing))
        button.setIconSize(QSize(17, 17))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setMinimumSize(28, 28)
        return button

    def _build(self) -> None:
        row = self._row
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(4)
        row.addWidget(self.history)
        row.addWidget(self.new)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        row.addWidget(self.title, 1)
        for name, words, drawing in SECTIONS:
            button = self._button(drawing, words)
            button.setText(words)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, chosen=name: self.section_chosen.emit(chosen))
            self._group.addButton(button)
            self.sections[name] = button
            row.addWidget(button)
        row.addSpacing(8)
        for widget in (self.add, self.blind, self.more):
            row.addWidget(widget)
        self.show_section("lanes")

    def _fit(self) -> None:
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for name, button in self.sections.items():
            chosen = name == "lanes" or button.isChecked()
            wide = self.width() >= _WIDE or (chosen and self.width() >= _MIDDLE)
            button.setToolButtonStyle(beside if wide else alone)
        self.blind.setToolButtonStyle(beside if self.width() >= _MIDDLE else alone)
        self.add.setToolButtonStyle(beside if self.width() >= _MIDDLE else alone)
        self._row.activate()
        room = max(0, self.title.width() - 8)
        self.title.setText(
            self.title.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        )
        self.title.setToolTip(self._title)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the smallest window: by then every button shows its drawing alone."""
        return QSize(420, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
