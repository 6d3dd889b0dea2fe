"""The protocol selector: automatic says what it means, and what is impossible says why."""

from studio.domain.gateway import Protocol
from studio.ui.chat.protocol_selector import ProtocolSelector, hindrance
from tests.state.world import row


def selector(qtbot: object) -> tuple[ProtocolSelector, list[object]]:
    made = ProtocolSelector()
    qtbot.addWidget(made)
    chosen: list[object] = []
    made.chosen.connect(chosen.append)
    return made, chosen


def test_automatic_names_the_protocol_it_means(qtbot: object) -> None:
    made, _ = selector(qtbot)
    made.show_choice(None, row("freetheai"), Protocol.CHAT)
    assert made.text() == "Automatic (Chat Completions)"
    assert made.accessibleName() == "Protocol: Automatic (Chat Completions)"


def test_an_impossible_protocol_stays_visible_and_says_why(qtbot: object) -> None:
    made, _ = selector(qtbot)
    made.show_choice(None, row("freetheai"), Protocol.CHAT)
    actions = {a.text(): a for a in made.menu().actions() if not a.isSeparator()}
    gemini = actions["Gemini – FreeTheAi does not offer it"]
    assert not gemini.isEnabled()
    assert gemini.toolTip() == "FreeTheAi does not offer it"
    assert actions["Messages"].isEnabled()


def test_choosing_tells_and_is_marked(qtbot: object) -> None:
    made, chosen = selector(qtbot)
    made.show_choice(None, row("apifree"), Protocol.CHAT)
    next(a for a in made.menu().actions() if a.text() == "Responses").trigger()
    next(a for a in made.menu().actions() if a.text().startswith("Automatic")).trigger()
    assert chosen == [Protocol.RESPONSES, None]
    made.show_choice(Protocol.RESPONSES, row("apifree"), Protocol.CHAT)
    assert made.protocol is Protocol.RESPONSES
    assert [a.text() for a in made.menu().actions() if a.isChecked()] == ["Responses"]


def test_a_choice_the_next_gateway_lacks_is_shown_as_such(qtbot: object) -> None:
    made, chosen = selector(qtbot)
    made.show_choice(Protocol.GEMINI, row("freetheai"), Protocol.CHAT)
    assert made.text() == "Gemini – FreeTheAi does not offer it"
    assert chosen == []
    assert hindrance(None, Protocol.CHAT) == "choose a model first"
