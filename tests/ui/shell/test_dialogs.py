"""Questions without modal loops: the answer comes to a callback, closing calls nothing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.shell.dialogs import ask, ask_text, choose_files, choose_target


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text).click()


def test_the_choice_made_comes_back(window: QWidget) -> None:
    made: list[str] = []
    press(ask(window, "Delete?", "Really?", ("Delete", "Keep"), made.append), "Keep")
    assert made == ["Keep"]


def test_cancel_and_escape_call_nothing(window: QWidget) -> None:
    made: list[str] = []
    press(ask(window, "Delete?", "Really?", ("Delete",), made.append), "Cancel")
    QTest.keyClick(ask(window, "Delete?", "Really?", ("Delete",), made.append), Qt.Key.Key_Escape)
    assert made == []


def test_text_from_outside_is_never_rendered(window: QWidget) -> None:
    dialog = ask(window, "<b>x</b>", "<img src=/etc/passwd>", ())
    labels = dialog.findChildren(QLabel)
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    dialog.close()


def test_a_line_is_asked_for_and_a_blank_one_not_taken(window: QWidget) -> None:
    made: list[str] = []
    dialog = ask_text(window, "Rename", "Title", "old", made.append)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText("   ")
    confirm = next(b for b in dialog.findChildren(QPushButton) if "OK" in b.text())
    assert not confirm.isEnabled()
    field.setText("new")
    confirm.click()
    assert made == ["new"]


def test_chosen_files_come_as_paths(window: QWidget, tmp_path: Path) -> None:
    taken: list[list[Path]] = []
    files = choose_files(window, "Attach", "All (*)", taken.append)
    files.filesSelected.emit([str(tmp_path / "a.png")])
    files.close()
    targets: list[Path] = []
    target = choose_target(window, "Export", "chat.md", "Markdown (*.md)", targets.append)
    target.fileSelected.emit(str(tmp_path / "chat.md"))
    assert target.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    target.close()
    assert taken == [[tmp_path / "a.png"]]
    assert targets == [tmp_path / "chat.md"]
