"""The mouse in a transcript."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from studio.ui.chat.transcript.furniture import FootBox
from studio.ui.chat.transcript.view import Transcript
from studio.ui.rendering.box import Target
from tests.ui.chat.transcript.making import answer, shown


def _spot(view: Transcript, action: str) -> tuple[QPoint, Target]:
    for placed in view.stage.placed:
        for target in placed.row.box.targets() if placed.row.box is not None else ():
            if target.action == action:
                return target.rect.center().toPoint() + QPoint(int(placed.x), int(placed.top)), target
    raise AssertionError(action)


def test_a_click_on_a_link_opens_it_and_a_click_on_copy_copies_the_code(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "[x](https://x.org)\n\n```py\nx = 1\n```")])
    with qtbot.waitSignal(view.link_activated) as opened:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, "link")[0])
    assert opened.args == ["https://x.org"]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, "copy_code")[0])
    assert QGuiApplication.clipboard().text() == "x = 1"


def test_actions_show_while_the_pointer_is_over_the_message(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "words")])
    foot = view.stage.placed[-1].row.box
    assert isinstance(foot, FootBox)
    view._pointer.hover(_spot(view, "copy")[0].toPointF())
    view.viewport().repaint()
    assert foot.active
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    view._pointer.leave()
    view.viewport().repaint()
    assert not foot.active


def test_three_clicks_select_the_paragraph(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "one two three")])
    placed = next(p for p in view.stage.placed if p.row.name == "leaf")
    spot = QPoint(int(placed.x + 20), int(placed.top + 12))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.selected_text() == "one two three"
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_a_fold_opens_by_a_click(qtbot: QtBot) -> None:
    from studio.domain.conversation import Thought

    view = shown(qtbot, [answer(1, Thought("plan", seconds=1), "words")])
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, "fold")[0])
    assert any(p.row.name == "thought" for p in view.stage.placed)
