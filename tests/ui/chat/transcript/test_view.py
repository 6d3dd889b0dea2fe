"""The view: what it shows, follows, selects, finds, and asks for."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Picture, Status
from studio.domain.errors import Failure, Kind, Remedy
from studio.domain.picture import PictureRef
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.view import Transcript
from tests.ui.chat.transcript.making import answer, shown, talk, user, with_text
from tests.ui.rendering.making import palette


def _wheel(view: Transcript, steps: int) -> None:
    port = view.viewport()
    spot = QPointF(port.rect().center())
    event = QWheelEvent(
        spot, port.mapToGlobal(spot), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port, event)
    QApplication.processEvents()


def _pixels(view: Transcript) -> object:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def _tops(view: Transcript) -> list[tuple[int, int, float]]:
    return [(p.item, p.index, p.y) for p in view.stage.placed]


def _stream(view: Transcript, entry: Entry, text: str, step: int = 40, start: int = 0) -> None:
    for end in range(start + step, len(text) + step, step):
        view.update_entry(with_text(entry, text[:end]))
        view.flush()
        QApplication.processEvents()


_LONG = "A paragraph of words that goes on.\n\n- item\n- item two\n\n```py\nprint(1)\n```\n\n" * 12


def test_it_opens_at_the_end_and_follows_a_stream(qtbot: QtBot) -> None:
    entry = answer(99, "", status=Status.STREAMING)
    view = shown(qtbot, [*talk(6), entry])
    _stream(view, entry, _LONG)
    assert view.stage.placed[-1].bottom <= view.viewport().height()
    assert view.stage.placed[-1].row.name == "foot"


def test_the_first_upward_turn_lets_go_and_nothing_moves_any_more(qtbot: QtBot) -> None:
    entry = answer(99, "", status=Status.STREAMING)
    view = shown(qtbot, [*talk(6), entry])
    _stream(view, entry, _LONG[:400])
    _wheel(view, 1)
    before = _tops(view)
    _stream(view, entry, _LONG, start=400)
    assert _tops(view)[: len(before) - 2] == before[: len(before) - 2]
    assert not view.stage.following


def test_reaching_the_end_follows_again(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(12))
    _wheel(view, 2)
    assert not view.stage.following
    for _ in range(4):
        _wheel(view, -2)
    assert view.stage.following


def test_the_pill_counts_new_messages_and_leads_back(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(12))
    _wheel(view, 3)
    view.append_entry(user(50, "new"))
    pill = next(w for w in view.findChildren(type(view._latest)))
    assert (pill.isVisible(), pill.text()) == (True, "1 new")
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert view.stage.following
    assert not pill.isVisible()


def test_partial_painting_gives_the_pixels_of_full_painting(qtbot: QtBot) -> None:
    entry = answer(99, "", status=Status.STREAMING)
    view = shown(qtbot, [*talk(4), entry])
    for end in range(30, len(_LONG) // 2, 30):
        view.update_entry(with_text(entry, _LONG[:end]))
        view.flush()
        QApplication.processEvents()
    screen = QGuiApplication.primaryScreen().grabWindow(view.winId()).toImage()
    view.viewport().update()
    QApplication.processEvents()
    again = QGuiApplication.primaryScreen().grabWindow(view.winId()).toImage()
    assert screen == again


def test_streamed_text_ends_as_the_same_pixels_as_stored_text(qtbot: QtBot) -> None:
    entry = answer(99, "", status=Status.STREAMING)
    streamed = shown(qtbot, [entry])
    _stream(streamed, entry, _LONG, 23)
    done = with_text(entry, _LONG, Status.DONE)
    streamed.update_entry(done)
    stored = shown(qtbot, [done])
    for view in (streamed, stored):
        qtbot.waitUntil(lambda v=view: not any(p.row.box.unfinished for p in v.stage.placed))
    assert _pixels(streamed) == _pixels(stored)


def test_selecting_everything_copies_all_messages_in_three_forms(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "Say **hi**"), answer(1, "## Hi\n\n- *one*\n- two")])
    view.select_all()
    assert view.selected_text() == "Say hi\n\nHi\n\n• one\n• two"
    assert view.selected_markdown() == "Say **hi**\n\n## Hi\n\n- *one*\n- two"
    assert "<h2>Hi</h2>" in view.selected_html()
    view.copy()
    assert QGuiApplication.clipboard().text() == view.selected_text()
    assert QGuiApplication.clipboard().mimeData().hasHtml()


def test_a_drag_of_the_mouse_selects_across_messages(qtbot: QtBot) -> None:
    view = shown(qtbot, [user(0, "First words"), answer(1, "Second words")])
    rows = {p.row.name + str(p.item): p for p in view.stage.placed}
    start, end = rows["leaf0"], rows["leaf1"]
    port = view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(int(start.x), int(start.top + 12)))
    qtbot.mouseMove(port, QPoint(int(end.x) + 300, int(end.top + 12)))
    view.mouseMoveEvent(_moved(view, QPoint(int(end.x) + 300, int(end.top + 12))))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(int(end.x) + 300, int(end.top + 12)))
    assert view.selected_text() == "First words\n\nSecond words"


def _moved(view: Transcript, point: QPoint) -> object:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(view.viewport().mapToGlobal(point)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def test_a_double_click_selects_a_word(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "Second words here")])
    placed = next(p for p in view.stage.placed if p.row.name == "leaf")
    rect = placed.row.box.caret(9)
    at = QPointF(placed.x + rect.x() + 1, placed.top + rect.center().y()).toPoint()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text() == "words"


def test_thoughts_are_not_copied_with_the_answer(qtbot: QtBot) -> None:
    from studio.domain.conversation import Thought

    view = shown(
        qtbot, [user(0, "q"), answer(1, Thought("secret plan"), "The answer", status=Status.STREAMING)]
    )
    view.stage.toggle_fold(1, 0)
    view.refresh()
    view.select_all()
    assert "secret" not in view.selected_text()


def test_find_counts_highlights_and_goes_round(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(40))
    assert view.find("answer 7") == 1
    assert view.find_next()
    assert any(p.item == 7 for p in view.stage.placed)
    assert view.find("nowhere") == 0
    assert not view.find_next()
    view.clear_find()


def test_a_message_can_be_shown_with_a_highlight(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(60))
    view.scroll_to_message("m31", "number 31")
    assert view.stage.placed[0].item == 31
    assert view.finder.now is not None


def test_targets_ask_for_what_they_are_for(qtbot: QtBot) -> None:
    failed = answer(
        1, "[x](https://x.org)", status=Status.FAILED,
        failure=Failure(kind=Kind.RATE, message="Too fast.", remedy=Remedy.WAIT),
    )  # fmt: skip
    view = shown(qtbot, [Entry(failed.message, "m", "", 1, 3, actions=failed.actions)])
    asked: list[tuple[str, str]] = []
    view.action_requested.connect(lambda a, m: asked.append((a, m)))
    view.link_activated.connect(lambda url: asked.append(("link", url)))
    view.sibling_requested.connect(lambda m, s: asked.append((m, str(s))))
    for index, row in enumerate(view.stage.items[0].rows):
        for target in row.box.targets() if row.box is not None else ():
            if target.action != "more":
                view.activate(0, index, target)
    assert ("link", "https://x.org") in asked
    assert ("remedy", "m1") in asked and ("view_request", "m1") in asked
    assert ("m1", "-1") in asked and ("m1", "1") in asked
    assert ("copy", "m1") in asked


def test_typing_goes_to_the_composer_and_tab_reaches_every_button(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "[x](https://x.org)")])
    typed: list[str] = []
    view.typed.connect(typed.append)
    view.setFocus()
    qtbot.keyClicks(view, "hi")
    assert typed == ["h", "i"]
    names = []
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        current = view.focus.current()
        if current is not None:
            names.append(current[1].name)
    assert names[0] == "x" and "Copy" in names and "More actions" in names


def test_the_caret_moves_by_keys_and_selects_with_shift(qtbot: QtBot) -> None:
    view = shown(qtbot, [answer(1, "One two three")])
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F7)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_text() == "One"
    qtbot.keyClick(
        view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert view.selected_text().startswith("One t") or view.selected_text() == "One "


def test_pictures_are_asked_for_and_painted_when_ready(qtbot: QtBot) -> None:
    from PySide6.QtGui import QColor, QImage

    ref = PictureRef("a" * 64, "image/png", 300, 200)
    view = shown(qtbot, [answer(1, Picture(ref))])
    asked: list[tuple[PictureRef, int]] = []
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))

    def give(wanted: PictureRef, side: int) -> QImage:
        asked.append((wanted, side))
        return image

    view.set_picture_source(give)
    view.stage.set_kit(view._kit())
    view.painted.forget()
    view.refresh()
    QApplication.processEvents()
    view.picture_ready(ref.sha256)
    QApplication.processEvents()
    assert asked and asked[0] == (ref, 300)


def test_ten_thousand_messages_are_not_laid_out_when_opened(qtbot: QtBot) -> None:
    view = shown(qtbot, talk(10_000))
    assert sum(item.is_open for item in view.stage.items) < 20
    view.scroll_to_start()
    assert view.stage.placed[0].item == 0


def test_setting_nearly_the_same_entries_keeps_rows_and_place(qtbot: QtBot) -> None:
    entries = talk(30)
    view = shown(qtbot, entries)
    _wheel(view, 3)
    rows = [p.row for p in view.stage.placed]
    tops = _tops(view)
    view.set_entries([*entries, user(77, "one more")])
    assert [p.row for p in view.stage.placed] == rows
    assert _tops(view) == tops


def test_an_empty_conversation_and_a_narrow_lane_can_be_shown(qtbot: QtBot) -> None:
    view = shown(qtbot, [], width=280)
    view.set_entries(talk(4))
    QApplication.processEvents()
    assert all(p.x >= 0 for p in view.stage.placed)
    view.set_entries([])
    assert view.stage.placed == []


@pytest.mark.parametrize("dark", [False, True])
def test_themes_change_all_colours(qtbot: QtBot, dark: bool) -> None:
    view = shown(qtbot, talk(3))
    before = _pixels(view)
    view.setPalette(palette(dark))
    view.refresh_theme()
    assert (_pixels(view) != before) is dark


def test_several_updates_in_one_frame_are_painted_once(qtbot: QtBot) -> None:
    entry = answer(1, "", status=Status.STREAMING)
    view = shown(qtbot, [entry])
    for end in range(1, 30):
        view.update_entry(with_text(entry, "x" * end))
    assert len(view.pending) == 1
    qtbot.waitUntil(lambda: not view.pending)
    assert view.stage.items[0].entry.message.text == "x" * 29


def test_the_end_of_an_answer_is_announced_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QAccessible

    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    entry = answer(1, "", status=Status.STREAMING)
    view = shown(qtbot, [entry])
    said.clear()
    view.update_entry(with_text(entry, "almost"))
    done = with_text(entry, "all", Status.DONE)
    view.update_entry(done)
    view.update_entry(Entry(msgspec.structs.replace(done.message, edited=True), "model-x"))
    assert said == ["model-x has answered."]
