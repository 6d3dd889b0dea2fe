"""The lanes with their composer: asking all or one, menus of lanes, votes, reading a lane as a chat."""

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from studio.domain.conversation import File
from studio.domain.parameters import ParameterSet
from studio.ui.chat.parameters import ParametersDrawer
from studio.ui.compare.lanes_page import LanesPage
from tests.ui.compare.stage import Stage, until


def page_of(stage: Stage, session: object) -> LanesPage:
    view = stage.open_view()
    view.show_comparison(session)  # type: ignore[arg-type]
    return view.lanes


async def test_every_lane_is_asked_or_one_alone(stage: Stage) -> None:
    session = stage.compared("demo/companion", "demo/terse")
    page = page_of(stage, session)
    page.composer.sent.emit("All of you", ())
    await until(lambda: not session.running())
    page.vote_bar._target.setCurrentIndex(2)
    page.composer.sent.emit("Only the second", ())
    await until(lambda: not session.running())
    assert [len(lane.path()) for lane in session.lanes] == [2, 4]


async def test_without_lanes_the_words_stay_in_the_composer(stage: Stage) -> None:
    session = stage.compared()
    page = page_of(stage, session)
    while session.lanes:
        session.remove(0)
    page.composer.sent.emit("Nobody there", ())
    assert page.composer.draft().text == "Nobody there"
    assert stage.told[-1][0] == "Add a model first."


async def test_the_verbs_of_a_lane(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse")
    page = page_of(stage, session)
    first = session.lanes[0]
    page.do("duplicate", first)
    assert len(session.lanes) == 3
    page.do("right", first)
    assert session.lanes[1] is first
    page.do("left", first)
    assert session.lanes[0] is first
    page.do("model", first)
    assert first.conversation.model == "demo/coder"
    page.do("remove", first)
    assert first not in session.lanes
    assert stage.told[-1][1] is not None
    stage.told[-1][1]()
    assert session.lanes[0] is first
    page.do("focus", first)
    assert [c for c in page.columns.lanes if c.isVisible()] == [page.columns.alone]
    page.do("regenerate", first)
    await until(lambda: not session.running())
    assert len(first.siblings(first.path()[1])) == 2


async def test_replacing_all_lanes_can_be_taken_back(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse")
    page = page_of(stage, session)
    page.do("temperatures", session.lanes[0])
    assert len(page.columns.lanes) == 3
    assert stage.told[-1][1] is not None
    stage.told[-1][1]()
    assert [len(lane.path()) for lane in session.lanes] == [2, 2]
    page.do("protocols", session.lanes[0])
    assert len(session.lanes) == 4


async def test_a_lane_goes_on_as_a_chat(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse")
    page = page_of(stage, session)
    chats: list[str] = []
    requests: list[str] = []
    page.continue_as_chat.connect(chats.append)
    page.show_request.connect(requests.append)
    page.do("chat", session.lanes[1])
    page.do("request", session.lanes[1])
    assert chats == [session.lanes[1].conversation.id]
    assert requests == [session.lanes[1].path()[1].id]
    assert [c.id for c in stage.room.library.rows()] == chats


async def test_an_unasked_lane_has_nothing_to_show(stage: Stage) -> None:
    session = stage.compared("demo/companion", "demo/terse")
    page = page_of(stage, session)
    for verb in ("chat", "request", "regenerate"):
        page.do(verb, session.lanes[0])
        assert stage.told[-1][0] == "Nothing was asked in this lane yet."


async def test_instructions_and_parameters_are_set_for_one_lane(stage: Stage) -> None:
    session = stage.compared("demo/companion", "demo/terse")
    page = page_of(stage, session)
    page.do("settings", session.lanes[1])
    dialog = page.findChild(QDialog)
    drawer = dialog.findChild(ParametersDrawer)
    drawer.system.setPlainText("Be brief.")
    drawer.form.set_value(ParameterSet({"temperature": 0.5}))
    dialog.findChild(QDialogButtonBox).accepted.emit()
    assert session.lanes[1].conversation.system == "Be brief."
    assert session.lanes[1].conversation.parameters.get("temperature") == 0.5
    assert session.lanes[0].conversation.system == ""


async def test_a_vote_reveals_names(stage: Stage) -> None:
    session = await stage.asked("demo/companion", "demo/terse", blind=True)
    page = page_of(stage, session)
    assert {c.head.model.text() for c in page.columns.lanes} == {"Model A", "Model B"}
    page.vote_bar.voted.emit(0, "winner")
    assert {c.head.model.text() for c in page.columns.lanes} == {"Companion", "Terse"}
    vote = session.last_vote()
    assert vote is not None
    assert vote.winner == session.order()[0]


async def test_lanes_of_a_blind_comparison_stay_shuffled_when_dragged(stage: Stage) -> None:
    session = stage.compared("demo/companion", "demo/terse", blind=True)
    page = page_of(stage, session)
    before = list(session.lanes)
    page.columns.moved.emit(session.lanes[0].conversation.id, 1)
    assert session.lanes == before
    session.set_blind(False)
    page.columns.moved.emit(session.lanes[0].conversation.id, 1)
    assert session.lanes == before[::-1]


async def test_what_is_typed_is_kept_with_its_comparison(stage: Stage) -> None:
    one, two = stage.compared("demo/terse"), stage.compared("demo/coder")
    page = page_of(stage, one)
    page.composer.editor.setPlainText("half a thought")
    stage.view.show_comparison(two)  # type: ignore[union-attr]
    assert page.composer.draft().text == ""
    stage.view.show_comparison(one)  # type: ignore[union-attr]
    assert page.composer.draft().text == "half a thought"


async def test_dropped_text_goes_to_the_composer(stage: Stage) -> None:
    page = page_of(stage, stage.compared("demo/terse"))
    mime = QMimeData()
    mime.setText("dropped")
    none = Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none))
    assert page.composer.draft().text == "dropped"
    stage.parts.intake.taken.emit(File(name="a.txt", mime="text/plain", text="a"))
    assert len(page.composer.draft().parts) == 1
