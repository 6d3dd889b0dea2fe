"""Painting with keys alone: a crosshair, arrows, Space."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.state.picture_mask import Tool
from studio.ui.pictures.keyboard import REACH, STEP
from tests.state.picture_plugs import Atelier
from tests.ui.pictures.conftest import Bring
from tests.ui.pictures.test_canvas import made

NONE = Qt.KeyboardModifier.NoModifier


async def test_arrows_and_space_paint_a_stroke(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    canvas.set_brush(20)
    QTest.keyClick(canvas, Qt.Key.Key_K)
    start = viewport.to_picture(canvas.rect().toRectF().center())
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    (stroke,) = atelier.studio.desk.mask.strokes
    (x, y, width), (to_x, to_y, _) = stroke.points[0], stroke.points[-1]
    assert (stroke.tool, width) == (Tool.BRUSH, 20.0)
    assert abs(x - start.x()) < 0.02 and abs(to_x - x - STEP / viewport.scale) < 0.02
    assert y <= to_y <= y + 1 / viewport.scale + 0.02
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert len(atelier.studio.desk.mask.strokes) == 1, "Space is up: the crosshair only moves"


async def test_a_rectangle_is_drawn_by_keys_and_the_crosshair_is_seen(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, _ = await made(qtbot, atelier, bring)
    QTest.keyClick(canvas, Qt.Key.Key_R)
    QTest.keyClick(canvas, Qt.Key.Key_K)
    at = canvas._keys.at
    assert at is not None
    tip = canvas.grab().toImage().pixelColor(int(at.x() + REACH / 2), int(at.y()))
    assert tip.lightness() > 240
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(canvas, key)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    (stroke,) = atelier.studio.desk.mask.strokes
    assert stroke.tool is Tool.RECTANGLE and not stroke.bounds().isEmpty()


async def test_the_mouse_escape_or_k_lay_the_crosshair_down_and_arrows_pan_again(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    for end in ("mouse", "escape", "k"):
        QTest.keyClick(canvas, Qt.Key.Key_K)
        assert canvas._keys.at is not None
        if end == "mouse":
            at = QPointF(20, 20)
            kind, button = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
            QApplication.sendEvent(canvas, QMouseEvent(kind, at, at, button, button, NONE))
        else:
            QTest.keyClick(canvas, Qt.Key.Key_Escape if end == "escape" else Qt.Key.Key_K)
        assert canvas._keys.at is None
    viewport.zoom_to(8.0)
    before = viewport.centre.x()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert viewport.centre.x() != before
