"""Painting on the canvas by mouse, pen and keys."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.state.picture_mask import Stroke, Tool, mask_bytes
from studio.ui.pictures.canvas import EXTEND, Canvas
from studio.ui.pictures.layers import PictureLayer
from studio.ui.pictures.viewport import Viewport
from tests.state.picture_plugs import Atelier
from tests.state.waiting import until
from tests.ui.pictures.conftest import Bring


async def made(qtbot: QtBot, atelier: Atelier, bring: Bring) -> tuple[Canvas, Viewport]:
    viewport = Viewport()
    layer = PictureLayer(atelier.studio.rasters)
    canvas = Canvas(atelier.studio, layer, viewport)
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    await bring()
    source = atelier.studio.desk.source
    assert source is not None
    layer.show(source.ref)
    viewport.set_picture(layer.size)
    canvas.show()
    await until(lambda: layer.loaded)
    return canvas, viewport


def drag(canvas: Canvas, viewport: Viewport, *way: tuple[float, float], **more: object) -> None:
    """Drags over points of the picture."""
    modifiers = more.get("modifiers", Qt.KeyboardModifier.NoModifier)
    button = more.get("button", Qt.MouseButton.LeftButton)
    places = [viewport.to_view(QPointF(x, y)) for x, y in way]
    kinds = [QEvent.Type.MouseButtonPress, *([QEvent.Type.MouseMove] * (len(places) - 1))]
    for kind, at in zip(kinds, places, strict=True):
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, at, button, button, modifiers))  # type: ignore[call-overload]
    release = QMouseEvent(QEvent.Type.MouseButtonRelease, places[-1], places[-1], button, button, modifiers)  # type: ignore[call-overload]
    QApplication.sendEvent(canvas, release)


async def test_a_drag_is_one_stroke_in_pixels_of_the_picture(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    canvas.set_brush(20)
    drag(canvas, viewport, (50, 60), (80, 60), (120, 60))
    (stroke,) = atelier.studio.desk.mask.strokes
    assert stroke.tool is Tool.BRUSH
    assert [(round(x), round(y), width) for x, y, width in stroke.points] == [
        (50, 60, 20.0),
        (80, 60, 20.0),
        (120, 60, 20.0),
    ]


async def test_zoom_and_pan_do_not_shift_the_mask(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    canvas.choose_tool(Tool.RECTANGLE.value)
    viewport.zoom_to(4.0, QPointF(30, 40))
    viewport.pan(QPointF(-33, 21))
    drag(canvas, viewport, (70, 50), (90, 60), (100, 75))
    mask = mask_bytes(atelier.studio.desk.mask.strokes, (200, 120), {})
    marked = [(i % 200, i // 200) for i, value in enumerate(mask) if value > 127]
    assert (min(x for x, _ in marked), max(x for x, _ in marked)) == (70, 99)
    assert (min(y for _, y in marked), max(y for _, y in marked)) == (50, 74)


async def test_letters_choose_tools_and_brackets_the_size(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, _ = await made(qtbot, atelier, bring)
    for key, tool in (
        ("e", "eraser"),
        ("r", "rectangle"),
        ("l", "lasso"),
        ("h", "hand"),
        ("o", EXTEND),
        ("b", "brush"),
    ):
        QTest.keyClicks(canvas, key)
        assert canvas.tool == tool
    QTest.keyClicks(canvas, "x")
    assert canvas.tool == "eraser"
    QTest.keyClicks(canvas, "x")
    assert canvas.tool == "brush"
    size = canvas.brush
    QTest.keyClicks(canvas, "]")
    assert canvas.brush > size
    QTest.keyClicks(canvas, "[[")
    assert canvas.brush < size
    for _ in range(40):
        QTest.keyClicks(canvas, "[")
    assert canvas.brush == 1
    QTest.keyClick(canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert atelier.studio.desk.mask.strokes == (Stroke(tool=Tool.INVERT),)


async def test_the_right_button_and_alt_take_away(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    drag(canvas, viewport, (50, 60), (90, 60), button=Qt.MouseButton.RightButton)
    canvas.choose_tool(Tool.LASSO.value)
    drag(canvas, viewport, (10, 10), (40, 10), (40, 40), modifiers=Qt.KeyboardModifier.AltModifier)
    strokes = atelier.studio.desk.mask.strokes
    assert [(s.tool, s.erase) for s in strokes] == [(Tool.ERASER, False), (Tool.LASSO, True)]


async def test_escape_gives_a_stroke_up_that_is_being_painted(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    at = viewport.to_view(QPointF(50, 50)).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(canvas, at + QPoint(30, 5))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert atelier.studio.desk.mask.strokes == ()
    assert not any(bytes(canvas.overlay.image.constBits()))


async def test_a_pen_paints_with_its_pressure_and_its_other_end_erases(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    canvas.set_brush(100)
    for pointer in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Pressure, 1, 1
        )
        row = (
            (QEvent.Type.TabletPress, 40, 0.0),
            (QEvent.Type.TabletMove, 80, 0.5),
            (QEvent.Type.TabletMove, 120, 1.0),
            (QEvent.Type.TabletRelease, 120, 0.0),
        )
        for kind, x, pressure in row:
            at = viewport.to_view(QPointF(x, 60))
            event = QTabletEvent(
                kind, device, at, at, pressure, 0, 0, 0, 0, 0,
                Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
            )  # fmt: skip
            QApplication.sendEvent(canvas, event)
    pen, eraser = atelier.studio.desk.mask.strokes
    assert [width for _, _, width in pen.points] == [15.0, 57.5, 100.0]
    assert eraser.tool is Tool.ERASER


async def test_dragging_an_edge_extends_the_canvas(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    canvas.choose_tool(EXTEND)
    drag(canvas, viewport, (200, 60), (220, 60), (241, 60))
    source = atelier.studio.desk.source
    await until(lambda: atelier.studio.desk.source is not source)
    grown = atelier.studio.desk.source
    assert grown is not None and grown.size == (240, 120)


async def test_undo_shows_at_once_on_the_overlay(qtbot: QtBot, atelier: Atelier, bring: Bring) -> None:
    canvas, viewport = await made(qtbot, atelier, bring)
    drag(canvas, viewport, (50, 60), (90, 60))
    assert any(bytes(canvas.overlay.image.constBits()))
    atelier.studio.undo()
    assert not any(bytes(canvas.overlay.image.constBits()))


async def test_the_canvas_has_a_name_for_those_who_cannot_see_it(
    qtbot: QtBot, atelier: Atelier, bring: Bring
) -> None:
    canvas, _ = await made(qtbot, atelier, bring)
    assert canvas.accessibleName() == "Canvas"
    assert canvas._viewport.rect_to_picture(canvas.rect().toRectF()).width() >= 200
    assert canvas.grab().toImage().pixelColor(200, 150) != canvas.grab().toImage().pixelColor(2, 2)
