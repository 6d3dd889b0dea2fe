"""Settings, usage: answers, tokens and cost by gateway, model and day; a cost is stated or priced, never guessed."""

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.domain.library import UsageRow
from studio.domain.settings import Price
from studio.state.asking import model_key
from studio.state.gateways import Gateways
from studio.state.housekeeping import Housekeeping
from studio.state.preferences import Preferences
from studio.ui.settings.labels import heading, plain_label
from studio.ui.settings.usage_chart import UsageChart

_MEASURES: tuple[tuple[str, Callable[[UsageRow], float]], ...] = (
    ("Tokens", lambda row: row.input_tokens + row.output_tokens),
    ("Answers", lambda row: row.answers),
    ("Cost", lambda row: row.cost or 0.0),
)
_COLUMNS = ("Gateway", "Model", "Answers", "Tokens in", "Tokens out", "Cost")
_PERIODS = ((30, "Last 30 days"), (90, "Last 90 days"), (0, "Always"))


class Total(msgspec.Struct):
    """Sums of one gateway and model over the days shown."""

    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    priced: bool = False

    def add(self, row: UsageRow) -> None:
        """Adds one day; a cost nobody stated stays unknown instead of nought."""
        self.answers += row.answers
        self.input_tokens += row.input_tokens
        self.output_tokens += row.output_tokens
        if row.cost is not None:
            self.cost = (self.cost or 0.0) + row.cost
        self.priced = self.priced or row.priced


def totals(rows: Iterable[UsageRow]) -> dict[tuple[str, str], Total]:
    """The sums by (gateway, model), the most used first."""
    sums: dict[tuple[str, str], Total] = {}
    for row in rows:
        sums.setdefault((row.gateway, row.model), Total()).add(row)
    return dict(sorted(sums.items(), key=lambda item: -item[1].answers))


def cost_words(cost: float | None, priced: bool) -> str:
    """A cost as it is shown: "—" when nobody stated one, marked when it comes from the user's own price."""
    if cost is None:
        return "—"
    text = f"${cost:.4f}" if cost < 1 else f"${cost:,.2f}"
    return f"{text} (your price)" if priced else text


