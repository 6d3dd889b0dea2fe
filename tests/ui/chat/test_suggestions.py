"""The list over the composer: what opens it, which keys it takes, and what a choice leaves in the text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.chat.composer import Composer
from studio.ui.shell.command_rows import Row


@pytest.fixture
def chosen() -> list[str]:
    return []


@pytest.fixture
def box(qtbot: QtBot, chosen: list[str]) -> Iterator[Composer]:
    window = QWidget()
    qtbot.addWidget(window)
    composer = Composer()
    layout = QVBoxLayout(window)
    layout.addStretch(1)
    layout.addWidget(composer)
    window.resize(700, 500)

    def source(names: tuple[str, ...]) -> object:
        def rows(word: str) -> list[Row]:
            return [Row("x", n, "", lambda n=n: chosen.append(n), "bot") for n in names if n.startswith(word)]

        return rows

    composer.suggest("/", source(("find", "fork", "rename")))  # type: ignore[arg-type]
    composer.suggest("@", source(("whale", "walrus")))  # type: ignore[arg-type]
    window.show()
    window.activateWindow()
    composer.editor.setFocus()
    qtbot.waitUntil(composer.editor.hasFocus)
    yield composer


def shown(box: Composer) -> list[str]:
    popup = box._suggestions
    return [row.text for row in popup.rows.rows] if popup.isVisible() else []


def test_a_slash_alone_offers_commands_and_enter_runs_one(box: Composer, chosen: list[str]) -> None:
    QTest.keyClicks(box.editor, "/f")
    assert shown(box) == ["find", "fork"]
    QTest.keyClick(box.editor, Qt.Key.Key_Down)
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert chosen == ["fork"]
    assert box.draft().text == ""
    assert shown(box) == []


def test_an_at_sign_offers_models_and_keeps_the_rest_of_the_text(box: Composer, chosen: list[str]) -> None:
    QTest.keyClicks(box.editor, "Ask @wal")
    assert shown(box) == ["walrus"]
    QTest.keyClick(box.editor, Qt.Key.Key_Tab)
    assert chosen == ["walrus"]
    assert box.draft().text == "Ask "
    assert box.editor.hasFocus()


def test_escape_closes_it_for_this_word_and_enter_sends_then(box: Composer, chosen: list[str]) -> None:
    sent: list[str] = []
    box.sent.connect(lambda text, parts: sent.append(text))
    QTest.keyClicks(box.editor, "/find")
    QTest.keyClick(box.editor, Qt.Key.Key_Escape)
    assert shown(box) == []
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert (sent, chosen) == (["/find"], [])


@pytest.mark.parametrize("text", ["/etc/hosts", "see /f", "me@walrus", "/nothing", "and/or"])
def test_paths_and_addresses_open_nothing(box: Composer, text: str) -> None:
    QTest.keyClicks(box.editor, text)
    assert shown(box) == []
