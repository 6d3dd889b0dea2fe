"""The model picker: type a few letters, narrow by facets, choose with Enter; any id can be typed as it is."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.domain.model import Capability, Model
from studio.state.gateway_words import failure_words
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.state.ranking import Facets
from studio.ui.chat.model_facts import ModelFacts
from studio.ui.chat.model_rows import ModelRowPainter, ModelRows
from studio.ui.settings.labels import plain_label, tool_button

_LIMIT = 300
_FACTS_MS, _LINGER_MS = 40, 400
_CHIPS = (
    (Capability.CHAT, "Chat"),
    (Capability.VISION, "Vision"),
    (Capability.PICTURE, "Pictures"),
    (Capability.EDIT, "Edits"),
    (Capability.AUDIO, "Audio"),
)
_CONTEXTS = (
    (0, "Any context"),
    (32_000, "32k or more"),
    (128_000, "128k or more"),
    (1_000_000, "1M or more"),
)
_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ModelPicker(QDialog):
    """Opens over the window with `pick`; `chosen(gateway id, model id)` when the user decided."""

    chosen = Signal(str, str)

    def __init__(self, models: Models, gateways: Gateways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a model")
        self.resize(860, 560)
        self._models = models
        self._gateways = gateways
        self._gateway_now = ""
        self._field = QLineEdit()
        self._rows = ModelRows(models, gateways, self)
        self._list = QListView()
        self._facts = ModelFacts(models, gateways)
        self._chips: dict[Capability, QToolButton] = {}
        self._favourites = _chip("Favourites")
        self._usable = _chip("Open to me")
        self._gateway = QComboBox()
        self._tier = QComboBox()
        self._prefix = QComboBox()
        self._context = QComboBox()
        self._count = plain_label(faint=True, wrap=False)
        self._note = plain_label(faint=True)
        self._choose = QPushButton("Use this model")
        self._soon = QTimer(self)
        self._linger = QTimer(self)
        self._build()
        self._connect()

    @property
    def field(self) -> QLineEdit:
        """The line the letters go to."""
        return self._field

    @property
    def rows_view(self) -> QListView:
        """The list of hits."""
        return self._list

    def pick(self, gateway_id: str, model_id: str, capabilities: frozenset[Capability] = frozenset()) -> None:
        """Opens on the model in use; `capabilities` presets the facets (a pictures view asks for pictures)."""
        self._gateway_now = gateway_id
        self._field.clear()
        for capability, chip in self._chips.items():
            chip.setChecked(capability in capabilities)
        self._fill_facets()
        self._models.refresh(force=False)
        self._refresh()
        self._select(gateway_id, model_id)
        self.open()
        self._field.setFocus()

    # -- building

    def _build(self) -> None:
        self._field.setPlaceholderText("Find a model: a few letters of each word, such as “son 4.5”")
        self._field.setAccessibleName("Find a model")
        self._field.setClearButtonEnabled(True)
        self._field.installEventFilter(self)
        self._list.setModel(self._rows)
        self._list.setItemDelegate(ModelRowPainter(self._rows, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName("Models")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._list)
        split.addWidget(self._facts)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._field)
        layout.addLayout(self._chip_line())
        layout.addLayout(self._facet_line())
        layout.addWidget(split, 1)
        layout.addWidget(self._note)
        layout.addLayout(self._bottom_line())
        self._linger.setSingleShot(True)
        self._linger.setInterval(_LINGER_MS)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FACTS_MS)

    def _chip_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        for capability, word in _CHIPS:
            self._chips[capability] = _chip(word)
            line.addWidget(self._chips[capability])
        line.addSpacing(12)
        line.addWidget(self._favourites)
        line.addWidget(self._usable)
        line.addStretch(1)
        return line

    def _facet_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        for tokens, words in _CONTEXTS:
            self._context.addItem(words, tokens)
        names = ("Gateway", "Tier", "Prefix", "Context")
        for name, combo in zip(names, (self._gateway, self._tier, self._prefix, self._context), strict=True):
            label = QLabel(name)
            label.setBuddy(combo)
            label.hide()
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(220)
            combo.setMinimumHeight(26)
            line.addWidget(label)
            line.addWidget(combo)
        line.addStretch(1)
        return line

    def _bottom_line(self) -> QHBoxLayout:
        again = tool_button("refresh-cw", "Fetch the lists again")
        again.clicked.connect(lambda: self._models.refresh())
        self._choose.setDefault(True)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(again)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self._choose)
        return line

    def _connect(self) -> None:
        self._field.textChanged.connect(self._refresh)
        for chip in (*self._chips.values(), self._favourites, self._usable):
            chip.toggled.connect(self._refresh)
        for combo in (self._gateway, self._tier, self._prefix, self._context):
            combo.activated.connect(self._refresh)
        self._list.selectionModel().currentChanged.connect(self._show_facts)
        self._list.activated.connect(self._accept)
        self._choose.clicked.connect(self._accept)
        self._facts.starred.connect(self._toggle_star)
        self._soon.timeout.connect(self._show_facts_now)
        self._linger.timeout.connect(self._facts.ask_for_page)
        self._models.changed.connect(self._follow)
        QShortcut(QKeySequence("Ctrl+D"), self, self._toggle_star)

    # -- what is shown

    def _facets(self) -> Facets:
        return Facets(
            capabilities=frozenset(c for c, chip in self._chips.items() if chip.isChecked()),
            gateway=self._gateway.currentData() or "",
            tier=self._tier.currentData() or "",
            prefix=self._prefix.currentData() or "",
            context=self._context.currentData() or 0,
            usable=self._usable.isChecked(),
            favourites=self._favourites.isChecked(),
        )

    def _refresh(self) -> None:
        query = self._field.text().strip()
        rows, total = self._models.ranked_with_total(query, self._facets(), _LIMIT)
        self._rows.show_rows(rows, self._free_row(query, rows))
        shown = f"{len(rows):,} of {total:,}" if total > len(rows) else f"{total:,}"
        self._count.setText(f"{shown} models" if total != 1 else "1 model")
        if self._rows.rowCount():
            self._set_current(0)
        else:
            self._soon.start()
        self._choose.setEnabled(self._rows.rowCount() > 0)

    def _free_row(self, query: str, rows: list[Model]) -> Model | None:
        """The typed text as an id, unless a listed model has it already."""
        gateway = self._gateway.currentData() or self._gateway_now
        if not gateway and self._gateways.rows:
            gateway = self._gateways.rows[0].id
        if not query or not gateway or any(m.id == query and m.gateway == gateway for m in rows):
            return None
        return self._models.get(gateway, query)

    def _fill_facets(self) -> None:
        gateway = self._gateway.currentData() or ""
        _fill(self._gateway, "All gateways", [(g.name, g.id) for g in self._gateways.rows], gateway)
        tiers, prefixes = self._models.facet_values()
        _fill(self._tier, "Any tier", [(t, t) for t in tiers], self._tier.currentData() or "")
        _fill(self._prefix, "Any prefix", [(p, p) for p in prefixes], self._prefix.currentData() or "")
        self._tier.setVisible(bool(tiers))
        self._prefix.setVisible(bool(prefixes))
        notes = []
        for row in self._gateways.rows:
            problem = self._models.problem(row.id)
            words = failure_words(problem) if problem is not None else self._models.note(row.id)
            if words:
                notes.append(f"{row.name}: {words}")
        if self._models.loading():
            notes.append("Fetching lists…")
        self._note.setText("\n".join(notes[:4]))
        self._note.setVisible(bool(notes))

    def _follow(self) -> None:
        """Lists, stars or locks changed: shows them without losing the row in hand."""
        if not self.isVisible():
            return
        model = self._current()
        top = self._list.verticalScrollBar().value()
        self._fill_facets()
        self._refresh()
        if model is not None:
            self._select(model.gateway, model.id)
            self._list.verticalScrollBar().setValue(top)

    def _show_facts(self) -> None:
        """The panel follows a moment after the row, so that it costs no keystroke anything."""
        self._soon.start()
        self._linger.start()

    def _show_facts_now(self) -> None:
        self._facts.show_model(self._current())

    # -- choosing

    def _current(self) -> Model | None:
        return self._rows.model_at(self._list.currentIndex().row())

    def _set_current(self, row: int) -> None:
        index = self._rows.index(row)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._list.selectionModel().setCurrentIndex(index, flag)
        self._list.scrollTo(index)

    def _select(self, gateway_id: str, model_id: str) -> None:
        for row in range(self._rows.rowCount()):
            model = self._rows.model_at(row)
            if model is not None and (model.gateway, model.id) == (gateway_id, model_id):
                self._set_current(row)
                return

    def _toggle_star(self) -> None:
        model = self._current()
        if model is not None:
            self._models.toggle_favourite(model)

    def _accept(self) -> None:
        model = self._current()
        if model is None:
            return
        self._models.used(model.gateway, model.id)
        self.accept()
        self.chosen.emit(model.gateway, model.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow and page keys move in the list while the letters go to the field."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _LIST_KEYS:
                self._list.event(event)
                return True
            if key in _ENTER:
                self._accept()
                return True
        return super().eventFilter(watched, event)


def _chip(word: str) -> QToolButton:
    chip = QToolButton()
    chip.setText(word)
    chip.setCheckable(True)
    chip.setMinimumHeight(26)
    chip.setObjectName("chip")
    chip.setStyleSheet(
        "QToolButton#chip { border: 1px solid palette(mid); border-radius: 13px; padding: 2px 10px; }"
        "QToolButton#chip:checked { background: palette(highlight); color: palette(highlighted-text); }"
        "QToolButton#chip:focus { border: 2px solid palette(window-text); padding: 1px 9px; }"
    )
    return chip


def _fill(combo: QComboBox, everything: str, rows: list[tuple[str, str]], kept: str) -> None:
    combo.clear()
    combo.addItem(everything, "")
    for name, value in rows:
        combo.addItem(name[:60], value)
    combo.setCurrentIndex(max(0, combo.findData(kept)))
