"""Instructions and parameters of a conversation: told once after a pause, never while they are being filled in."""

from pytestqt.qtbot import QtBot

from studio.domain.conversation import Conversation
from studio.domain.parameters import ParameterSet
from studio.ui.chat.parameters import ParametersDrawer


def test_showing_a_conversation_says_nothing_and_typing_says_it_once(qtbot: QtBot) -> None:
    drawer = ParametersDrawer()
    qtbot.addWidget(drawer)
    said: list[tuple[str, ParameterSet]] = []
    drawer.changed.connect(lambda system, chosen: said.append((system, chosen)))
    chosen = ParameterSet().with_value("temperature", 0.5)
    drawer.show_conversation(Conversation(id="a", system="Be kind.", parameters=chosen), None)
    assert drawer.value() == ("Be kind.", chosen)
    assert not drawer._pause.isActive()
    for text in ("B", "Be", "Be brief."):
        drawer.system.setPlainText(text)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("Be brief.", chosen)]
