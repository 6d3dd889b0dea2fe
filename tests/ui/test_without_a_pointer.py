"""A run through the program by keys alone: choose a model, chat, stop, edit, branch, search, settings."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from studio.app import App
from studio.domain.conversation import Role, Status
from tests.ui.program import program, until

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hands:
    """Two hands on the keyboard: keys go where the focus is, and to nothing else."""

    def __init__(self, app: App) -> None:
        self.app = app

    def focus(self) -> QWidget:
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            self.app.frame.activateWindow()  # what a window manager does when a dialog is gone
            QApplication.processEvents()
        widget = QApplication.activePopupWidget() or QApplication.focusWidget()
        inner = widget.focusWidget() if widget is not None and widget.isWindow() else None
        assert inner or widget, "nothing has the focus"
        return inner or widget  # type: ignore[return-value]

    async def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus(), key, held)
        await asyncio.sleep(0)

    async def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)
        await asyncio.sleep(0)

    async def enter(self, name: str) -> Any:
        """Waits until a dialog is open and has the focus."""
        await until(lambda: (box := dialog(name)) is not None and self.focus().window() is box)
        return dialog(name)

    async def wait(self, true: Callable[[], Any]) -> None:
        await until(true)


def dialog(name: str) -> QDialog | None:
    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    return next((w for w in shown if type(w).__name__ == name), None)


@pytest.fixture
async def hands(tmp_path: Path, home: Path) -> AsyncIterator[Hands]:
    async with program(tmp_path / "data") as app:
        app.frame.activateWindow()
        await until(lambda: QApplication.activeWindow() is app.frame)
        app.window.chat.composer.setFocus()
        yield Hands(app)


async def choose(hands: Hands, model: str, typed: str) -> None:
    await hands.press(Qt.Key.Key_M, CTRL | SHIFT)
    await hands.enter("ModelPicker")
    await hands.type(typed)
    await hands.press(Qt.Key.Key_Return)
    await hands.wait(lambda: dialog("ModelPicker") is None)
    assert hands.app.window.session().conversation.model == model


async def test_model_chat_stop_edit_branch_and_back(hands: Hands) -> None:
    window = hands.app.window
    await choose(hands, "demo/scholar-large", "scholar")
    await hands.press(Qt.Key.Key_Escape, SHIFT)
    await hands.type("Write a very long text about whales")
    await hands.press(Qt.Key.Key_Return)
    session = window.session()
    await hands.wait(lambda: session.path() and session.path()[-1].text)
    await hands.press(Qt.Key.Key_Escape)
    await hands.wait(lambda: not session.running())
    assert session.path()[-1].status is Status.STOPPED
    await choose(hands, "demo/swift-mini", "swift")
    await hands.press(Qt.Key.Key_Up)
    await hands.enter("EditDialog")
    await hands.press(Qt.Key.Key_A, CTRL)
    await hands.type("Say one word")
    await hands.press(Qt.Key.Key_Return, CTRL)
    await hands.wait(lambda: len(session.messages) == 4 and not session.running())
    assert [m.text for m in session.path() if m.role is Role.USER] == ["Say one word"]
    await hands.press(Qt.Key.Key_R, CTRL)
    await hands.wait(lambda: len(session.messages) == 5 and not session.running())
    assert len(session.siblings(session.path()[-1])) == 2


async def test_search_commands_settings_and_the_way_out(hands: Hands) -> None:
    window = hands.app.window
    await choose(hands, "demo/swift-mini", "swift")
    await hands.type("Something about narwhals")
    await hands.press(Qt.Key.Key_Return)
    first = window.session()
    await hands.wait(lambda: first.path() and not first.running())
    await hands.press(Qt.Key.Key_N, CTRL)
    assert window.session() is not first
    await hands.press(Qt.Key.Key_K, CTRL)
    box = await hands.enter("CommandBox")
    await hands.type("narwhals")
    await hands.wait(lambda: any(r.kind == "Message" for r in box.rows()))
    await hands.press(Qt.Key.Key_Return)
    await hands.wait(lambda: window.session() is first)
    await hands.press(Qt.Key.Key_K, CTRL)
    await hands.enter("CommandBox")
    await hands.type(">parameters")
    await hands.press(Qt.Key.Key_Return)
    await hands.wait(window.drawer.isVisible)
    await hands.press(Qt.Key.Key_Comma, CTRL)
    await hands.enter("SettingsDialog")
    await hands.press(Qt.Key.Key_Escape)
    await hands.wait(lambda: dialog("SettingsDialog") is None)
    await hands.press(Qt.Key.Key_Tab, CTRL)
    await hands.press(Qt.Key.Key_F, CTRL)
    await hands.wait(window.chat.find_bar.isVisible)
    await hands.press(Qt.Key.Key_Escape)
    assert not window.chat.find_bar.isVisible()


async def test_the_focus_goes_round_and_is_always_somewhere(hands: Hands) -> None:
    start = hands.focus()
    seen = [start]
    for _ in range(60):
        await hands.press(Qt.Key.Key_Tab)
        seen.append(hands.focus())
        assert seen[-1].isVisible()
        if seen[-1] is start:
            break
    assert seen[-1] is start
    names = {w.accessibleName() for w in seen}
    assert {"Conversations", "Message"} <= names
