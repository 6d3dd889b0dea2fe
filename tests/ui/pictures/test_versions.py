"""The version tree: walked by keys, starred, deleted with undo."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.state.picture_thumbnails import Thumbnails
from studio.ui.pictures.versions import ROW, VersionsView
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until
from tests.ui.pictures.conftest import Bring


async def grown(qtbot: QtBot, atelier: Atelier, bring: Bring) -> VersionsView:
    view = VersionsView(atelier.studio, Thumbnails(atelier.service))
    qtbot.addWidget(view)
    view.resize(260, 500)
    view.show()
    await bring()
    for number in (1, 2):
        atelier.painter.paint = lambda prompt, n=number: [noise_bytes((200, 120), seed=50 + n)]
        atelier.studio.ask_with(prompt=f"try {number}")
        atelier.studio.start()
        await until(lambda n=number: len(atelier.gallery.shown()) == n + 1)  # type: ignore[misc]
    await until(lambda: not atelier.studio.jobs.running())
    return view


async def test_up_and_down_walk_and_enter_takes_a_version_as_source(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    view = await grown(qtbot, atelier, bring)
    studio = atelier.studio
    names = [made.prompt for _, made in studio.versions()]
    assert names == ["", "try 1", "try 2"] and studio.in_view() == studio.versions()[2][1].ref.sha256
    QTest.keyClick(view, Qt.Key.Key_Up)
    first = studio.versions()[1][1].ref.sha256
    assert studio.desk.shown == first
    QTest.keyClick(view, Qt.Key.Key_S)
    made = atelier.gallery.get(first)
    assert made is not None and made.starred
    QTest.keyClick(view, Qt.Key.Key_Return)
    await until(lambda: studio.desk.source is not None and studio.desk.source.version == first)


async def test_deleting_offers_to_take_it_back(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    view = await grown(qtbot, atelier, bring)
    offers: list[Callable[[], None]] = []
    view.undoable.connect(lambda words, undo: offers.append(undo))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(atelier.gallery.shown()) == 2 and len(offers) == 1
    offers[0]()
    assert len(atelier.gallery.shown()) == 3


async def test_a_click_looks_at_a_version(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    view = await grown(qtbot, atelier, bring)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, ROW + 20))
    assert atelier.studio.desk.shown == atelier.studio.versions()[1][1].ref.sha256
    await until(lambda: len(view._images) == 3)
    assert view.grab().toImage().pixelColor(40, 40).alpha() == 255
