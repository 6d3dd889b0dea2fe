"""The head of a lane: everything has a name, long names are cut, a hidden lane tells nothing."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from studio.domain.gateway import Protocol
from studio.domain.parameters import ParameterSet
from studio.domain.presets import demo_gateway
from studio.ui.compare.lane_head import VERBS, LaneHead


def head(qtbot: QtBot, width: int = 340) -> LaneHead:
    made = LaneHead()
    qtbot.addWidget(made)
    made.show_letter("A")
    made.show_model("a/very-long-model-name-that-fits-nowhere-" + "x" * 60, "Demo")
    made.show_protocol(None, demo_gateway(1), Protocol.CHAT)
    made.show_standing("good", "Done", "0.40 s · 50 tok/s · $0.0012")
    made.resize(width, made.sizeHint().height())
    made.show()
    return made


def test_every_button_has_a_name(qtbot: QtBot) -> None:
    made = head(qtbot)
    assert all(b.accessibleName() for b in made.findChildren(QAbstractButton))


def test_long_names_are_cut_in_the_middle_and_whole_in_the_tip(qtbot: QtBot) -> None:
    made = head(qtbot)
    assert "…" in made.model.text()
    assert "x" * 60 in made.model.toolTip()
    assert made.minimumSizeHint().width() <= 340


def test_a_hidden_lane_shows_its_letter_only(qtbot: QtBot) -> None:
    made = head(qtbot)
    made.show_settings(ParameterSet({"temperature": 0.2}), "Be brief.")
    assert made.settings.text() == "temperature 0.2 · instructions"
    made.set_running(True)
    made.set_hidden(True)
    made.set_running(True)
    assert made.model.text() == "Model A"
    assert "very-long" not in made.model.toolTip() + made.model.accessibleName()
    for widget in (made.protocol, made.numbers, made.settings, made.stop_button):
        assert not widget.isVisible()
    shown = {a.data() for a in made.menu.actions() if a.isVisible() and a.data()}
    assert not shown & {"settings", "protocols", "temperatures", "chat", "request"}
    made.set_hidden(False)
    assert made.protocol.isVisible()


def test_every_entry_of_the_menu_says_its_verb(qtbot: QtBot) -> None:
    made = head(qtbot)
    said: list[str] = []
    made.verb.connect(said.append)
    for action in made.menu.actions():
        action.trigger()
    assert [verb for verb in said if verb] == [name for name, _, _ in VERBS if name]
    made.focus_button.click()
    assert said[-1] == "focus"


def test_the_letter_is_a_handle(qtbot: QtBot) -> None:
    made = head(qtbot)
    dragged: list[QPoint] = []
    dropped: list[QPoint] = []
    made.badge.dragged.connect(dragged.append)
    made.badge.dropped.connect(dropped.append)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(made.badge, left)
    assert (dragged, dropped) == ([], [])
    qtbot.mousePress(made.badge, left, pos=QPoint(5, 5))
    qtbot.mouseMove(made.badge, QPoint(205, 5))
    qtbot.mouseRelease(made.badge, left, pos=QPoint(205, 5))
    assert dropped == [made.badge.mapToGlobal(QPoint(205, 5))]


def test_an_automatic_protocol_says_what_it_means(qtbot: QtBot) -> None:
    made = head(qtbot)
    assert made.protocol.text() == "Automatic"
    assert made.protocol.toolTip() == "Automatic: Chat Completions"
    made.show_protocol(Protocol.GEMINI, demo_gateway(1), Protocol.CHAT)
    assert made.protocol.text() == "Gemini"
