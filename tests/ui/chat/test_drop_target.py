"""The frame that shows where something may be dropped."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.app import App
from studio.ui.chat.drop_target import DropTarget
from tests.ui.program import program, until


def test_it_covers_what_it_stands_over_and_lets_the_mouse_through(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(300, 200)
    target = DropTarget(over)
    over.show()
    assert not target.isVisible()
    target.show_over(over)
    assert target.isVisible()
    assert over.rect().contains(target.geometry())
    assert over.childAt(150, 100) is None


async def test_it_shows_while_something_is_dragged_over_the_chat(tmp_path: object, home: object) -> None:
    async with program(tmp_path / "data") as app:  # type: ignore[operator]
        await dragged(app, tmp_path)


async def dragged(app: App, folder: object) -> None:
    chat = app.window.chat
    source = folder / "notes.txt"  # type: ignore[operator]
    source.write_text("some notes")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(source))])
    copy, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def enter() -> None:
        QApplication.sendEvent(chat, QDragEnterEvent(QPoint(50, 50), copy, mime, button, none))

    enter()
    assert chat.drop_target.isVisible()
    QApplication.sendEvent(chat, QDragLeaveEvent())
    assert not chat.drop_target.isVisible()
    enter()
    QApplication.sendEvent(chat, QDropEvent(QPointF(50, 50), copy, mime, button, none))
    assert not chat.drop_target.isVisible()
    await until(lambda: chat.composer.draft().parts)
