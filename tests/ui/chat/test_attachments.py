"""Chips of attachments: named, shortened, taken off by mouse or keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from studio.domain.conversation import File, Picture, Text
from studio.ui.chat.attachments import Attachments, Chip

PARTS = (
    Text("not shown"),
    Picture(ref=None, name="cat.png"),
    File(name="a very long name of a file that nobody wants to read.txt", mime="text/plain", text="x"),
)


def test_pictures_and_files_have_chips_and_text_has_none(qtbot: QtBot) -> None:
    asked: list[object] = []
    row = Attachments(lambda part: asked.append(part) or QImage(8, 8, QImage.Format.Format_RGB32))
    qtbot.addWidget(row)
    row.show_parts(PARTS)
    assert [c.accessibleName()[:18] for c in row.findChildren(Chip)] == [
        "Attachment cat.png",
        "Attachment a very ",
    ]
    assert asked == [PARTS[1], PARTS[2]]
    assert all(len(label.text()) <= 32 for label in row.findChildren(QLabel))
    removed: list[int] = []
    row.removed.connect(removed.append)
    row.findChildren(QToolButton)[1].click()
    assert removed == [2]
    row.show_parts(())
    assert not row.isVisible()


def test_delete_takes_off_the_chip_whose_button_has_the_focus(qtbot: QtBot) -> None:
    row = Attachments(lambda part: None)
    qtbot.addWidget(row)
    row.show_parts(PARTS)
    row.show()
    removed: list[int] = []
    row.removed.connect(removed.append)
    QTest.keyClick(row.findChildren(QToolButton)[0], Qt.Key.Key_Delete)
    assert removed == [1]
