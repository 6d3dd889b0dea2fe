"""The line of the vote: it asks when there is something to judge, and says how it was judged."""

from PySide6.QtWidgets import QPushButton

from studio.ui.compare.vote_bar import VoteBar
from tests.ui.compare.stage import Stage, until


def labels(bar: VoteBar) -> list[str]:
    return [b.text() for b in bar._buttons.findChildren(QPushButton) if not b.isHidden()]


def made() -> VoteBar:
    bar = VoteBar()
    bar.show()
    return bar


def end(bar: VoteBar) -> None:
    bar.close()
    bar.deleteLater()


async def test_nothing_is_asked_before_two_have_answered(stage: Stage) -> None:
    bar = made()
    session = stage.compared("demo/companion", "demo/terse", blind=True)
    bar.show_session(session)
    assert not bar._buttons.isVisible()
    assert bar.words.text().startswith("Blind:")
    session.send("Hello")
    bar.show_session(session)
    assert bar.words.text() == "0 of 2 lanes have answered"
    await until(lambda: not session.running())
    bar.show_session(session)
    assert bar.words.text() == "Which answer is best?"
    assert labels(bar) == ["A", "B", "Tie", "All bad"]
    end(bar)


async def test_a_button_votes_for_the_place_it_names(stage: Stage) -> None:
    bar = made()
    bar.show_session(await stage.asked("demo/companion", "demo/terse"))
    said: list[tuple[int, str]] = []
    bar.voted.connect(lambda place, verdict: said.append((place, verdict)))
    for button in bar._buttons.findChildren(QPushButton):
        assert button.accessibleName()
        button.click()
    assert said == [(0, "winner"), (1, "winner"), (-1, "tie"), (-1, "all_bad")]
    end(bar)


async def test_a_verdict_is_shown_with_the_name_and_who_gave_itself_away(stage: Stage) -> None:
    bar = made()
    session = await stage.asked("demo/companion", "demo/terse")
    answer = session.lanes[1].path()[1]
    session.lanes[1].edit(answer.id, "I am Terse.", run=False)
    assert session.vote(0)
    bar.show_session(session)
    assert bar.words.text() == "You voted for A (demo/companion). B named itself."
    assert not bar._buttons.isVisible()
    assert bar._again.isVisible()
    end(bar)


async def test_ties_and_bad_rounds_are_said(stage: Stage) -> None:
    bar = made()
    for verdict, words in (("tie", "You called it a tie."), ("all_bad", "You found all of them bad.")):
        session = await stage.asked("demo/swift-mini", "demo/terse", text="Say something of the sea.")
        assert session.vote(None, verdict)
        bar.show_session(session)
        assert bar.words.text() == words
    end(bar)


async def test_the_lanes_that_can_be_asked_alone_follow_the_comparison(stage: Stage) -> None:
    bar = made()
    bar.show_session(stage.compared("demo/terse", "demo/coder", "demo/companion"))
    bar._target.setCurrentIndex(3)
    assert bar.target() == 2
    bar.show_session(stage.compared("demo/terse", "demo/coder"))
    assert bar.target() == -1
    assert bar._target.count() == 3
    end(bar)
