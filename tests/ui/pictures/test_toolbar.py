"""The rows of tools: buttons and keys say the same, and each has a name."""

import pytest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from studio.state.picture_mask import Tool
from studio.ui.pictures.before_after import BeforeAfter, Mode
from studio.ui.pictures.canvas import Canvas
from studio.ui.pictures.layers import PictureLayer
from studio.ui.pictures.toolbar import CanvasTools, CompareTools, ZoomTools
from studio.ui.pictures.viewport import Viewport
from tests.state.picture_plugs import Atelier
from tests.ui.pictures.conftest import Bring


async def test_buttons_follow_the_canvas_and_the_canvas_the_buttons(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas = Canvas(atelier.studio, PictureLayer(atelier.studio.rasters), Viewport())
    tools = CanvasTools(atelier.studio, canvas)
    qtbot.addWidget(canvas)
    qtbot.addWidget(tools)
    assert not tools.isEnabled()
    await bring()
    assert tools.isEnabled()
    canvas.choose_tool(Tool.LASSO.value)
    assert tools._buttons["lasso"].isChecked()
    tools._buttons["eraser"].click()
    assert canvas.tool == "eraser"
    tools._size.setValue(123)
    assert canvas.brush == 123
    canvas.set_brush(77)
    assert tools._size.value() == 77
    assert not tools._undo.isEnabled()
    canvas.do_whole(Tool.FILL)
    assert tools._undo.isEnabled()
    tools._undo.click()
    assert atelier.studio.desk.mask.blank and tools._redo.isEnabled()
    for button in tools.findChildren(QToolButton):
        assert button.accessibleName()


@pytest.mark.parametrize("mode", list(Mode))
async def test_each_way_to_compare_has_its_button(qtbot: QtBot, atelier: Atelier, mode: Mode) -> None:
    view = BeforeAfter(PictureLayer(atelier.studio.rasters), PictureLayer(atelier.studio.rasters), Viewport())
    tools = CompareTools(atelier.studio, view)
    qtbot.addWidget(view)
    qtbot.addWidget(tools)
    view.set_mode(mode)
    assert tools._buttons[mode].isChecked()
    assert not tools._swap.isEnabled(), "there is nothing to compare yet"
    assert not tools.raw


def test_the_zoom_is_shown_and_set(qtbot: QtBot) -> None:
    viewport = Viewport()
    tools = ZoomTools(viewport)
    qtbot.addWidget(tools)
    viewport.zoom_to(0.25)
    assert tools._share.text() == "25 %"
    tools._share.click()
    assert viewport.scale == 1.0


async def test_a_narrow_bar_gives_up_sliders_before_it_squeezes_buttons(
    qtbot: QtBot, atelier: Atelier
) -> None:
    canvas = Canvas(atelier.studio, PictureLayer(atelier.studio.rasters), Viewport())
    window = QWidget()
    tools = CanvasTools(atelier.studio, canvas, window)
    qtbot.addWidget(canvas)
    qtbot.addWidget(window)
    window.show()
    for width, slider, size in ((700, True, True), (450, False, True), (360, False, False)):
        tools.resize(width, 44)
        assert (tools._strength.isVisible(), tools._size.isVisible()) == (slider, size)
        assert min(button.width() for button in tools.findChildren(QToolButton)) >= 28
