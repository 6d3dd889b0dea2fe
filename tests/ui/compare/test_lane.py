"""One lane: it shows its conversation, its standing and numbers, and does what its messages offer."""

from PySide6.QtGui import QGuiApplication

from studio.domain.comparison import Lane
from studio.domain.conversation import Status
from studio.ui.compare.lane import LaneColumn
from tests.ui.compare.stage import Stage, until


async def column(stage: Stage, model: str = "demo/terse", text: str = "Hello") -> LaneColumn:
    session = stage.comparisons.new((Lane(conversation_id="", gateway="demo", model=model),)).lanes[0]
    made = LaneColumn(session, stage.parts)
    made.resize(400, 600)
    made.show()
    if text:
        session.send(text)
        await until(lambda: not session.running())
    return made


def end(made: LaneColumn) -> None:
    made.release()
    made.close()
    made.deleteLater()


async def test_an_answer_and_its_numbers_are_shown(stage: Stage) -> None:
    made = await column(stage)
    answer = made.session.path()[1]
    await until(lambda: made.transcript.stage.items[1].entry.message == answer)
    assert made.head.mark.accessibleName() == "Done"
    assert " s" in made.head.numbers.toolTip() or made.head.mark.toolTip() == "Done"
    assert not made.problem.isVisible()
    end(made)


async def test_a_locked_model_is_said_in_the_lane(stage: Stage) -> None:
    made = await column(stage, "members/grand-vizier")
    assert made.problem.isVisible()
    assert made.head.mark.accessibleName() == "Failed"
    end(made)


async def test_a_hidden_lane_hides_its_problem_and_its_numbers_too(stage: Stage) -> None:
    made = await column(stage, "members/grand-vizier")
    made.place("B", hidden=True, held_back=False)
    assert not made.problem.isVisible()
    assert made.head.model.text() == "Model B"
    assert made.transcript.stage.items[1].entry.author == "Model B"
    made.place("B", hidden=False, held_back=False)
    assert made.transcript.stage.items[1].entry.author == "members/grand-vizier"
    end(made)


async def test_what_an_answer_offers_is_done_in_its_lane(stage: Stage) -> None:
    made = await column(stage)
    session, answer = made.session, made.session.path()[1]
    made.transcript.action_requested.emit("copy", answer.id)
    assert QGuiApplication.clipboard().text() == answer.text
    made.transcript.action_requested.emit("regenerate", answer.id)
    await until(lambda: not session.running())
    assert len(session.siblings(session.path()[1])) == 2
    made.transcript.action_requested.emit("regenerate_other_model", answer.id)
    await until(lambda: not session.running())
    assert session.path()[1].model == "demo/coder"
    made.transcript.sibling_requested.emit(session.path()[1].id, 1)
    assert session.path()[1].id == answer.id
    made.transcript.action_requested.emit("delete", answer.id)
    assert stage.told[-1][0] == "The message was deleted."
    assert stage.told[-1][1] is not None
    stage.told[-1][1]()
    assert answer.id in session.messages
    asked: list[str] = []
    made.show_request.connect(asked.append)
    made.transcript.action_requested.emit("view_request", answer.id)
    assert asked == [answer.id]
    made.transcript.action_requested.emit("copy", "gone")
    end(made)


async def test_stop_in_the_head_stops_this_lane(stage: Stage) -> None:
    made = await column(stage, "demo/marathon", "")
    made.session.send("At length")
    assert made.head.stop_button.isVisible()
    made.head.stopped.emit()
    await until(lambda: not made.session.running())
    assert all(m.status in (Status.STOPPED, Status.DONE) for m in made.session.path())
    assert not made.head.stop_button.isVisible()
    end(made)
