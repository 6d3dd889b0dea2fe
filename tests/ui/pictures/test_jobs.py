"""The queue as rows: words, time, a button that stops, and failures that say what to do."""

from pytestqt.qtbot import QtBot

from studio.domain.conversation import Status
from studio.domain.errors import Kind, Remedy, failing
from studio.domain.events import Ended, Failed, Progressed
from studio.ui.pictures.jobs import JobsView
from tests.state.picture_plugs import Atelier
from tests.state.waiting import until


async def test_a_running_job_shows_its_words_and_can_be_stopped(qtbot: QtBot, atelier: Atelier) -> None:
    view = JobsView(atelier.studio)
    qtbot.addWidget(view)
    assert view.isHidden()
    atelier.painter.before = [Progressed("queuing", 30.0)]
    atelier.painter.close_gate()
    atelier.studio.ask_with(prompt="a lake")
    job = atelier.studio.start()
    await until(lambda: "queuing" in view._rows[job]._state.text())
    row = view._rows[job]
    assert row._state.text().startswith("The gateway says: queuing · 30 % · 0:0")
    assert row._stop.toolTip() == "Stop this job"
    row._stop.click()
    await until(lambda: not atelier.studio.jobs.running())
    assert row._state.text() == "Stopped"
    row._stop.click()
    assert view._rows == {}


async def test_a_failure_stays_with_what_to_do_and_a_success_leaves(qtbot: QtBot, atelier: Atelier) -> None:
    view = JobsView(atelier.studio)
    qtbot.addWidget(view)
    atelier.studio.ask_with(prompt="a lake")
    atelier.studio.start()
    await until(lambda: not atelier.studio.jobs.running())
    assert view._rows == {}
    failure = failing(Kind.QUOTA, "The daily limit is used up.", Remedy.WAIT).failure
    atelier.painter.before = [Failed(failure), Ended(Status.FAILED)]
    atelier.painter.paint = lambda prompt: []
    job = atelier.studio.start()
    await until(lambda: not atelier.studio.jobs.running())
    atelier.painter.before = []
    job_row = atelier.studio.jobs.get(job)
    assert job_row is not None and job_row.failure == failure
