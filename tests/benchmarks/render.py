"""How dear the transcript is: streaming, opening, scrolling, resizing, lanes, typing; against a bare insertText."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from studio.domain.conversation import Message, Role, Status, Text
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.scrollbar import FlatScrollBar
from studio.ui.chat.transcript.view import Transcript
from tests.benchmarks.harness import Figure, figure
from tests.benchmarks.mixed_text import Writer

_PER_TOKEN = 4.4
_STEP = round(4 * _PER_TOKEN)
_KEEP = 0.99
_ROUNDS = 3


def _application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def _cost(act: Callable[[], object]) -> float:
    """Milliseconds of CPU time until everything caused by `act` is painted."""
    begun = time.process_time()
    act()
    QApplication.processEvents()
    return (time.process_time() - begun) * 1000


def _high(costs: Sequence[float], share: float = _KEEP) -> float:
    return sorted(costs)[min(int(len(costs) * share), len(costs) - 1)]


def _view(entries: Sequence[Entry] = ()) -> Transcript:
    view = Transcript()
    view.resize(800, 900)
    view.show()
    view.set_entries(entries)
    QApplication.processEvents()
    return view


def _end(*widgets: QWidget) -> None:
    for widget in widgets:
        widget.close()
        widget.deleteLater()
    QApplication.processEvents()
    gc.collect()


def _answer(number: int, text: str, running: bool = True) -> Entry:
    status = Status.STREAMING if running else Status.DONE
    message = Message(id=str(number), parent=None, role=Role.ASSISTANT, parts=(Text(text),), status=status)
    return Entry(message, "model", "Messages · Demo", actions=("copy", "regenerate"))


def _grown(entry: Entry, text: str) -> Entry:
    return Entry(msgspec.structs.replace(entry.message, parts=(Text(text),)), entry.author, entry.caption)


def _ours(text: str) -> Iterator[float]:
    """The cost of each update of our view while `text` comes in."""
    entry = _answer(1, "")
    view = _view([entry])
    for end in range(_STEP, len(text) + _STEP, _STEP):
        later = _grown(entry, text[:end])

        def act(later: Entry = later) -> None:
            view.update_entry(later)
            view.flush()

        yield _cost(act)
    _end(view)


def _floor(text: str) -> Iterator[float]:
    """The cost of each insertion of the same text, without any Markdown."""
    view = QTextEdit()
    view.setReadOnly(True)
    view.setVerticalScrollBar(FlatScrollBar(view))
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.resize(800, 900)
    view.show()
    QApplication.processEvents()
    cursor = QTextCursor(view.document())
    for start in range(0, len(text), _STEP):

        def act(piece: str = text[start : start + _STEP]) -> None:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(piece)
            view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())

        yield _cost(act)
    _end(view)


def _stream(text: str) -> tuple[list[float], list[float]]:
    """Our costs and those of the floor; they take turns of 100 updates, so that a busy machine meets both alike."""
    runs: tuple[list[float], list[float]] = ([], [])
    turns = (_ours(text), _floor(text))
    for _ in range(0, len(text) + _STEP, _STEP * 100):
        for costs, turn in zip(runs, turns, strict=True):
            costs.extend(islice(turn, 100))
    for turn in turns:
        assert next(turn, None) is None
    return runs


def _whole_text_each_time(text: str, samples: int = 12) -> float:
    """The mean cost of `QTextBrowser.setMarkdown` at evenly spread lengths."""
    view = QTextBrowser()
    view.resize(800, 900)
    view.show()
    costs = []
    for n in range(1, samples + 1):
        part = text[: len(text) * n // samples]
        costs.append(_cost(lambda part=part: view.setMarkdown(part)))  # type: ignore[misc]
    _end(view)
    return statistics.fmean(costs)


def _streaming() -> list[Figure]:
    small, large = (Writer().text(round(n * _PER_TOKEN)) for n in (16_000, 64_000))
    _stream(small[:4000])
    ours_small, floor_small = zip(*(_stream(small) for _ in range(_ROUNDS)), strict=True)
    ours, floor = zip(*(_stream(large) for _ in range(_ROUNDS - 1)), strict=True)
    total, total_small = (statistics.median(sum(c) for c in runs) for runs in (ours, ours_small))
    base, base_small = (statistics.median(sum(c) for c in runs) for runs in (floor, floor_small))
    naive = _whole_text_each_time(large) * len(ours[0])
    return [
        figure("stream 64k tokens, CPU", total / 1000, "s", floor=base / 1000, at_most=1.5),
        figure("stream 16k tokens, CPU", total_small / 1000, "s", floor=base_small / 1000, at_most=1.5),
        figure("stream 64k against 16k", total, "ms", floor=total_small, at_most=4.4),
        figure(
            "update p99, CPU",
            statistics.median(_high(c) for c in ours),
            "ms",
            peers={"limit 4 ms": 4.0},
            at_most=1,
        ),
        figure("stream 64k against setMarkdown", total, "ms", peers={"setMarkdown": naive}, at_most=1 / 150),
    ]


def _talk(count: int) -> list[Entry]:
    writer = Writer(3)
    texts = [writer.text(1200) for _ in range(120)]
    entries = []
    for n in range(count):
        role = Role.USER if n % 2 == 0 else Role.ASSISTANT
        message = Message(id=str(n), parent=None, role=role, parts=(Text(texts[n % 120]),))
        entries.append(Entry(message, "You" if role is Role.USER else "model", actions=("copy",)))
    return entries


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1_000_000


def _opening() -> list[Figure]:
    entries = _talk(10_000)
    empty, full, memory = [], [], []
    for _ in range(_ROUNDS):
        blank, view = _view(), _view()
        empty.append(_cost(lambda shown=blank: shown.set_entries([])))  # type: ignore[misc]
        before = _resident()
        full.append(_cost(lambda shown=view: shown.set_entries(entries)))  # type: ignore[misc]
        memory.append(_resident() - before)
        _end(blank, view)
    view = _view(entries)
    wheel = _scrolled(view)
    resized = [_cost(lambda n=n: view.resize(760 + 13 * (n % 5), 900)) for n in range(25)]  # type: ignore[misc]
    _end(view)
    extra = statistics.median(full) - statistics.median(empty)
    return [
        figure("10,000 messages, first paint over empty", extra, "ms", peers={"limit 80 ms": 80}, at_most=1),
        figure("10,000 messages, memory", max(max(memory), 0.01), "MB", peers={"limit 30 MB": 30}, at_most=1),
        figure("scrolling, frame p99", _high(wheel), "ms", peers={"limit 8 ms": 8}, at_most=1),
        figure(
            "window resize, median", statistics.median(resized), "ms", peers={"limit 16 ms": 16}, at_most=1
        ),
    ]


def _scrolled(view: Transcript, frames: int = 1200) -> list[float]:
    """Frames of a wheel at several places of the whole conversation."""
    costs = []
    for place in range(6):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() * place // 6)
        QApplication.processEvents()
        costs += [_cost(lambda: view.scroll_pixels(100)) for _ in range(frames // 6)]
    return costs


def _lanes(count: int, seconds: float = 4.0) -> tuple[float, float, float, float]:
    """Busy share, frame p99 and longest gap in ms of `count` lanes at 200 tokens/s, and key-to-paint p95 in ms."""
    window = QWidget()
    window.resize(1600, 900)
    composer = QPlainTextEdit(window)
    layout = QVBoxLayout(window)
    text = Writer(7).text(round(200 * _PER_TOKEN * seconds * 1.3))
    lanes = []
    for n in range(count):
        view = Transcript(window)
        view.setGeometry(n * (1600 // count), 0, 1600 // count, 820)
        entry = _answer(n, "")
        view.set_entries([entry])
        lanes.append((view, entry))
    layout.addWidget(composer)
    layout.setContentsMargins(0, 830, 0, 0)
    window.show()
    QApplication.processEvents()
    frames, keys, gap = [], [], 0.0
    begun, spent = time.perf_counter(), time.process_time()
    ended = begun
    while (now := time.perf_counter()) - begun < seconds:
        upto = int((now - begun) * 200 * _PER_TOKEN)

        def act(end: int = upto) -> None:
            for view, entry in lanes:
                view.update_entry(_grown(entry, text[:end]))
                view.flush()

        frames.append(_cost(act))
        if len(frames) % 10 == 0:
            keys.append(_cost(lambda: _press(composer)))
        gap = max(gap, (time.perf_counter() - now) * 1000)
        ended = time.perf_counter()
        time.sleep(max(1 / 60 - (ended - now), 0))
    busy = (time.process_time() - spent) / (ended - begun)
    for view, _ in lanes:
        _end(view)
    _end(window)
    return busy, _high(frames), gap, _high(keys, 0.95)


def _press(composer: QPlainTextEdit) -> None:
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QApplication.sendEvent(composer, event)


def _side_by_side() -> list[Figure]:
    _lanes(4, 1.0)
    busy, high, gap, key = _lanes(4)
    eight = _lanes(8)
    return [
        figure("4 lanes at 200 tok/s, busy", busy * 100, "%", peers={"limit 40 %": 40}, at_most=1),
        figure("4 lanes, frame p99", high, "ms", peers={"limit 12 ms": 12}, at_most=1),
        figure("4 lanes, longest gap", gap, "ms", peers={"limit 33 ms": 33}, at_most=1),
        figure("8 lanes, longest gap", eight[2], "ms", peers={"limit 50 ms": 50}, at_most=1),
        figure("key to paint beside 4 lanes, p95", key, "ms", peers={"limit 16 ms": 16}, at_most=1),
    ]


_HOSTILE = {
    "1 MB in one line": "x" * 1_000_000,
    "code of 100,000 lines": "```py\n" + "x = 1  # line\n" * 100_000 + "```\n",
    "table of 40,000 cells": "|"
    + "a|" * 200
    + "\n|"
    + "-|" * 200
    + "\n"
    + ("|" + "cell text|" * 200 + "\n") * 200,
    "50,000 brackets": "[" * 50_000,
    "10,000 joined emoji": "👩\u200d👩\u200d👧" * 10_000,
    "paragraph of 5,000 lines": "some words in a line of a long paragraph\n" * 5_000,
    "quote of 5,000 lines": "> some words in a line of a long quote\n" * 5_000,
}
"""Texts of FAULTS.md X1, X2, X11 and X12, and two that models write when they are asked to."""


def _longest_turn(text: str, pieces: int) -> float:
    """The longest turn of the event loop in ms of CPU time while `text` comes in so many pieces."""
    entry = _answer(1, "")
    view = _view([entry])
    longest = 0.0
    for turn in range(1, pieces + 120):
        begun = time.process_time()
        if turn <= pieces:
            view.update_entry(_grown(entry, text[: len(text) * turn // pieces]))
            view.flush()
        QApplication.processEvents()
        longest = max(longest, (time.process_time() - begun) * 1000)
    _end(view)
    return longest


def _hostile() -> list[Figure]:
    return [
        figure(
            f"{name}, longest turn",
            max(_longest_turn(text, 1), _longest_turn(text, 24)),
            "ms",
            peers={"limit 250 ms": 250},
            at_most=1,
        )
        for name, text in _HOSTILE.items()
    ]


def run() -> list[Figure]:
    """All figures that need no browser; about three minutes."""
    _application().setStyle("Fusion")
    return [*_streaming(), *_opening(), *_side_by_side(), *_hostile()]
