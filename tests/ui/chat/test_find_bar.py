"""Find in the conversation: count, next, previous, and what Esc leaves."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.ui.program import ask, program


async def test_finds_are_counted_and_cleared(tmp_path: Path, home: Path) -> None:
    async with program(tmp_path / "data") as app:
        await ask(app, "wombat wombat wombat")
        bar = app.window.chat.find_bar
        app.window.commands.action("find").trigger()
        assert bar.isVisible()
        QTest.keyClicks(bar.field, "wombat")
        label = bar.findChild(QLabel)
        assert label is not None
        count = int(label.text().split()[0])
        assert count >= 3
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
        QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        bar.field.setText("zqxj")
        assert label.text() == "nothing found"
        bar.field.clear()
        assert label.text() == ""
        app.window.commands.action("stop").trigger()
        assert not bar.isVisible()
