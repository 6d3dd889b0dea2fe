"""The model picker with 16,000 rows: milliseconds a keystroke, with search, list and repaint.

The peers are Qt's own models behind its C++ proxy, which find one fixed string and rank nothing. The figures are
the median over all keystrokes, and the worst of them; each keystroke counts as the median of its rounds. Time is
that of the window's thread (no part of it waits), so that a busy machine does not count.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QSortFilterProxyModel, QStringListModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QListView, QWidget

from studio.domain.gateway import Gateway
from studio.domain.model import Capability, Catalogue, Model
from studio.domain.settings import Settings
from studio.eventloop import make_loop
from studio.state.gateways import Gateways
from studio.state.models import Models
from studio.state.preferences import Preferences
from studio.ui.chat.model_picker import ModelPicker
from tests.benchmarks.harness import Figure

ROWS = 16_000
ROUNDS = 5
MEDIAN_MS, WORST_MS = 5.0, 16.0
_GATEWAYS = 4
_MAKERS = [
    "openai",
    "anthropic",
    "google",
    "meta-llama",
    "mistralai",
    "qwen",
    "deepseek",
    "cohere",
    "x-ai",
    "fal",
]
_FAMILIES = [
    "gpt-4o",
    "gpt-5.1",
    "claude-sonnet-4.5",
    "claude-opus-4",
    "gemini-2.5-pro",
    "llama-3.3-70b",
    "mistral-large",
    "qwen3-235b-a22b",
    "deepseek-v3.2",
    "command-r",
    "grok-4",
    "flux-pro",
]
_KINDS = ["mini", "turbo", "preview", "instruct", "latest", "fast", "thinking", "online"]
_QUERIES = (
    "son 4.5",
    "claude opus",
    "gpt 5 mini",
    "e e",
    "snnt",
    "gemini-2.5",
    "zzzz",
    "lama 70",
    "qwen think",
)


def models() -> tuple[Model, ...]:
    """16,000 made-up models over four gateways, the same ones each time."""
    chance = random.Random(7)
    return tuple(
        Model(
            id=f"{chance.choice(_MAKERS)}/{chance.choice(_FAMILIES)}-{chance.choice(_KINDS)}-{number}",
            gateway=f"g{number % _GATEWAYS}",
            capabilities=frozenset(
                {Capability.CHAT, Capability.VISION} if number % 3 else {Capability.PICTURE}
            ),
            context=128_000,
            tier="free" if number % 5 else "pro",
        )
        for number in range(ROWS)
    )


def keystrokes() -> list[str]:
    """What stands in the field after each key: every query typed letter by letter, then deleted again."""
    typed: list[str] = []
    for query in _QUERIES:
        typed += [query[:n] for n in range(1, len(query) + 1)]
        typed += [query[:n] for n in range(len(query) - 1, -1, -1)]
    return typed


class _Shelf:
    """The part of a store and of a gateway that models ask; every catalogue is fresh."""

    def __init__(self, catalogues: dict[str, Catalogue]) -> None:
        self._catalogues = catalogues

    async def catalogue(self, gateway: str) -> Catalogue | None:
        return self._catalogues[gateway]

    async def form(self, gateway: Gateway, model: str) -> None:
        return None

    async def documentation(self, gateway: Gateway, model: str) -> str:
        return ""


async def _picker(rows: tuple[Model, ...]) -> ModelPicker:
    """Our picker, open, with every catalogue loaded and twenty favourites."""
    now = time.time()
    names = [f"g{number}" for number in range(_GATEWAYS)]
    shelf: Any = _Shelf(
        {
            g: Catalogue(gateway=g, models=tuple(m for m in rows if m.gateway == g), fetched_at=now)
            for g in names
        }
    )
    listed = [Gateway(id=g, name=f"Gateway {g}", base_url=f"https://{g}.example/v1") for g in names]
    gateways = Gateways(listed, shelf, shelf, shelf, shelf, {})
    stars = tuple(f"{m.gateway}\n{m.id}" for m in rows[:20])
    known = Models(gateways, Preferences(Settings(favourites=stars), shelf), shelf, shelf)
    known.load()
    while known.loading():
        await asyncio.sleep(0.01)
    picker = ModelPicker(known, gateways)
    picker.pick("g0", rows[0].id)
    return picker


def _plain(source: QAbstractItemModel) -> tuple[QListView, Callable[[str], object]]:
    """Qt's own way: a model behind the C++ proxy, one fixed string; no words, no ranking, one line a row."""
    view = QListView()
    proxy = QSortFilterProxyModel(view)
    source.setParent(view)
    proxy.setSourceModel(source)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    view.setUniformItemSizes(True)
    view.setModel(proxy)
    view.resize(540, 400)
    view.show()
    return view, proxy.setFilterFixedString


def _spent(rows: QListView, type_text: Callable[[str], object], text: str) -> float:
    """Milliseconds of the window's thread from a key until all it caused is done and the rows are painted anew."""
    painted = _Painted(rows.viewport())
    started = time.thread_time()
    type_text(text)
    QApplication.processEvents()
    if not painted.seen:
        rows.viewport().repaint()
    return (time.thread_time() - started) * 1000


class _Painted(QObject):
    """Notices whether a widget was painted while this object lives."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() is QEvent.Type.Paint
        return False


async def _measure() -> dict[str, list[float]]:
    """For each variant, the milliseconds of each keystroke; the variants take turns."""
    rows = models()
    picker = await _picker(rows)
    items = QStandardItemModel()
    for model in rows:
        items.appendRow(QStandardItem(model.id))
    variants: dict[str, tuple[QListView, Callable[[str], object]]] = {
        "ours": (picker.rows_view, picker.field.setText),
        "QStringListModel": _plain(QStringListModel([m.id for m in rows])),
        "QStandardItemModel": _plain(items),
    }
    spent: dict[str, list[list[float]]] = {name: [] for name in variants}
    for _ in range(ROUNDS):
        for name, (rows_view, type_text) in variants.items():
            spent[name].append([_spent(rows_view, type_text, text) for text in keystrokes()])
    for rows_view, _ in variants.values():
        rows_view.window().close()
    return {
        name: [statistics.median(key) for key in zip(*rounds, strict=True)] for name, rounds in spent.items()
    }


def run() -> list[Figure]:
    """Median and worst keystroke, beside Qt's own list models in the same run."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    loop = make_loop()
    asyncio.set_event_loop(loop)
    with loop:
        spent = loop.run_until_complete(_measure())
    figures: list[Figure] = []
    for words, reduce, target in (("median", statistics.median, MEDIAN_MS), ("worst", max, WORST_MS)):
        ours, peers = spent["ours"], {name: reduce(ms) for name, ms in spent.items() if name != "ours"}
        figures.append(
            Figure(
                figure=f"picker, {ROWS:,} rows, {words} keystroke",
                ours=round(reduce(ours), 3),
                floor=None,
                peers={name: round(value, 3) for name, value in peers.items()},
                unit="ms",
                ratio=round(reduce(ours) / min(peers.values()), 3),
                target=target,
                met=reduce(ours) <= target,
            )
        )
    return figures
