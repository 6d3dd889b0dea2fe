"""The stage without a picture: what can be done, and what is being painted right now."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Picture
from studio.domain.events import PartOpened, Progressed
from studio.ui.pictures.stage import Welcome
from studio.ui.pictures.view import PicturesView
from tests.state.picture_plugs import Atelier, noise_bytes
from tests.state.waiting import until


def test_an_empty_desk_offers_to_open_a_picture(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    (button,) = welcome.findChildren(QPushButton)
    with qtbot.waitSignal(welcome.files_requested):
        button.click()


async def test_a_partial_picture_is_seen_on_the_stage_and_in_the_queue_until_the_whole_one_comes(
    qtbot: QtBot, atelier: Atelier
) -> None:
    view = PicturesView(atelier.studio, atelier.service)
    qtbot.addWidget(view)
    view.resize(1020, 760)
    view.show()
    ref = await atelier.service.keep_received(noise_bytes((64, 64)), "partial")
    atelier.painter.before = [Progressed("painting", 40.0), PartOpened(9, Picture(ref, partial=True))]
    gate = atelier.painter.close_gate()
    atelier.studio.ask_with(prompt="a lake")
    job = atelier.studio.start()
    await until(lambda: view._stage.currentWidget() is view._waiting and view._waiting._preview.painted)
    row = view.panel.jobs._rows[job]
    assert row._preview.painted and not row._preview.isVisible(), "the stage shows it"
    atelier.studio.intake.take_bytes(noise_bytes((40, 40)), "other.png")
    await until(lambda: row._preview.isVisible() and view._stage.currentWidget() is view.canvas)
    atelier.studio.remove_source()
    await until(lambda: view._stage.currentWidget() is view._waiting)
    assert "a lake" in view._waiting._prompt.text() and "40 %" in view._waiting._state.text()
    assert view._waiting._preview.height() > 300
    gate.set()
    await until(lambda: view._stage.currentWidget() is view.compare)
    assert not view._waiting.wanted() and view.panel.jobs._rows == {}


async def test_stop_on_the_stage_leads_back_to_the_empty_desk(qtbot: QtBot, atelier: Atelier) -> None:
    view = PicturesView(atelier.studio, atelier.service)
    qtbot.addWidget(view)
    view.show()
    atelier.painter.close_gate()
    atelier.studio.ask_with(prompt="a lake")
    atelier.studio.start()
    await until(lambda: view._stage.currentWidget() is view._waiting)
    view._waiting._stop.click()
    await until(lambda: view._stage.currentWidget() is view._welcome)


async def test_a_result_is_fitted_and_in_the_middle_whatever_was_shown_before(
    qtbot: QtBot, atelier: Atelier
) -> None:
    view = PicturesView(atelier.studio, atelier.service)
    qtbot.addWidget(view)
    view.resize(1020, 760)
    view.show()
    atelier.painter.paint = lambda prompt: [noise_bytes((900, 900))]
    atelier.studio.ask_with(prompt="a lake")
    atelier.studio.start()
    await until(lambda: view._after.loaded and view._stage.currentWidget() is view.compare)

    def middle() -> QSize:
        place = view.viewport_.rect_to_view(view.viewport_.rect_to_picture(view.compare.rect().toRectF()))
        assert view.viewport_.to_view(view.viewport_.centre) == view.compare.rect().toRectF().center()
        return place.size().toSize()

    for size in (QSize(1020, 760), QSize(1300, 620), QSize(1020, 900)):
        view.resize(size)
        await until(lambda: view.viewport_._view == view.compare.size().toSizeF())
        assert view.viewport_.fitted and middle() == view.compare.size()
        assert 900 * view.viewport_.scale <= min(view.compare.width(), view.compare.height())
    view.viewport_.zoom_to(3.0)
    view.resize(1100, 700)
    assert view.viewport_.scale == 3.0
