"""The composer: what Enter does, what is pasted and dropped, and that nothing typed is lost."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Draft, File
from studio.ui.chat.attachments import Chip
from studio.ui.chat.composer import Composer
from studio.ui.chat.editor import LONG_PASTE


def composer(qtbot: QtBot) -> tuple[Composer, list[tuple[str, tuple[object, ...]]]]:
    box = Composer()
    qtbot.addWidget(box)
    box.show()
    sent: list[tuple[str, tuple[object, ...]]] = []
    box.sent.connect(lambda text, parts: sent.append((text, parts)))
    return box, sent


def test_enter_sends_and_shift_enter_begins_a_line(qtbot: QtBot) -> None:
    box, sent = composer(qtbot)
    QTest.keyClicks(box.editor, "one")
    QTest.keyClick(box.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(box.editor, "two")
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert sent == [("one\ntwo", ())]
    assert box.draft() == Draft()


def test_ctrl_enter_can_be_the_one_that_sends(qtbot: QtBot) -> None:
    box, sent = composer(qtbot)
    box.set_ctrl_enter_sends(True)
    QTest.keyClicks(box.editor, "one")
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert sent == []
    QTest.keyClick(box.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == [("one", ())]


def test_enter_belongs_to_the_input_method_first(qtbot: QtBot) -> None:
    box, sent = composer(qtbot)
    QApplication.sendEvent(box.editor, QInputMethodEvent("にほ", []))
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert sent == []
    committed = QInputMethodEvent("", [])
    committed.setCommitString("日本")
    QApplication.sendEvent(box.editor, committed)
    box.editor.setPlainText("日本")
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert sent == [("日本", ())]


def test_an_empty_box_sends_nothing(qtbot: QtBot) -> None:
    box, sent = composer(qtbot)
    QTest.keyClicks(box.editor, "   ")
    QTest.keyClick(box.editor, Qt.Key.Key_Return)
    assert sent == []


def test_a_long_paste_becomes_an_attachment_that_can_be_unpacked(qtbot: QtBot) -> None:
    box, _sent = composer(qtbot)
    text = "line of text\n" * (LONG_PASTE // 10)
    mime = QMimeData()
    mime.setText(text)
    box.editor.insertFromMimeData(mime)
    part = box.draft().parts[0]
    assert isinstance(part, File)
    assert part.text == text
    box.unpack(text)
    assert box.draft().parts == ()
    assert box.draft().text == text


def test_a_pasted_screenshot_is_offered_as_png(qtbot: QtBot) -> None:
    box, _ = composer(qtbot)
    offered: list[bytes] = []
    box.image_offered.connect(lambda data, name: offered.append(data))
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(0)
    mime = QMimeData()
    mime.setImageData(image)
    box.editor.insertFromMimeData(mime)
    assert offered[0].startswith(b"\x89PNG")


def test_dropped_files_and_addresses_go_different_ways(qtbot: QtBot, tmp_path: Path) -> None:
    box, _ = composer(qtbot)
    files: list[list[Path]] = []
    urls: list[str] = []
    box.files_offered.connect(files.append)
    box.url_offered.connect(urls.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl.fromLocalFile(str(tmp_path / "b.png"))])
    box.take_drop(mime)
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.png")])
    box.take_drop(mime)
    assert files == [[tmp_path / "a.png", tmp_path / "b.png"]]
    assert urls == ["https://example.org/x.png"]


def test_up_in_an_empty_box_edits_the_last_and_alt_up_recalls(qtbot: QtBot) -> None:
    box, _ = composer(qtbot)
    edited: list[bool] = []
    box.last_edited.connect(lambda: edited.append(True))
    box.set_history(["first", "second"])
    QTest.keyClick(box.editor, Qt.Key.Key_Up)
    assert edited == [True]
    QTest.keyClick(box.editor, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert box.draft().text == "second"
    QTest.keyClick(box.editor, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert box.draft().text == "first"
    for _ in range(2):
        QTest.keyClick(box.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert box.draft().text == ""


def test_stop_shows_while_an_answer_comes_in_and_typing_goes_on(qtbot: QtBot) -> None:
    box, _ = composer(qtbot)
    stopped: list[bool] = []
    box.stopped.connect(lambda: stopped.append(True))
    box.set_running(True)
    QTest.keyClicks(box.editor, "next")
    QTest.keyClick(box.editor, Qt.Key.Key_Escape)
    assert stopped == [True]
    assert box.draft().text == "next"


def test_an_attachment_can_be_taken_off_again(qtbot: QtBot) -> None:
    box, _ = composer(qtbot)
    changed: list[bool] = []
    box.changed.connect(lambda: changed.append(True))
    box.attach(File(name="a.txt", mime="text/plain", text="x"))

    box.findChildren(Chip)[0].removed.emit()
    assert box.draft().parts == ()
    assert len(changed) == 2


def test_the_box_grows_with_its_lines_up_to_a_share_of_the_window(qtbot: QtBot) -> None:
    box, _ = composer(qtbot)
    box.resize(500, 100)
    low = box.editor.height()
    box.editor.setPlainText("line\n" * 5)
    qtbot.waitUntil(lambda: box.editor.height() > low)
    box.editor.setPlainText("line\n" * 500)
    qtbot.waitUntil(lambda: box.editor.height() >= 120)
    assert box.editor.height() <= max(120, int(box.window().height() * 0.4))
