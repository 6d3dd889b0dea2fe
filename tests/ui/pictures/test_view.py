"""The whole view: drop, paint, ask, look, apply, in one window and by keys."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from studio.state.picture_mask import Stroke, Tool
from studio.ui.pictures.view import PicturesView
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until
from tests.ui.pictures.conftest import Bring

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def made(qtbot: QtBot, atelier: Atelier) -> PicturesView:
    view = PicturesView(atelier.studio, atelier.service)
    qtbot.addWidget(view)
    view.resize(1200, 760)
    view.show()
    return view


def drop(view: PicturesView, mime: QMimeData) -> None:
    at = QPoint(600, 300)
    QApplication.sendEvent(view, QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, LEFT, NONE))
    QApplication.sendEvent(view, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, LEFT, NONE))


async def test_drop_paint_ask_look_and_apply(qtbot: QtBot, atelier: Atelier) -> None:
    view, studio = made(qtbot, atelier), atelier.studio
    assert view._stage.currentWidget() is view._welcome
    mime = QMimeData()
    mime.setData("image/png", noise_bytes((200, 120)))
    drop(view, mime)
    await until(lambda: view._source.loaded)
    assert view._stage.currentWidget() is view.canvas and view._target.isHidden()
    studio.paint(Stroke(tool=Tool.RECTANGLE, points=((20.0, 20.0, 0.0), (90.0, 90.0, 0.0))))
    studio.ask_with(prompt="a boat")
    atelier.painter.paint = lambda prompt: [noise_bytes((200, 120), seed=4)]
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: bool(studio.desk.shown) and view._after.loaded and view._before.loaded)
    assert view._stage.currentWidget() is view.compare and view.compare.comparable
    assert "outside the painted area; it was put back." in view.compare_tools.drift.text()
    shown = studio.desk.shown
    view._apply.click()
    await until(lambda: studio.desk.source is not None and studio.desk.source.version == shown)
    assert view._stage.currentWidget() is view.canvas
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Z)
    assert view._stage.currentWidget() is view.compare
    view.compare.setFocus()
    QTest.keyClick(view.compare, Qt.Key.Key_Z)
    assert view._stage.currentWidget() is view.canvas


async def test_what_the_model_really_returned_can_be_looked_at(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    view, studio = made(qtbot, atelier), atelier.studio
    await bring()
    studio.paint(Stroke(tool=Tool.RECTANGLE, points=((20.0, 20.0, 0.0), (90.0, 90.0, 0.0))))
    studio.ask_with(prompt="a boat")
    atelier.painter.paint = lambda prompt: [noise_bytes((200, 120), seed=4)]
    studio.start()
    await until(lambda: view._after.loaded)
    row = studio.gallery.get(studio.desk.shown)
    assert row is not None and view._after.ref == row.ref
    view.compare_tools._raw.click()
    assert view._after.ref is not None and view._after.ref.sha256 == row.raw
    view.compare_tools._raw.click()
    assert view._after.ref == row.ref


async def test_control_z_takes_strokes_back_from_the_canvas(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    view = made(qtbot, atelier)
    await bring()
    await until(lambda: view._source.loaded)
    atelier.studio.paint(Stroke(tool=Tool.FILL))
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert atelier.studio.desk.mask.strokes == ()
    QTest.keyClick(
        view.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert atelier.studio.desk.mask.strokes == (Stroke(tool=Tool.FILL),)


async def test_the_clipboard_is_pasted_and_an_empty_one_says_so(qtbot: QtBot, atelier: Atelier) -> None:
    view = made(qtbot, atelier)
    told: list[str] = []
    view.told.connect(told.append)
    QGuiApplication.clipboard().setText("only words")
    view.paste()
    assert told == ["There is no picture in the clipboard."]
    mime = QMimeData()
    mime.setData("image/png", noise_bytes((20, 10)))
    QGuiApplication.clipboard().setMimeData(mime)
    view.paste()
    await until(lambda: atelier.studio.desk.source is not None)
    QGuiApplication.clipboard().clear()


async def test_a_dropped_address_is_asked_about_by_its_host(qtbot: QtBot, atelier: Atelier) -> None:
    view = made(qtbot, atelier)
    mime = QMimeData()
    mime.setText("https://pictures.example/cat.png")
    drop(view, mime)
    (dialog,) = view.findChildren(QDialog)
    assert atelier.fetched == []
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Load")
    button.click()
    await until(lambda: atelier.studio.desk.source is not None)
    assert atelier.fetched == ["https://pictures.example/cat.png"]


async def test_the_gallery_is_a_page_and_opening_leads_back(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    view = made(qtbot, atelier)
    await bring()
    view.show_gallery()
    assert view._pages.currentIndex() == 1
    view.gallery.grid.select(0)
    QTest.keyClick(view.gallery.grid, Qt.Key.Key_Return)
    await until(lambda: view._pages.currentIndex() == 0 and view._stage.currentWidget() is view.compare)


async def test_every_button_can_be_named_by_a_screen_reader(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    from PySide6.QtWidgets import QAbstractButton

    view = made(qtbot, atelier)
    await bring()
    nameless = [b for b in view.findChildren(QAbstractButton) if not (b.text() or b.accessibleName())]
    assert [b for b in nameless if b.isVisibleTo(view) and b.objectName() != "qt_toolbar_ext_button"] == []
