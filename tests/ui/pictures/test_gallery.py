"""The gallery page: search, filters, deletion with undo, and a way to every picture's conversation."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from studio.domain.picture import PictureMade
from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.gallery import GalleryView
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until


async def filled(qtbot: QtBot, atelier: Atelier) -> GalleryView:
    for number, words in enumerate(("red boat", "blue boat", "green hill")):
        note = await atelier.service.open_bytes(noise_bytes((40, 30), seed=number), "x.png")
        made = PictureMade(
            ref=note.ref,
            created_at=number,
            origin="received" if number == 2 else "made",
            prompt=words,
            model="ink" if number else "oil",
            conversation_id="talk",
            message_id=f"m{number}",
        )
        await atelier.gallery.keep_now(made)
    view = GalleryView(atelier.studio, Thumbnails(atelier.service))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


async def test_typing_narrows_and_an_empty_result_says_so(qtbot: QtBot, atelier: Atelier) -> None:
    view = await filled(qtbot, atelier)
    view.focus_search()
    QTest.keyClicks(view._search, "boat")
    await until(lambda: view._count.text() == "2 pictures")
    QTest.keyClicks(view._search, " submarine")
    await until(lambda: view._empty.isVisible())
    assert view._empty.text() == "Nothing fits this search."
    view._search.clear()
    await until(lambda: view._count.text() == "3 pictures")


async def test_models_origins_and_stars_are_filters(qtbot: QtBot, atelier: Atelier) -> None:
    view = await filled(qtbot, atelier)
    assert [view._model.itemText(i) for i in range(view._model.count())] == ["All models", "ink", "oil"]
    view._model.setCurrentIndex(1)
    view._model.activated.emit(1)
    assert view._count.text() == "2 pictures"
    view._origin.setCurrentIndex(2)
    view._origin.activated.emit(2)
    assert view._count.text() == "1 picture"
    view._starred.click()
    assert view._count.text() == "0 pictures"


async def test_several_are_deleted_and_come_back(qtbot: QtBot, atelier: Atelier) -> None:
    view = await filled(qtbot, atelier)
    offers: list[tuple[str, Callable[[], None]]] = []
    view.undoable.connect(lambda words, undo: offers.append((words, undo)))
    view.grid.select(0)
    view.grid.select(1, extend=True)
    QTest.keyClick(view.grid, Qt.Key.Key_Delete)
    assert offers[0][0] == "2 pictures deleted" and len(atelier.gallery.shown()) == 1
    offers[0][1]()
    assert len(atelier.gallery.shown()) == 3


@pytest.mark.logs("does not support raise", "does not support grabbing the keyboard")
async def test_the_menu_leads_to_source_star_and_conversation(qtbot: QtBot, atelier: Atelier) -> None:
    view = await filled(qtbot, atelier)
    asked: list[tuple[str, str]] = []
    view.conversation_requested.connect(lambda a, b: asked.append((a, b)))
    view.grid.select(2)
    view._show_menu(QPoint(0, 0))
    (menu,) = view.findChildren(QMenu)
    actions = {action.text(): action for action in menu.actions()}
    actions["Open its conversation"].trigger()
    actions["Star"].trigger()
    actions["Use as source"].trigger()
    menu.close()
    assert asked == [("talk", "m0")]
    assert atelier.gallery.shown()[2].starred
    await until(lambda: atelier.studio.desk.source is not None)
