"""Lanes scroll together by turn: the one that is touched leads, a switched-off bond lets go."""

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.conversation import Message, Role, Text
from studio.ui.chat.transcript.entry import Entry
from studio.ui.chat.transcript.view import Transcript
from studio.ui.compare.turn_scroll import TurnScroll, bring


def lane(qtbot: QtBot, length: int) -> Transcript:
    made = Transcript()
    qtbot.addWidget(made)
    made.resize(360, 300)
    entries = []
    for turn in range(6):
        entries.append(_entry(f"q{turn}", Role.USER, "A question"))
        entries.append(_entry(f"a{turn}", Role.ASSISTANT, "Some words of an answer.\n\n" * length))
    made.show()
    made.set_entries(entries)
    return made


def _entry(identity: str, role: Role, text: str) -> Entry:
    return Entry(Message(id=identity, parent=None, role=role, parts=(Text(text),)), "x")


def turn_button(transcript: Transcript, steps: int) -> None:
    point = QPointF(20, 20)
    event = QWheelEvent(
        point,
        transcript.mapToGlobal(point),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(transcript.viewport(), event)


def test_the_same_message_comes_into_view_in_every_lane(qtbot: QtBot) -> None:
    short, long = lane(qtbot, 3), lane(qtbot, 30)
    owner = QObject()
    bond = TurnScroll(owner)
    bond.follow([short, long])
    long.scroll_to_message("a1")
    for steps in (-2, -5, 3):
        turn_button(long, steps)
        assert 3 <= long.stage.anchor[0] < 8
        assert short.stage.anchor[0] == long.stage.anchor[0]


def test_reaching_the_end_takes_the_others_there(qtbot: QtBot) -> None:
    short, long = lane(qtbot, 3), lane(qtbot, 30)
    owner = QObject()
    bond = TurnScroll(owner)
    bond.follow([short, long])
    long.scroll_to_start()
    turn_button(short, 2)
    assert not long.stage.following
    for _ in range(40):
        turn_button(short, -9)
    assert short.stage.following
    assert long.stage.following


def test_lanes_go_their_own_way_when_the_bond_is_off(qtbot: QtBot) -> None:
    short, long = lane(qtbot, 3), lane(qtbot, 30)
    owner = QObject()
    bond = TurnScroll(owner)
    bond.follow([short, long])
    bond.enabled = False
    before = short.stage.anchor
    turn_button(long, 5)
    assert short.stage.anchor == before


def test_a_lane_that_left_is_not_moved(qtbot: QtBot) -> None:
    short, long = lane(qtbot, 3), lane(qtbot, 30)
    owner = QObject()
    bond = TurnScroll(owner)
    bond.follow([short, long])
    bond.follow([long])
    before = short.stage.anchor
    turn_button(long, 5)
    assert short.stage.anchor == before


def test_a_lane_with_fewer_turns_goes_to_its_end(qtbot: QtBot) -> None:
    few, many = lane(qtbot, 3), lane(qtbot, 3)
    few.set_entries([item.entry for item in few.stage.items[:2]])
    many.scroll_to_message("a4")
    bring(few, many)
    assert few.stage.following
