"""Writing where the user wants: a missing suffix is added, what fails is said."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.compare.export_file import write_text


def choose(qtbot: QtBot, path: Path) -> list[str]:
    parent = QWidget()
    qtbot.addWidget(parent)
    said: list[str] = []
    write_text(
        parent,
        "Export",
        "t.csv",
        lambda p: f"for {p.suffix}\r\n",
        lambda text, action, then: said.append(text),
    )
    dialog = parent.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    return said


def test_a_name_without_a_suffix_gets_the_suggested_one(qtbot: QtBot, tmp_path: Path) -> None:
    assert choose(qtbot, tmp_path / "mine") == ["Written to mine.csv."]
    assert (tmp_path / "mine.csv").read_bytes() == b"for .csv\r\n"


def test_a_folder_that_is_not_there_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (said,) = choose(qtbot, tmp_path / "no" / "folder.csv")
    assert said.startswith("The file could not be written")
