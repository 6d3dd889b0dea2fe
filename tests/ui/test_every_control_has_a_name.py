"""A walk through every view of the running program: no control a screen reader could not name."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from studio.app import App
from tests.ui.program import ask, program

CONTROLS = (
    QKeySequenceEdit,
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
PARTS = (QScrollBar, QHeaderView)
"""Parts of a control that screen readers find through it."""
PAGES = ("gateways", "appearance", "presets", "privacy", "shortcuts", "storage", "usage")


@pytest.fixture
async def app(tmp_path: Path, home: Path) -> AsyncIterator[App]:
    async with program(tmp_path / "data") as made:
        yield made


def unnamed(root: QWidget) -> list[str]:
    """Every visible control below `root` that has neither a name nor a label."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if not isinstance(widget, CONTROLS) or isinstance(widget, PARTS) or not widget.isVisible():
            continue
        if any(
            isinstance(above, QAbstractSpinBox | QComboBox | QKeySequenceEdit) for above in _above(widget)
        ):
            continue  # the inner field of a control that has its own name
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip():
            path = " > ".join(type(w).__name__ for w in reversed([widget, *_above(widget)]))
            found.append(f"{path} “{widget.objectName()}”")
    return found


def _above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def dialogs() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


async def test_chat_drawers_and_sidebar(app: App) -> None:
    answer = await ask(app, "Hello there")
    window = app.window
    assert unnamed(app.frame) == []
    app.library.change(window.session().conversation.id, folder="Work", archived=False)
    for drawer in ("parameters", "inspector"):
        window.toggle_drawer(drawer)
        assert unnamed(app.frame) == [], drawer
    window.chat.show_find()
    window.chat.composer.suggest("/", lambda word: [])
    app.papers.began.emit("Importing")
    assert unnamed(app.frame) == []
    app.papers.ended.emit("Done\nwith details")
    assert unnamed(app.frame) == []
    for then in (
        lambda: window.verbs.do(window.session(), "edit", answer.id),
        lambda: window.rename(window.session().conversation.id),
        lambda: window.commands.action("search").trigger(),
        window.pick_model,
    ):
        then()
        (dialog,) = dialogs()
        assert unnamed(dialog) == [], type(dialog).__name__
        dialog.close()


@pytest.mark.parametrize("place", ["compare", "pictures"])
async def test_the_other_places(app: App, place: str) -> None:
    app.window.show_place(place)
    assert unnamed(app.frame) == []


@pytest.mark.parametrize("page", PAGES)
async def test_the_pages_of_the_settings(app: App, page: str) -> None:
    app.window.open_settings(page)
    (dialog,) = dialogs()
    assert unnamed(dialog) == []
    dialog.close()


async def test_the_first_screen(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data", with_demo=False) as app:
        assert unnamed(app.frame) == []