class UsagePage(QWidget):
    """Reads nothing by itself: `Housekeeping.refresh` is called when the page opens."""

    def __init__(
        self,
        housekeeping: Housekeeping,
        gateways: Gateways,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._housekeeping = housekeeping
        self._gateways = gateways
        self._preferences = preferences
        self._measure = QComboBox()
        self._period = QComboBox()
        self._chart = UsageChart()
        self._table = QTableWidget(0, len(_COLUMNS))
        self._sum = plain_label(faint=True)
        self._model = QComboBox()
        self._price_in = QLineEdit()
        self._price_out = QLineEdit()
        self._set_price = QPushButton("Set the price")
        self._price_words = plain_label(faint=True)
        self._build()
        housekeeping.changed.connect(self._fill)
        preferences.changed.connect(self._show_price)
        self._measure.currentIndexChanged.connect(self._fill)
        self._period.currentIndexChanged.connect(self._fill)
        self._model.currentIndexChanged.connect(self._show_price)
        self._set_price.clicked.connect(self._take_price)
        self._fill()

    def _build(self) -> None:
        for name, _ in _MEASURES:
            self._measure.addItem(name)
        for days, words in _PERIODS:
            self._period.addItem(words, days)
        head = QHBoxLayout()
        for name, combo in (("Show", self._measure), ("for", self._period)):
            label = QLabel(name)
            label.setBuddy(combo)
            combo.setMinimumHeight(26)
            head.addWidget(label)
            head.addWidget(combo)
        head.addStretch(1)
        self._table.setHorizontalHeaderLabels(list(_COLUMNS))
        self._table.verticalHeader().hide()
        self._table.setAccessibleName("Usage by gateway and model")
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.setTabKeyNavigation(False)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(heading("Usage", 3.0))
        layout.addLayout(head)
        layout.addWidget(self._chart)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._sum)
        layout.addLayout(self._price_line())
        layout.addWidget(self._price_words)

    def _price_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        fields = (
            ("Price of", self._model),
            ("in", self._price_in),
            ("out, $ a million tokens", self._price_out),
        )
        for name, field in fields:
            label = QLabel(name)
            label.setBuddy(field)
            if isinstance(field, QLineEdit):
                field.setMaximumWidth(70)
                field.setPlaceholderText("0.00")
                field.setAccessibleName(f"Price {name.split(',')[0]}put, in dollars for a million tokens")
            else:
                field.setMaximumWidth(220)
                field.setMinimumHeight(26)
            order = (label, field) if field is not self._price_out else (field, label)
            for widget in order:
                line.addWidget(widget)
        line.addWidget(self._set_price)
        line.addStretch(1)
        return line

    def _rows(self) -> list[UsageRow]:
        days = int(self._period.currentData() or 0)
        rows = sorted(self._housekeeping.usage, key=lambda row: row.day)
        if not days:
            return rows
        kept = sorted({row.day for row in rows})[-days:]
        return [row for row in rows if row.day in kept]

    def _fill(self) -> None:
        rows = self._rows()
        name, measured = _MEASURES[self._measure.currentIndex()]
        by_day: dict[str, float] = {}
        for row in rows:
            by_day[row.day] = by_day.get(row.day, 0.0) + measured(row)
        money = name == "Cost"
        bars = [(day, value, f"${value:.2f}" if money else _short(value)) for day, value in by_day.items()]
        self._chart.show_bars(bars, f"{name} a day")
        self._fill_table(totals(rows))

    def _fill_table(self, sums: dict[tuple[str, str], Total]) -> None:
        self._table.setRowCount(len(sums))
        for at, ((gateway_id, model), total) in enumerate(sums.items()):
            gateway = self._gateways.get(gateway_id)
            cells = (
                gateway.name if gateway is not None else gateway_id,
                model,
                f"{total.answers:,}",
                f"{total.input_tokens:,}",
                f"{total.output_tokens:,}",
                cost_words(total.cost, total.priced),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text[:200])
                if column > 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(at, column, item)
        costs = [t.cost for t in sums.values() if t.cost is not None]
        unknown = sum(1 for t in sums.values() if t.cost is None)
        words = f"In all {sum(t.answers for t in sums.values()):,} answers"
        if costs:
            words += f", {cost_words(sum(costs), False)} where a cost is known"
        if unknown and sums:
            words += f"; {unknown} of {len(sums)} models stated no cost"
        self._sum.setText(f"{words}." if sums else "")
        self._fill_models([model_key(gateway, model) for gateway, model in sums])

    def _fill_models(self, keys: list[str]) -> None:
        kept = self._model.currentData()
        self._model.blockSignals(True)
        self._model.clear()
        for key in dict.fromkeys((*keys, *self._preferences.value.prices)):
            gateway_id, _, model = key.partition("\n")
            gateway = self._gateways.get(gateway_id)
            self._model.addItem(f"{model} ({gateway.name if gateway is not None else gateway_id})"[:120], key)
        self._model.setCurrentIndex(max(0, self._model.findData(kept)))
        self._model.blockSignals(False)
        self._show_price()

    def _show_price(self) -> None:
        price = self._preferences.value.prices.get(self._model.currentData() or "")
        if not self._price_in.hasFocus() and not self._price_out.hasFocus():
            self._price_in.setText(f"{price.input:g}" if price else "")
            self._price_out.setText(f"{price.output:g}" if price else "")
        self._set_price.setEnabled(bool(self._model.currentText()))
        self._price_words.setText(
            "A price of yours is used for new answers whose gateway states no cost, and the cost says so."
        )

    def _take_price(self) -> None:
        key = self._model.currentData()
        prices = {k: v for k, v in self._preferences.value.prices.items() if k != key}
        try:
            typed = [float(f.text().replace(",", ".") or 0) for f in (self._price_in, self._price_out)]
        except ValueError:
            self._price_words.setText("A price is a number, such as 0.25.")
            return
        if any(not 0 <= value < 1e6 for value in typed):
            self._price_words.setText("A price is between 0 and a million dollars.")
            return
        if self._price_in.text().strip() or self._price_out.text().strip():
            prices[key] = Price(*typed)
        self._preferences.change(prices=prices)


def _short(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:.3g}M"
    return f"{value / 1e3:.3g}k" if value >= 1e4 else f"{value:,.0f}"
